"""Applying: five steps by page without script; what is refused, and in which words."""

import html
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from market.accounts.privacy.erasure_actions import erase
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound, TooMany
from market.core.base.sealing import opened
from market.core.models import AuditEntry
from market.training.applications import actions, step_actions
from market.training.applications.numbers import clean_number, new_number
from market.training.applications.refusals import (
    ApplicationsClosed,
    CertificateInUse,
    CertificateNotFound,
    DrawIsOver,
    HasPlace,
    IsWithdrawn,
    NotOpenYet,
    StaffDoNotApply,
    StepsMissing,
)
from market.training.models import Application, District, Selection, Topic
from market.training.selection.draw_actions import SEED
from tests.site.task_lists import tasks_of
from tests.training import plan_story as story

DAY = timedelta(days=1)
GOES_ON = "Your application is not sent: go on with it"


@pytest.fixture
def phase(oli):
    return story.open_phase(oli)


def text_of(answer):
    return html.unescape(answer.content.decode())


def sentences(refusal):
    return [str(each) for group in refusal.value.errors.values() for each in group]


def kinds_told(person):
    return list(person.notifications.order_by("pk").values_list("kind", flat=True))


def test_a_whole_application_by_page_without_script(page, phase, oli, rina):
    client, start = page(rina), f"/apply/{phase.pk}/"
    certificate = story.earlier_certificate("Mst. Rina Begum", "WCTP-2016-0123")
    assert "Begin the application" in text_of(client.get("/apply/"))
    assert client.get(f"{start}topics/").url == f"{start}district/"
    assert not Application.objects.exists()
    refused = client.post(f"{start}district/", {"district": "bogura"})
    assert refused.status_code == 400
    assert "Bogura is not in this phase. Choose one of its districts." in text_of(refused)
    assert client.post(f"{start}district/", {"district": "rangpur"}).url == f"{start}certificate/"
    assert "Step 2 of 5" in text_of(client.get(f"{start}certificate/"))
    wrong = client.post(f"{start}certificate/", {"number": "wctp 2016 ০১২৩", "name": "Amena Khatun"})
    assert wrong.status_code == 409
    assert "The register has no certificate with this number and this name." in text_of(wrong)
    assert 'value="Amena Khatun"' in text_of(client.get(f"{start}certificate/"))  # nothing is lost
    typed = {"number": "wctp 2016 ০১২৩", "name": "rina  begum"}
    assert client.post(f"{start}certificate/", typed).url == f"{start}topics/"
    application = fill_last_steps(client, rina, start)
    assert (application.certificate, application.weekly_hours, application.state) == (certificate, 12, "submitted")
    assert text_of(client.get(f"/applications/{application.pk}/")).count("Your application has arrived") == 1
    assert kinds_told(rina) == ["application.submitted"]
    assert GOES_ON not in [task.text for task in tasks_of(rina)]
    assert page(oli).get(f"/applications/{application.pk}/").status_code == 404
    number = application.number
    assert client.post(f"{start}district/", {"district": "dhaka"}).url == f"{start}topics/"
    application.refresh_from_db()
    assert (application.number, application.district.slug) == (number, "dhaka")
    assert [each.topic.slug for each in application.wishes.all()] == ["graphics-design"]
    gone = client.post(f"/applications/{application.pk}/withdraw/", follow=True)
    assert text_of(gone).lower().count("withdrawn") == 2  # the state and what follows from it, in no message besides
    assert actions.begin_application(by=rina, phase_id=phase.pk).pk != application.pk


def fill_last_steps(client, person, start):
    """From the topics to sending it."""
    twice = client.post(f"{start}topics/", {"topic_1": "data-entry", "topic_2": "data-entry"})
    assert "stands here twice. Choose each topic once." in text_of(twice)
    chosen = {"topic_1": "data-entry", "topic_2": "graphics-design"}
    assert client.post(f"{start}topics/", chosen).url == f"{start}device/"
    assert tasks_of(person)[0].text == GOES_ON
    assert "Still to do" in text_of(client.post(f"{start}submit/"))
    answers = {"device": "phone", "connection": "mobile", "weekly_hours": "১২"}
    assert client.post(f"{start}device/", answers).url == f"{start}consent/"
    assert client.post(f"{start}consent/", {}).status_code == 400
    assert client.post(f"{start}consent/", {"agrees": "on"}).url == f"{start}review/"
    assert "Send the application" in text_of(client.get(f"{start}review/"))
    application = Application.objects.get()
    assert client.post(f"{start}submit/").url == f"/applications/{application.pk}/"
    application.refresh_from_db()
    return application


