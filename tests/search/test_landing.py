"""Landing pages of topics, skills and districts: true numbers, few statements, and what they say of nobody."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.core.base.money import Money
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Skill
from market.training.models import District
from tests import make


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def artists(carla, db):
    """Six graduates who draw logos for 10 to 60 dollars, one of them in Dhaka, each with a service; and a job."""
    caches["fragments"].clear()
    logos, canva = Skill.objects.get(slug="logo-design"), Skill.objects.get(slug="canva")
    for number in range(1, 7):
        user = make.make_freelancer(f"Nadia{number}")
        change_profile(by=user, skills=[logos, canva][: 1 + number % 2], rate_from=Money(f"{10 * number}.00", "USD"))
        make.make_service(user)
    change_profile(by=user, district=District.objects.get(slug="dhaka"))
    make.make_job(carla, skills=["logo-design"])


def test_skill_page_has_true_numbers_and_neighbours(artists, page):
    html = words(page().get("/skills/logo-design/"))
    for sentence in (
        "Logo design by verified graduates",
        "Logo design is a skill of the topic Graphics design.",
        "6 graduates of the national training programme offer it.",
        "They work from 2 districts.",
        "6 of them name a starting price: from $10.00 to $60.00, and for half of them $30.00 or less.",
        "6 services can be ordered at once, from $40.00.",
        "1 job takes bids now.",
    ):
        assert sentence in html, sentence
    assert 'href="/talent/?skill=logo-design">See all 6 graduates' in html
    assert '<a class="chip" href="/skills/canva/">Canva (3)</a>' in html
    assert '<a class="chip" href="/districts/rangpur/">Rangpur (5)</a>' in html


def test_district_page_has_its_division_and_the_nearest_districts_first(artists, page):
    html = words(page().get("/districts/rangpur/"))
    assert "Rangpur is a district of the division Rangpur in Bangladesh." in html
    assert "5 graduates of the national training programme work from here." in html
    near = html[html.index("Districts nearby") :]
    assert near.index("/districts/gaibandha/") < near.index("/districts/panchagarh/")
    assert "/districts/dhaka/" not in near


def test_query_count_of_a_landing_page(artists, page):
    for path in ("/topics/graphics-design/", "/skills/logo-design/", "/districts/rangpur/"):
        page().get(path)
        with CaptureQueriesContext(connection) as captured:
            answer = page().get(path)
        assert answer.status_code == 200
        assert len(captured) <= 8, path
        assert not answer.cookies
        assert b"csrfmiddlewaretoken" not in answer.content


@pytest.mark.parametrize("path", ["/topics/data-entry/", "/skills/typing/", "/districts/dhaka/"])
def test_landing_page_without_anybody_is_not_indexed_and_leads_on(farida, page, path):
    html = words(page().get(path))
    assert '<meta name="robots" content="noindex">' in html
    assert "See all graduates" in html or "Post a job" in html


def test_unknown_topic_skill_or_district_is_no_page(db, page):
    assert [page().get(f"/{kind}/nowhere/").status_code for kind in ("topics", "skills", "districts")] == [404] * 3


def test_overviews_link_every_topic_and_district(artists, page):
    topics, districts = words(page().get("/topics/")), words(page().get("/districts/"))
    assert '<a class="chip" href="/skills/logo-design/">Logo design (6)</a>' in topics
    assert topics.count('<h2 id="') == 6
    assert districts.count('class="chip"') == 64
    assert '<a class="chip" href="/districts/rangpur/">Rangpur (5)</a>' in districts


def test_cards_link_their_skills(artists, page):
    assert '<a class="chip" href="/skills/logo-design/">Logo design</a>' in words(page().get("/talent/"))
