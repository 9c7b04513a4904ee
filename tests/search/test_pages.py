"""Pages of lists and search: query count, size, lenient filters, empty results, and daily rotation."""

import gzip
import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Profile, Skill
from market.search.finding.finder import find
from market.search.finding.queries import TalentQuery
from market.search.weights.queries import current_weights
from tests import make

NEW_JOB = "/jobs/new/"
STORY = "I work carefully and answer quickly. " * 40


@pytest.fixture
def crowd(db):
    """25 graduates with all that a card can say, each with a service, and 25 jobs."""
    skills = list(Skill.objects.filter(topic__slug="graphics-design")[:9])
    for number in range(25):
        user = make.make_freelancer(f"Nadia{number}")
        change_profile(
            by=user,
            skills=skills[number % 3 :],
            headline_bn=f"ছোট দোকানের লোগো ও প্যাকেজিং, নম্বর {number}",
            headline_en=f"Logos and packaging for small shops, number {number}",
            story_en=STORY,
        )
        make.make_service(user)
        make.make_job(make.make_person(f"Client{number}"), description=STORY, skills=["logo-design", "canva"])


LISTS = [
    *("/talent/", "/talent/?q=logo", "/talent/?q=লোগো&page=2", "/jobs/", "/jobs/?q=logo", "/search/?q=logo"),
    *("/services/", "/services/?q=logo", "/services/?q=লোগো&page=2"),
]
EMPTY = [
    "/services/?q=xqzvw",
    "/talent/?q=xqzvw",
    "/talent/?q=xqzvw&topic=data-entry&district=dhaka&language=ur",
    "/jobs/?q=xqzvw",
]


@pytest.mark.parametrize("language", ["en", "bn"])
def test_query_count_and_size_of_every_list_are_limited(crowd, carla, page, language):
    for user in (None, carla):
        page(user).get("/talent/")  # fills the cache of reference data, and of the outages that concern somebody
    for address in LISTS + EMPTY:
        for user in (None, carla):
            browser = page(user, language=language)
            current_weights()  # read once in five minutes
            with CaptureQueriesContext(connection) as captured:
                answer = browser.get(address)
            assert answer.status_code == 200
            most = 12 if address.startswith("/search/") else 8  # that page holds three lists
            assert len(captured) <= most, f"{address}: {len(captured)}"
            assert len(gzip.compress(answer.content)) <= 14 * 1024, address


def test_pagination_shows_twenty_rows_a_page(crowd, page):
    first, second, beyond = (page().get(f"/talent/?page={number}").content.decode() for number in (1, 2, 99))
    assert (first.count("<article"), second.count("<article"), beyond.count("<article")) == (20, 5, 5)
    assert "Page 1 of 2" in first
    assert "page=1" in second


def test_public_pages_have_no_csrf_token_and_revalidate_with_304(farida, page):
    for address in ("/talent/", "/jobs/", "/services/", "/search/?q=logo", "/search/order/"):
        browser = page()
        answer = browser.get(address)
        assert b"csrfmiddlewaretoken" not in answer.content
        assert not answer.cookies
        assert browser.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304


def test_profile_card_shows_what_a_client_must_know(farida, page):
    change_profile(by=farida, skills=list(Skill.objects.filter(topic__slug="graphics-design")[:7]))
    html = page().get("/talent/").content.decode()
    for text in ("Farida", "Logos and packaging", "Rangpur", farida.certificate.serial, "New here", "+3"):
        assert text in html
    Profile.objects.update(jobs_done=3)
    assert "3 jobs done" in page().get("/talent/").content.decode()
    assert "রংপুর" in page(language="bn").get("/talent/").content.decode()


def test_invalid_filters_are_named_and_ignored(farida, page):
    answer = page().get("/talent/?topic=nothing&rate_max=ten&page=x&q=logo")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "left out: Topic: nothing, Price up to: ten." in html
    assert "1 graduate" in html


def test_each_active_filter_has_a_link_that_removes_it(farida, page):
    html = page().get("/talent/?q=logo&district=rangpur&language=bn").content.decode()
    for rest in ("q=logo&amp;language=bn", "q=logo&amp;district=rangpur"):  # the words stand in the box
        assert f'href="/talent/?{rest}"' in html


