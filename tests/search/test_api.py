"""The search API: lists with filters and ordering, and suggestions."""

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from market.core.base.money import Money
from market.jobs.models import Job
from market.profiles.freelancers.actions import change_profile
from tests import make


def test_anonymous_lists_profiles_with_the_documented_fields(farida, api):
    change_profile(by=farida, rate_from=Money(Decimal("40.00"), "USD"))
    answer = api().get("/api/v1/profiles/").json()
    assert set(answer) == {"count", "next", "previous", "results"}
    (row,) = answer["results"]
    assert set(row) == {
        "id", "display_name", "headline", "topic", "skills", "district", "languages", "rate_from", "certificate", "url",
        "price_from", "is_away", "rating", "standing", "names",
    }  # fmt: skip
    assert row["topic"] == {"slug": "graphics-design", "name": "Graphics design"}
    assert row["rate_from"] == {"amount": "40.00", "currency": "USD"}
    assert row["certificate"] == {"serial": farida.certificate.serial, "state": "valid"}


def test_names_follow_the_accept_language_header(farida, api):
    (row,) = api().get("/api/v1/profiles/", headers={"accept-language": "bn"}).json()["results"]
    assert row["district"] == {"slug": "rangpur", "name": "রংপুর"}


def test_anonymous_lists_jobs_but_cannot_post_one(carla, api):
    make.make_job(carla)
    (row,) = api().get("/api/v1/jobs/").json()["results"]
    assert set(row) == {
        "id", "title", "summary", "topic", "skills", "budget_min", "budget_max", "bids", "published_at", "url",
    }  # fmt: skip
    assert api().post("/api/v1/jobs/", {}).status_code == 401
    assert api(carla).post("/api/v1/jobs/", {}).status_code == 400


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("topic=nothing", "topic"),
        ("skill=x", "skill"),
        ("district=x", "district"),
        ("language=xx", "language"),
        ("rate_max=ten", "rate_max"),
        ("currency=EUR", "currency"),
        ("ordering=luck", "ordering"),
        ("q=" + "a" * 201, "q"),
        ("q=%00", "q"),
    ],
)
def test_invalid_filter_is_400_and_named(db, api, query, field):
    answer = api().get(f"/api/v1/profiles/?{query}")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_parameter_that_a_list_does_not_know_is_named_and_has_no_effect(farida, api):
    sent = "Distrct=bhola&_=171&lang=bn&q=&ordering=best&page=1&at=5&facets=true&explain=1&exact=true"
    answer = api().get(f"/api/v1/profiles/?{sent}").json()
    assert answer["ignored"] == [{"name": "Distrct", "nearest": "district"}, {"name": "_", "nearest": ""}]
    assert answer["count"] == 1
    many = "&".join(f"x{number}={number}" for number in range(50))
    assert len(api().get(f"/api/v1/jobs/?{many}").json()["ignored"]) == 10


def test_next_and_previous_carry_what_the_list_knows_alone(db, api):
    for number in range(21):
        make.make_freelancer(f"Nadia{number}")
    sent = "topic=graphics-design&rate_max=&utm=x&x=1&x=2&lang=bn&availability=now,soon"
    pages = [api().get(f"/api/v1/profiles/?{sent}").json()]
    pages.append(api().get(pages[0]["next"]).json())
    for address, page in ((pages[0]["next"], "2"), (pages[1]["previous"], None)):
        query = parse_qs(urlsplit(address).query)
        assert query.pop("at")[0].isdigit()
        assert query.pop("page", [None]) == [page]
        assert query == {"topic": ["graphics-design"], "lang": ["bn"], "availability": ["now,soon"]}
    assert [len(each["results"]) for each in pages] == [20, 1]


