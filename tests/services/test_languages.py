"""Packages, extras and questions in two languages: each user reads their own language, or else the other one."""

import pytest

from market.core.base.money import Money
from market.services.models import Order
from market.services.offering.actions import change_service
from market.services.offering.details import ExtraDetails, PackageDetails
from market.services.offering.refusals import OrderWaits
from market.services.ordering.actions import OrderChoice, place_order
from tests import make
from tests.services.test_views import FORM, text

BOTH = {
    "packages": (
        PackageDetails("সহজ", Money("40.00", "USD"), 4, "একটি ধারণা।", 1, "Simple", "One idea."),
        PackageDetails("পূর্ণ", Money("90.00", "USD"), 7, "তিনটি ধারণা।", 3),
    ),
    "extras": (ExtraDetails("মূল ফাইল", Money("10.00", "USD"), 0, "Source files"),),
    "questions": ("কী বিক্রি করেন?", "কোন রঙ?"),
    "other_questions": ("What do you sell?",),
}


@pytest.fixture
def service(farida):
    return make.make_service(farida, **BOTH)


@pytest.mark.parametrize(
    ("language", "own", "others"),
    [
        ("en", ["Simple", "One idea.", "Source files", "What do you sell?"], ["সহজ", "একটি ধারণা।", "কী বিক্রি"]),
        ("bn", ["সহজ", "একটি ধারণা।", "মূল ফাইল", "কী বিক্রি"], ["Simple", "One idea.", "What do you sell?"]),
    ],
)
def test_page_shows_the_language_of_the_user_or_falls_back(page, service, carla, language, own, others):
    carla.language = language
    carla.save()
    for html in (text(page(carla).get(f"/services/{service.pk}/{end}")) for end in ("", "order/")):
        for words in (*own, "পূর্ণ", "তিনটি ধারণা।", "কোন রঙ?"):
            assert words in html
        assert not [words for words in others if words in html]


@pytest.mark.parametrize(("language", "name", "question"), [("en", "Simple", "What do"), ("bn", "সহজ", "কী বিক্রি")])
def test_order_is_stored_in_the_language_of_the_client(service, carla, language, name, question):
    carla.language = language
    carla.save()
    package, extra = service.packages.all()[0], service.extras.get()
    order = place_order(by=carla, service_id=service.pk, choice=OrderChoice(package.pk, [extra.pk]))
    assert (order.package, order.answers[0]["question"][:7]) == (name, question[:7])
    assert order.contract.milestones.get().title.startswith(name)
    carla.language = "bn" if language == "en" else "en"
    carla.save()
    assert place_order(by=carla, service_id=service.pk, choice=OrderChoice(package.pk, [extra.pk])) == order
    with pytest.raises(OrderWaits):
        place_order(by=carla, service_id=service.pk, choice=OrderChoice(package.pk))
    assert Order.objects.count() == 1


def test_new_questions_drop_the_old_translations(service, farida):
    changed = change_service(by=farida, service_id=service.pk, changes={"questions": ("কবে?",)})
    assert [(each.text, each.other_text) for each in changed.questions.all()] == [("কবে?", "")]


def test_api_reads_and_writes_both_languages(api, service, farida):
    place = f"/api/v1/services/{service.pk}/"
    english, bangla = (api().get(place, headers={"accept-language": each}).json() for each in ("en", "bn"))
    names = [(each["packages"][0]["name"], each["packages"][0]["other_name"]) for each in (english, bangla)]
    assert names == [("Simple", "সহজ"), ("সহজ", "Simple")]
    assert [each["extras"][0]["name"] for each in (english, bangla)] == ["Source files", "মূল ফাইল"]
    assert (english["packages"][1]["name"], english["packages"][1]["other_name"]) == ("পূর্ণ", "")
    assert english["questions"] == ["What do you sell?", "কোন রঙ?"]
    assert english["other_questions"] == ["কী বিক্রি করেন?", ""]
    price = {"amount": "20.00", "currency": "USD"}
    payload = {
        "packages": [{"name": "Ten", "other_name": "দশ", "price": price, "days": 2}],
        "questions": ["When?"],
        "other_questions": ["কবে?"],
    }
    changed = api(farida).patch(place, payload).json()
    assert (changed["packages"][0]["other_name"], changed["other_questions"]) == ("দশ", ["কবে?"])
    long = api(farida).patch(place, {"packages": [{**payload["packages"][0], "other_name": "x" * 51}]})
    assert (long.status_code, list(long.json()["errors"])) == (400, ["packages.0.other_name"])
    many = api(farida).patch(place, {"questions": ["When?"], "other_questions": ["কবে?", "কে?"]})
    assert (many.status_code, list(many.json()["errors"])) == (400, ["other_questions"])


def test_form_reads_and_writes_both_languages(page, farida):
    browser = page(farida)
    payload = {
        **FORM,
        "package_0_other_name": "দশটি",
        "package_0_other_includes": "সাদা পটভূমি",
        "extra_0_other_name": "এক দিনে",
        "question_1": "Which size?",
        "other_question_1": "কোন মাপ?",
    }
    answer = browser.post("/services/new/", payload, follow=True)
    assert answer.status_code == 200
    service = farida.services.get()
    (package,), (extra,) = service.packages.all(), service.extras.all()
    assert (package.other_name, package.other_includes, extra.other_name) == ("দশটি", "সাদা পটভূমি", "এক দিনে")
    assert [each.other_text for each in service.questions.all()] == ["", "কোন মাপ?"]
    html = text(browser.get(f"/services/{service.pk}/edit/"))
    for words in ("দশটি", "সাদা পটভূমি", "এক দিনে", "কোন মাপ?"):
        assert words in html
    invalid = browser.post("/services/new/", {**FORM, "other_question_3": "কবে?"})
    assert invalid.status_code == 400
    assert "Write the question here first." in text(invalid)


def test_search_finds_a_service_in_either_language(page, service):
    for words in ("ধারণা", "idea"):
        assert f"/services/{service.pk}/" in text(page().get("/services/", {"q": words}))
