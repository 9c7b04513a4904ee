"""Where a list ends: what lies behind so many rows has no page, and the last page says so."""

import pytest

from market.search.lists import listing
from tests import make

ENDS = {"en": "The list ends here. Use words or filters", "bn": "তালিকা এখানেই শেষ।"}


@pytest.fixture
def ends_after_two_pages(carla, rahim, omar, monkeypatch):
    """A list that has two pages at most, of 41 jobs."""
    for number in range(41):
        make.make_job((carla, rahim, omar)[number % 3], title=f"Logo number {number}")
    monkeypatch.setattr(listing, "MOST_ROWS", 40)


def test_api_ends_with_the_last_page_and_says_why_there_is_no_next_one(ends_after_two_pages, api):
    first = api().get("/api/v1/jobs/").json()
    last = api().get(first["next"]).json()
    assert (last["count"], len(last["results"]), last["next"]) == (41, 20, None)
    for language, words in (("en", "A list ends with page 2."), ("bn", "তালিকা ২ নম্বর পাতায় শেষ।")):
        for page in (3, 499, 999_999):
            behind = api().get(f"/api/v1/jobs/?page={page}", headers={"accept-language": language})
            assert (behind.status_code, behind.json()["code"]) == (404, "behind_the_last_page")
            assert words in behind.json()["detail"]


@pytest.mark.parametrize("language", ["en", "bn"])
def test_last_page_says_that_there_is_more(ends_after_two_pages, page, language):
    first, last, behind = (page(None, language).get(f"/jobs/?page={n}").content.decode() for n in (1, 2, 3))
    assert ENDS[language] not in first
    for html in (last, behind):
        assert ENDS[language] in html
        assert 'rel="next"' not in html
        assert "41" in html or "৪১" in html


def test_list_that_has_a_page_for_each_row_says_nothing(ends_after_two_pages, page, api, monkeypatch):
    monkeypatch.setattr(listing, "MOST_ROWS", 60)
    assert ENDS["en"] not in page().get("/jobs/?page=3").content.decode()
    assert api().get("/api/v1/jobs/?page=4").json()["code"] == "not_found"