def test_one_woman_applies_once(page, phase, rina, farida, carla):
    certificate = story.earlier_certificate("Rina Begum")
    first = story.submitted(rina, phase, certificate)
    assert actions.begin_application(by=rina, phase_id=phase.pk) == first
    second = actions.begin_application(by=farida, phase_id=phase.pk)
    with pytest.raises(CertificateInUse) as refusal:
        step_actions.save_certificate(by=farida, application_id=second.pk, number=certificate.number, name="Rina Begum")
    assert "With this certificate somebody has applied already." in str(refusal.value)
    second.refresh_from_db()
    assert (second.certificate, second.certificate_number) == (None, certificate.number)
    actions.withdraw_application(by=rina, application_id=first.pk)
    again = story.submitted(farida, phase, certificate)
    seat = story.enrolled(phase.batches.first(), farida)
    seat.application = again
    seat.save()
    with pytest.raises(HasPlace, match=f"in batch {seat.batch.code}"):
        actions.begin_application(by=farida, phase_id=phase.pk)
    shown = text_of(page(farida).get("/apply/"))
    assert f"in batch {seat.batch.code}. A second application is not possible." in shown
    assert "Begin the application" not in shown
    other = actions.begin_application(by=carla, phase_id=phase.pk)
    with pytest.raises(CertificateInUse):
        step_actions.save_certificate(by=carla, application_id=other.pk, number=certificate.number, name="Rina Begum")


def test_nobody_applies_before_opening_or_after_closing(page, oli, rina, farida, travel):
    early = story.planned(oli, opens_on=story.today() + 2 * DAY)
    with pytest.raises(NotOpenYet, match="Applications for phase 1 open on"):
        actions.begin_application(by=rina, phase_id=early.pk)
    travel(3 * DAY)
    draft, sent = story.complete_draft(rina, early), story.submitted(farida, early)
    travel(13 * DAY)
    for act in (actions.submit_application, actions.begin_application):
        key = {"phase_id": early.pk} if act is actions.begin_application else {"application_id": draft.pk}
        with pytest.raises(ApplicationsClosed, match="closed on"):
            act(by=rina, **key)
    with pytest.raises(ApplicationsClosed):
        step_actions.save_device(by=farida, application_id=sent.pk, device="phone", connection="mobile", weekly_hours=3)
    late = page(rina).get(f"/apply/{early.pk}/review/", follow=True)
    assert "Your application was not sent in time" in text_of(late)
    assert "closed on" in text_of(page(rina).get(f"/apply/{early.pk}/device/"))
    assert actions.withdraw_application(by=farida, application_id=sent.pk).state == "withdrawn"
    with pytest.raises(IsWithdrawn):
        actions.withdraw_application(by=farida, application_id=sent.pk)


def test_each_step_says_what_is_wrong(phase, rina, tahmina, oli):
    application = actions.begin_application(by=rina, phase_id=phase.pk)
    mine = {"by": rina, "application_id": application.pk}
    with pytest.raises(Invalid) as refusal:
        step_actions.save_topics(**mine, topics=[])
    assert sentences(refusal) == ["Choose your district first."]
    step_actions.save_district(**mine, district=District.objects.get(slug="dhaka"))
    data_entry, design = Topic.objects.get(slug="data-entry"), Topic.objects.get(slug="graphics-design")
    with pytest.raises(Invalid) as refusal:
        step_actions.save_topics(**mine, topics=[design, data_entry])
    assert list(refusal.value.errors) == ["topics.1"]
    with pytest.raises(Invalid) as refusal:
        step_actions.save_device(**mine, device="abacus", connection="", weekly_hours=0)
    assert set(refusal.value.errors) == {"device", "connection", "weekly_hours"}
    with pytest.raises(Invalid):
        step_actions.save_consent(**mine, agrees=False)
    with pytest.raises(Invalid) as refusal:
        step_actions.save_certificate(**mine, number=" ", name="")
    assert set(refusal.value.errors) == {"number", "name"}
    with pytest.raises(StepsMissing, match="Earlier certificate, Topics, Device and connection and Consent"):
        actions.submit_application(**mine)
    for person in (tahmina, oli):
        with pytest.raises(StaffDoNotApply):
            actions.begin_application(by=person, phase_id=phase.pk)
    with pytest.raises(NotFound):
        actions.submit_application(by=tahmina, application_id=application.pk)


