"""Search in lessons: in both scripts, of the version that the reader reads, and nothing of an exam."""

import pytest

from market.learning.models import BatchVersion, CourseVersion
from market.search.lessons.actions import index_published
from market.search.models import LessonDocument
from tests.learning.course_story import EN, published, small_files
from tests.training.plan_story import enrolled, planned_batch

PATH = "/api/v1/lessons/search/"


@pytest.fixture
def version(db) -> CourseVersion:
    return published()


def lessons(api, user, q: str) -> list[str]:
    rows = api(user).get("/api/v1/lessons/search/", {"q": q}).json()
    return [each["lesson"] for each in rows if each["course"] == "sums"]


def test_lessons_are_found_in_both_scripts(version, api, page, farida):
    for q in ("square", "চারকোনা", "jog kora", "যোগ করা", "adding", "addin"):
        assert lessons(api, None, q)[:1] == ["adding"], q
    assert lessons(api, farida, "zebra") == []
    assert api().get(PATH).status_code == 400
    assert api().get(PATH, {"q": "x" * 300}).status_code == 400
    (row,) = [each for each in api().get(PATH, {"q": "a square"}).json() if each["course"] == "sums"]
    assert row["title"]["bn"] == "যোগ করা"
    assert {each["text"] for each in row["excerpt"] if each["is_match"]} >= {"square"}
    shown = page().get("/learn/?q=squ").content.decode()
    assert "<mark>square</mark>" in shown
    assert "No lesson has all of these words" in page().get("/learn/?q=zebra").content.decode()


def test_what_is_found_has_pages(version, api, page, monkeypatch):
    monkeypatch.setattr("market.search.lessons.queries.PAGE", 1)
    first, second = (api().get(PATH, {"q": "client", "page": at}).json() for at in (1, 2))
    assert len(first) == len(second) == 1
    assert first != second
    assert api().get(PATH, {"q": "client", "page": 1000}).json() == []
    assert api().get(PATH, {"q": "client", "page": "x"}).status_code == 400
    assert "?q=client&amp;page=2" in page().get("/learn/?q=client").content.decode()
    assert f"/{second[0]['lesson']}/" in page().get("/learn/?q=client&page=2").content.decode()


def test_no_question_is_found(version, api, page):
    for q in ("40 and 2", "৪০ আর ২ কত", "secret sum", "five"):
        assert lessons(api, None, q) == []
    assert "40 and 2" not in page().get("/learn/?q=What is 40").content.decode().replace('value="What is 40', "")


def test_a_reader_finds_their_own_version(version, api, oli, farida, rina):
    batch = planned_batch(oli)
    enrolled(batch, farida)
    BatchVersion.objects.create(batch=batch, course=version.course, version=version)
    published(small_files() | {"lessons/adding.en.md": EN.replace("Two and two", "Three apples").encode()})
    assert (lessons(api, rina, "apples"), lessons(api, farida, "apples")) == (["adding"], [])
    count = LessonDocument.objects.count()
    index_published()
    assert LessonDocument.objects.count() == count


def test_the_site_search_leads_to_lessons(version, page, farida, carla):
    assert "/learn/?q=logo" in page(farida).get("/jobs/?q=logo").content.decode()
    assert "/learn/?q=logo" in page(farida).get("/search/?q=logo").content.decode()
