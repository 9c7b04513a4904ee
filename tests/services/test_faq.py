"""Questions and answers on the page of a service: written in the form and by API, read in the reader's language."""

import pytest

from market.core.base.errors import Invalid
from market.moderation.cases.subjects import find_item, words_of
from market.services.models import FaqEntry
from market.services.offering.actions import change_service
from market.services.offering.details import FaqDetails
from market.services.offering.forms import ServiceForm, initial_of
from tests import make

ENTRY = FaqDetails("Which files do I get?", "SVG and PDF.", "কী কী ফাইল পাব?", "SVG ও PDF।")


@pytest.fixture
def service(farida):
    return make.make_service(farida)


def test_page_answers_in_the_readers_language_with_contact_data_masked(client, farida, service):
    second = FaqDetails("Can I call you?", "Yes: 01712345678")
    change_service(by=farida, service_id=service.pk, changes={"faq": [ENTRY, second]})
    html = client.get(f"/services/{service.pk}/").content.decode()
    assert html.index("What you can order") < html.index("Which files do I get?") < html.index("Can I call you?")
    assert "01712345678" not in html
    bangla = client.get(f"/services/{service.pk}/?lang=bn").content.decode()
    assert "কী কী ফাইল পাব?" in bangla
    assert "SVG ও PDF।" in bangla


def test_page_without_any_has_no_heading(client, service):
    assert 'id="faq"' not in client.get(f"/services/{service.pk}/").content.decode()


def test_form_shows_what_is_stored_and_what_is_wrong(page, farida, service):
    change_service(by=farida, service_id=service.pk, changes={"faq": [ENTRY]})
    stored = FaqEntry.objects.get().service
    form = ServiceForm(initial=initial_of(stored))
    assert "Which files do I get?" in page(farida).get(f"/services/{service.pk}/edit/").content.decode()
    sent = {each.html_name: each.value() for each in form if each.value() not in (None, "")}
    sent |= {"faq_0_answer": "SVG, PDF and PNG.", "faq_3_question": "How long?"}
    refused = page(farida).post(f"/services/{service.pk}/edit/", sent)
    assert refused.status_code == 400
    assert "How long?" in refused.content.decode()
    page(farida).post(f"/services/{service.pk}/edit/", {**sent, "faq_3_answer": "Two days."})
    rows = FaqEntry.objects.filter(service=service)
    assert [(each.position, each.answer) for each in rows] == [(1, "SVG, PDF and PNG."), (2, "Two days.")]


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        (FaqDetails(" ", "Yes."), "faq.0.question"),
        (FaqDetails("Why?", ""), "faq.0.answer"),
        (FaqDetails("Why?", "x" * 1001), "faq.0.answer"),
        (FaqDetails("Why?", "So.", "কেন?"), "faq.0.other_answer"),
    ],
)
def test_what_is_refused(farida, service, entry, path):
    with pytest.raises(Invalid) as refusal:
        change_service(by=farida, service_id=service.pk, changes={"faq": [entry]})
    assert list(refusal.value.errors) == [path]


def test_eight_are_the_most(farida, service):
    with pytest.raises(Invalid):
        change_service(by=farida, service_id=service.pk, changes={"faq": [ENTRY] * 9})


def test_by_api(api, farida, carla, service):
    url = f"/api/v1/services/{service.pk}/"
    sent = {"question": "Which files do I get?", "answer": "SVG.", "other_question": "কী পাব?", "other_answer": "SVG।"}
    assert api(farida).patch(url, {"faq": [sent]}).status_code == 200
    assert api(carla).get(url, headers={"Accept-Language": "en"}).json()["faq"] == [sent]
    (row,) = api(carla).get(url, headers={"Accept-Language": "bn"}).json()["faq"]
    assert (row["question"], row["other_question"]) == ("কী পাব?", "Which files do I get?")
    assert api(farida).patch(url, {"title_en": "Another"}).json()["faq"] == [sent]
    answer = api(farida).patch(url, {"faq": [{"question": "Why?"}]})
    assert list(answer.json()["errors"]) == ["faq.0.answer"]


def test_moderators_read_all_texts_of_it(farida, service):
    change_service(by=farida, service_id=service.pk, changes={"faq": [ENTRY, FaqDetails("Why me?", "I draw.")]})
    item = find_item("service", service.pk)
    (text,) = [text for label, text in words_of(item) if label == "Questions and answers"]
    assert text == "Which files do I get? SVG and PDF.\nকী কী ফাইল পাব? SVG ও PDF।\nWhy me? I draw."
