"""Suggestions: what is offered while somebody types, in which order, and a user's own past searches."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.accounts.people.actions import change_settings
from market.profiles.freelancers.actions import change_profile, hide_profile
from market.profiles.models import Skill
from market.safety.actions import block_person
from market.search.models import PastSearch
from market.search.suggesting.actions import record_search
from market.services.offering.actions import pause_service
from tests import make

pytestmark = pytest.mark.django_db
PATH = "/api/v1/search/suggest/"


@pytest.fixture
def suggest(api):
    """The kinds and names suggested for what was typed; the uses are counted anew."""
    caches["process"].clear()

    def ask(q: str, user=None, language: str = "en", **more: str) -> list[tuple[str, str]]:
        answer = api(user).get(PATH, {"q": q, **more}, headers={"accept-language": language})
        assert answer.status_code == 200
        assert len(answer.content) <= 1024
        return [(each["kind"], each["name"]) for each in answer.json()["results"]]

    return ask


@pytest.mark.parametrize("typed", ["data", "Dat", "ডাটা", "ডেটা", "deta entri", "data entri", "dtaa ent"])
@pytest.mark.parametrize("language", ["en", "bn"])
def test_data_gives_data_entry_first(suggest, farida, typed, language):
    """Although another skill that begins so is used more: the skill has the name of its topic."""
    data_entry = {"en": "Data entry", "bn": "ডাটা এন্ট্রি"}[language]
    first = suggest(typed, language=language)[0]
    assert first == ("skill", data_entry)


def test_used_skills_come_first_among_those_that_begin_so(suggest, farida):
    for slug in ("data-mining", "data-collection"):
        change_profile(by=farida, skills=[Skill.objects.get(slug=slug)])
        caches["process"].clear()
        names = [name for _, name in suggest("data ") if name != "Data entry"]
        assert names[0] == Skill.objects.get(slug=slug).name_en


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("phtosh", "Adobe Photoshop"),
        ("fotosho", "Adobe Photoshop"),
        ("facebok", "Facebook marketing"),
        ("ফেসবক", "Facebook marketing"),
        ("entry", "Data entry"),
        ("rangp", "Rangpur"),
    ],
)
def test_errors_sounds_and_later_words_are_understood(suggest, typed, name):
    assert name in [each for _, each in suggest(typed)][:3]


def test_kinds_stand_together_and_lead_to_the_list_that_is_searched(api, suggest, farida, carla):
    service = make.make_service(farida, title_en="Logo in three drafts")
    for in_list, address in (("", "/talent/"), ("talent", "/talent/"), ("services", "/services/"), ("jobs", "/jobs/")):
        results = api().get(PATH, {"q": "logo", "in": in_list}).json()["results"]
        assert results[0]["url"] == f"{address}?skill=logo-design"
        kinds = [each["kind"] for each in results]
        assert kinds == sorted(kinds, key=kinds.index), "those of a kind stand together"
        assert ("service" in kinds) is (in_list in ("", "services"))
    assert ("service", service.title) in suggest("draf")
    district, person = api().get(PATH, {"q": "farid"}).json()["results"]
    assert district["url"] == "/talent/?district=faridpur"
    assert person["url"] == farida.profile.get_absolute_url()
    assert person["detail"] == f"{farida.profile.topic.name_en}, {farida.profile.district.name_en}"


@pytest.mark.parametrize("typed", ["farida", "far", "ফরিদা", "khat", "খাতু"])
def test_people_are_found_by_the_beginnings_of_their_names_in_both_scripts(suggest, farida, typed):
    change_settings(by=farida, display_name="Farida Khatun")
    assert ("person", "Farida Khatun") in suggest(typed)
    assert ("person", "Farida Khatun") not in suggest(typed, **{"in": "jobs"})


def test_hidden_renamed_and_blocked_people_are_not_suggested_from_then_on(suggest, farida, rina, carla):
    service = make.make_service(farida, title_en="Zebra stickers")
    person, offer = ("person", farida.display_name), ("service", "Zebra stickers")
    assert person in suggest("farida")
    assert offer in suggest("zebra")
    block_person(by=carla, person_id=farida.pk)
    assert person not in suggest("farida", carla)
    assert offer not in suggest("zebra", carla)
    pause_service(by=farida, service_id=service.pk)
    assert suggest("zebra") == []
    change_settings(by=farida, display_name="Golap")
    assert ("person", "Golap") in suggest("gola")
    assert person not in suggest("farida")
    hide_profile(by=farida)
    assert ("person", "Golap") not in suggest("gola")


def test_answers_for_visitors_are_cached_unless_they_name_somebody(api, farida, carla):
    def caching(q: str, user=None) -> str:
        return api(user).get(PATH, {"q": q})["Cache-Control"]

    assert caching("logo") == "public, max-age=60"
    assert caching("farida") == "no-cache"
    assert caching("logo", carla) == "private, no-store"


def test_suggestions_take_two_statements(api, farida):
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            api().get(PATH, {"q": "data"})
    assert len(captured) == 2


def test_long_texts_do_not_make_a_large_answer(suggest, carla):
    for number in range(5):
        record_search(by=carla, q=f"{number} " + "লোগো ডিজাইন " * 15, in_list="")
    kinds = [kind for kind, _ in suggest("", carla, "bn")]
    assert "search" in kinds or "topic" in kinds


def test_last_ten_searches_are_kept_and_offered_to_their_user_alone(suggest, api, carla, rina):
    for number in range(12):
        record_search(by=carla, q=f"brochure {number}", in_list="talent")
    record_search(by=carla, q="brochure 5", in_list="talent")
    kept = api(carla).get("/api/v1/me/past-searches/").json()
    assert [each["q"] for each in kept] == [f"brochure {number}" for number in (5, 11, 10, 9, 8, 7, 6, 4, 3, 2)]
    assert kept[0]["url"] == "/talent/?q=brochure%205"
    assert suggest("", carla)[0] == ("search", "brochure 5")
    assert ("search", "brochure 11") in suggest("broch", carla)
    for other in (None, rina):
        assert "search" not in [kind for kind, _ in suggest("broch", other)]


def test_past_searches_are_shown_and_cleared_on_the_page(page, api, carla, rina):
    record_search(by=rina, q="jute bags", in_list="")
    posted = api(carla).post("/api/v1/me/past-searches/", {"q": " লোগো & সাইন ", "list": ""}, format="json")
    assert (posted.status_code, posted.json()["url"]) == (201, "/search/?q=লোগো%20%26%20সাইন")
    for nothing_to_keep in ("\u200b", "\u09dc" * 200):  # NFC makes two letters of the second one
        answer = api(carla).post("/api/v1/me/past-searches/", {"q": nothing_to_keep, "list": ""}, format="json")
        assert answer.status_code == 400
    assert "লোগো &amp; সাইন" in page(carla).get("/search/").content.decode()
    assert "jute bags" not in page(carla).get("/search/").content.decode()
    cleared = page(carla).post("/search/past/clear/", follow=True).content.decode()
    assert "Your past searches are cleared." in cleared
    assert "লোগো &amp; সাইন" not in cleared
    assert [each.q for each in PastSearch.objects.all()] == ["jute bags"]
    assert api(rina).delete("/api/v1/me/past-searches/").status_code == 204
    assert not PastSearch.objects.exists()