def test_facets_show_counts(farida, rina, page):
    change_profile(by=farida, availability="busy")
    html = page().get("/talent/?district=rangpur").content.decode()
    options = dict(re.findall(r'<span class="grow">([^<]+)</span><span class="small muted num">(\d+)</span>', html))
    assert options == {"Rangpur": "2", "Free now": "1", "Not taking work now": "1"}  # all have the same topic
    assert 'value="rangpur" checked' in html


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("all=skill&all=district", "&all=skill,district"),
        ("all=skill,district&all=q", "&all=skill,district"),
        ("all=", ""),
    ],
)
def test_a_form_keeps_which_facets_are_shown_whole(db, page, asked, kept):
    answer = page().get(f"/talent/?{asked}&district=rangpur&topic=")
    assert answer.headers["Location"] == f"/talent/?district=rangpur{kept}"


def test_staff_are_offered_no_job_of_their_own(carla, page):
    empty = "/talent/?q=zzqqxx"
    for reader, is_offered in [(page(), True), (page(carla), True), (page(make.make_officer()), False)]:
        assert (f'href="{NEW_JOB}">Post a job' in reader.get(empty).content.decode()) is is_offered


def test_one_word_without_a_match_leads_to_the_whole_list(farida, page):
    html = page().get("/talent/?q=zzqqxx").content.decode()
    assert "Nothing was found for “zzqqxx”." in html
    assert '<a class="button quiet" href="/talent/">See all: 1</a>' in html
    assert "Nothing fits all" not in html
    assert "This finds something" not in html


def test_what_was_not_understood_is_named_with_what_was_written(farida, page):
    html = page().get("/talent/", {"q": "logo " * 60, "rate_max": "cheap"}).content.decode()
    assert "left out: “logo logo logo logo logo logo logo logo…” (200 characters at most), " in html
    assert ": cheap." in html
    assert "left out: Search" not in html


def test_empty_result_names_the_query_and_links_to_alternatives(farida, carla, page):
    make.make_job(carla)
    html = page().get("/talent/?q=logo&district=dhaka").content.decode()
    assert "Nothing fits all of this: “logo”, Dhaka" in html
    assert "Without Dhaka: 1" in html
    assert "Without “logo”" not in html
    assert '<a href="/jobs/?q=logo">1 job fits your words</a>' in html
    meant = page().get("/talent/?q=shopifi").content.decode()
    assert f'<a href="/talent/?q={quote("Shopify")}">Shopify</a>' in meant
    alone = page().get("/talent/?q=logo&district=dhaka&language=ur").content.decode()
    assert "Only “logo”: 1" in alone


def test_closest_matches_are_marked_as_inexact(farida, page):
    html = page().get("/talent/?q=faridda").content.decode()
    assert "Nothing here matches “faridda”. These results only look or sound alike." in html
    assert "Farida" in html


def test_search_page_shows_profiles_and_jobs(farida, carla, page):
    make.make_job(carla)
    html = page().get("/search/?q=logo").content.decode()
    for text in ("Farida", "<mark>Logo</mark> for a tea shop", "/talent/?q=logo", "/jobs/?q=logo"):
        assert text in html
    no_match = page().get("/search/?q=" + "x" * 500 + "\x00").content.decode()
    assert "No graduate, service or open job fits these words" in no_match


def test_order_is_stable_within_a_day_and_unavailable_profiles_come_later(crowd):
    first = find(TalentQuery(q="logo")).ids
    assert find(TalentQuery(q="logo")).ids == first
    Profile.objects.filter(pk=first[0]).update(availability=Profile.Availability.BUSY)
    assert first[0] not in find(TalentQuery(q="logo")).ids[:5]


def test_special_characters_in_a_query_are_no_error(farida, page, api):
    for q in (
        "'",
        "\\",
        "a & b | !c:*",
        "<script>",
        "%",
        "_",
        "((",
        "c++",
        "ক্",
        "ঁ",
        "😀",
        "১২৩",
        "   ",
        "a" * 200,
        "#skill:x",
    ):
        assert page().get("/talent/", {"q": q}).status_code == 200
        assert page().get("/search/", {"q": q}).status_code == 200
        assert api().get("/api/v1/jobs/", {"q": q}).status_code == 200
        assert api().get("/api/v1/search/suggest/", {"q": q}).status_code == 200


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("", [("best", "Newest"), ("budget", "Highest budget")]),
        ("?ordering=newest", [("newest", "Newest"), ("budget", "Highest budget")]),
        ("?q=logo", [("best", "Best match"), ("newest", "Newest")]),
    ],
)
def test_order_of_jobs_has_one_name_in_the_list_and_in_its_choice(page, db, query, first):
    html = page().get(f"/jobs/{query}").content.decode()
    options = re.findall(r'<option value="(\w+)"[^>]*>([^<]+)', html)
    assert options[:2] == first
    assert f'<p class="small muted">{first[0][1]} · ' in html