def test_officers_see_what_was_sent_and_change_nothing(page, phase, oli, rina, farida):
    sent, draft = story.submitted(rina, phase), story.complete_draft(farida, phase)
    with pytest.raises(NotAllowed):
        actions.withdraw_application(by=oli, application_id=sent.pk)
    client, path = page(oli), f"/staff/phases/{phase.pk}/applications/"
    listed = text_of(client.get(f"{path}?district=rangpur&state=submitted"))
    assert sent.number in listed
    assert "1 submitted · 1 draft" in listed
    assert "No application fits." in text_of(client.get(f"{path}?district=dhaka"))
    assert client.get(f"/staff/applications/{draft.pk}/").status_code == 404
    assert sent.certificate.number in text_of(client.get(f"/staff/applications/{sent.pk}/"))
    assert AuditEntry.objects.get(code="application.seen").on_id == sent.pk
    lines = b"".join(client.get(f"{path}file/").streaming_content).decode().splitlines()
    assert (len(lines), sent.number in lines[1]) == (2, True)
    book = load_workbook(io.BytesIO(b"".join(client.get(f"{path}file/?kind=xlsx").streaming_content)))
    assert [row[0].value for row in book.active] == ["Number of the application", sent.number]
    assert page(rina).get(path).status_code == 404


def test_who_has_not_sent_it_is_reminded_twice(phase, rina, farida, travel):
    story.complete_draft(rina, phase)
    story.submitted(farida, phase)
    for _day in range(16):
        travel(DAY)
    assert kinds_told(rina) == ["application.due"] * 2
    assert kinds_told(farida) == ["application.submitted"]


def test_tries_of_numbers_are_limited_and_a_draw_ends_withdrawing(phase, rina, farida, oli):
    sent = story.submitted(farida, phase)
    selection = Selection.objects.get(phase=phase)
    selection.seed, selection.state = opened(selection.sealed_seed, SEED), "drawn"
    selection.drawn_at, selection.drawn_by = clock.now(), oli
    selection.save()
    with pytest.raises(DrawIsOver):
        actions.withdraw_application(by=farida, application_id=sent.pk)
    application = actions.begin_application(by=rina, phase_id=phase.pk)
    guess = {"by": rina, "application_id": application.pk, "name": "Rina Begum"}
    for number in range(5):
        with pytest.raises(CertificateNotFound):
            step_actions.save_certificate(**guess, number=str(number))
    with pytest.raises(TooMany):
        step_actions.save_certificate(**guess, number="5")


def test_numbers_are_read_however_they_are_typed():
    number = new_number()
    assert clean_number(number.lower().replace("-", " ")) == clean_number(number.replace("-", "")) == number
    assert clean_number("AI-7K3M-৯২") == "AI-7K3M-92"
    assert clean_number("AI-1") == ""


def test_visitors_read_what_applying_is_and_come_back_after_signing_up(page, oli, phase, travel):
    visitor = page()
    content = text_of(visitor.get("/apply/"))
    assert f"/accounts/signup/?next=/apply/{phase.pk}/district/" in content
    assert "Nobody ever pays for an application, a course or a certificate." in content
    assert f"/accounts/login/?next=/apply/{phase.pk}/district/" in visitor.get(f"/apply/{phase.pk}/district/").url
    travel(20 * DAY)
    assert "When the next phase is planned, its dates stand here." in text_of(visitor.get("/apply/"))
    later = {"first_day": story.today() + 60 * DAY, "opens_on": story.today() + DAY}
    story.planned(oli, story.batch_plan("bogura"), number=2, closes_on=story.today() + 9 * DAY, **later)
    assert "No applications are open now. The next ones open on" in text_of(visitor.get("/apply/"))


def test_an_erased_account_leaves_its_application(phase, rina):
    sent = story.submitted(rina, phase)
    with CaptureQueriesContext(connection) as ran:
        erase(rina)
    locks = [each["sql"] for each in ran if "FOR NO KEY UPDATE" in each["sql"]]
    tables = [next(name for name in ("selection", "application") if f'FROM "training_{name}"' in sql) for sql in locks]
    assert tables == ["selection", "application"]  # nobody draws meanwhile, and no page changes what ends
    sent.refresh_from_db()
    assert (sent.state, sent.certificate_name) == ("withdrawn", "")
