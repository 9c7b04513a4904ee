"""Why a result stands where it stands: each reason by the page and by the API, in both languages."""

import pytest

from market.core.web.caches import caches
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Profile, Skill
from market.search.finding.queries import TalentQuery
from market.search.lists.listing import search_page
from market.training.models import District
from tests import make

LOGO = "logo-design"


def freelancer(name, *skills, jobs=0, **texts):
    user = make.make_freelancer(name)
    change_profile(by=user, skills=list(Skill.objects.filter(slug__in=skills)), **texts)
    Profile.objects.filter(user=user).update(jobs_done=jobs, review_count=jobs)
    return user


@pytest.fixture
def people(db):
    """One for each way to fit "logo"."""
    return {
        "skill_at_top": freelancer("Nadia", LOGO, jobs=4, headline_en="Logo design"),
        "skill": freelancer("Nasima", LOGO, headline_en="Nice colours"),
        "named_at_top": freelancer("Nargis", headline_en="Logo design"),
        "text": freelancer("Nilufa", headline_en="Typing", story_en="My sister does logo design."),
    }


def codes(q, **filters):
    """The codes of the reasons, by the name of each freelancer found."""
    listing = search_page(TalentQuery(q=q, **filters))
    return {row.user.display_name: [each.code for each in listing.why(row)] for row in listing.rows}


def test_best_reason_of_the_words_comes_first(people):
    found = codes("logo design")
    assert {code: found[user.display_name][0] for code, user in people.items()} == {code: code for code in people}


def test_proof_kept_place_and_draw(people):
    found = codes("logo design")
    assert found["Nadia"][1:] == ["proof", "availability", "freshness"]
    assert found["Nasima"][1] == "kept_place"
    assert found["Nilufa"][1] == "draw"  # nobody proven fits as she does


def test_names_similar_words_and_topics(people):
    assert codes("Nadia")["Nadia"][0] == "words_at_top"
    assert codes("Nadeea")["Nadia"][0] == "similar_words"
    assert codes("packaging design")["Nasima"][0] == "same_topic"


def test_place_and_wishes(people):
    change_profile(by=people["skill"], district=District.objects.get(slug="bhola"), languages=["bn", "hi"])
    found = codes("hindi speaking logo designer in Bhola")
    assert "in_area" in found["Nasima"]
    assert "unmet_wishes" not in found["Nasima"]
    assert {"far_from_area", "unmet_wishes"} <= set(found["Nadia"])


def test_an_order_of_ones_own_says_so(people):
    assert codes("logo design", ordering="newest")["Nadia"] == ["skill_at_top", "order"]


def test_page_explains_in_both_languages_without_script(people, client):
    caches["fragments"].clear()
    text = client.get("/talent/?q=logo+design").content.decode()
    assert "<summary>Why here? " in text
    assert "<ul><li>Logo design is among the skills and stands at the top.</li>" in text
    client.cookies["language"] = "bn"
    bangla = client.get("/talent/?q=logo+design", headers={"Accept-Language": "bn"}).content.decode()
    assert "কেন এখানে?" in bangla


@pytest.mark.parametrize("path", ["profiles", "jobs", "services"])
def test_api_explains_on_request_alone(people, carla, api, path):
    make.make_job(carla)
    make.make_service(people["skill"])
    [first, *_] = api().get(f"/api/v1/{path}/").json()["results"]
    assert "why" not in first
    [first, *_] = api().get(f"/api/v1/{path}/?q=logo&explain=1").json()["results"]
    assert {"code", "text"} == first["why"][0].keys()
    assert first["why"][-1]["code"] == "freshness"