def test_page_past_the_end_is_404(farida, api):
    assert api().get("/api/v1/profiles/?page=2").status_code == 404
    assert api().get("/api/v1/profiles/?page=x").status_code == 404
    assert api().get("/api/v1/profiles/?page=1").status_code == 200


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("budget_min=100", True),
        ("budget_min=150", True),
        ("budget_min=151", False),
        ("budget_max=50", True),
        ("budget_max=49", False),
        ("budget_min=10&budget_max=60", True),
        ("budget_min=60&budget_max=70", True),
        ("budget_min=10&budget_max=500", True),
        ("budget_min=১০০", True),
        ("budget_min=100&currency=BDT", False),
        ("currency=USD", True),
    ],
)
def test_budget_filter_finds_jobs_with_an_overlapping_range(carla, api, query, is_found):
    make.make_job(carla)  # 50 to 150 USD
    assert api().get(f"/api/v1/jobs/?{query}").json()["count"] == int(is_found)


def test_profiles_are_filtered_by_rate_language_place_and_availability(farida, rina, api):
    change_profile(by=farida, rate_from=Money(Decimal("40.00"), "USD"), languages=["bn", "hi"], availability="busy")
    change_profile(by=rina, rate_from=Money(Decimal("3000.00"), "BDT"))

    def names(query: str) -> list[str]:
        return sorted(row["display_name"] for row in api().get(f"/api/v1/profiles/?{query}").json()["results"])

    assert names("rate_max=40") == ["Farida"]
    assert names("rate_max=39.99&currency=USD") == []
    assert names("rate_max=3000&currency=BDT") == ["Rina"]
    assert names("language=hi") == ["Farida"]
    assert names("availability=now") == ["Rina"]
    assert names("district=rangpur&topic=graphics-design") == ["Farida", "Rina"]
    assert names("district=dhaka") == []


def test_profiles_and_jobs_are_ordered(farida, rina, carla, api):
    change_profile(by=farida, rate_from=Money(Decimal("40.00"), "USD"))
    change_profile(by=rina, rate_from=Money(Decimal("3000.00"), "BDT"))  # less, at any recent exchange rate

    def first(query: str) -> str:
        return str(api().get(f"/api/v1/profiles/?{query}").json()["results"][0]["display_name"])

    assert first("ordering=newest") == "Rina"
    assert first("ordering=rate") == "Rina"
    farida.profile.jobs_done = 2
    farida.profile.save()
    assert first("ordering=jobs_done") == "Farida"
    small, large = make.make_job(carla), make.make_job(carla, budget_max=Money("900.00", "USD"))
    Job.objects.filter(pk=large.pk).update(bid_count=3)

    def ids(query: str) -> list[int]:
        return [row["id"] for row in api().get(f"/api/v1/jobs/?{query}").json()["results"]]

    assert ids("ordering=budget") == [large.pk, small.pk]
    assert ids("ordering=bids") == [small.pk, large.pk]
    assert ids("") == [large.pk, small.pk]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("data e", "data-entry"),
        ("ডাটা এ", "data-entry"),
        ("ডেটা এন্ট", "data-entry"),
        ("deta en", "data-entry"),
        ("lo", "logo-design"),
        ("লো", "logo-design"),
        ("photos", "adobe-photoshop"),
        ("ফটোশ", "adobe-photoshop"),
        ("রং", "rangpur"),
        ("rang", "rangpur"),
        ("fesb", "facebook-marketing"),
    ],
)
def test_prefix_in_either_script_gives_suggestions(db, api, typed, slug):
    for language in ("en", "bn"):
        answer = api().get("/api/v1/search/suggest/", {"q": typed}, headers={"accept-language": language})
        assert slug in [each["slug"] for each in answer.json()["results"]]
        assert len(answer.content) <= 1024


def test_suggestions_need_no_query_and_default_to_topics(db, api, django_assert_num_queries):
    api().get("/api/v1/search/suggest/")
    with django_assert_num_queries(0):
        answer = api().get("/api/v1/search/suggest/")
    assert {each["kind"] for each in answer.json()["results"]} == {"topic"}
    assert api().get("/api/v1/search/suggest/?q=zzzzq").json() == {"results": []}
