"""Exams of topics that were passed: on the profile, in the API, in search; the mark only by its owner's choice."""

from decimal import Decimal

import pytest

from market.core.base import clock
from market.learning.exams.passed import passed_exams
from market.learning.marking.actions import decide_remark, release_exam, request_remark
from market.learning.models import Course, Exam, Sitting
from market.profiles.freelancers.exam_actions import count_exams
from market.search.finding.finder import find
from market.search.finding.queries import TalentQuery
from tests import make
from tests.learning.exam_story import HOUR, answer_all, bank, begun, exam_of, later


@pytest.fixture
def exam(oli, farida) -> Exam:
    """An exam of the small course, which is of the profile's topic, for all."""
    bank()
    Course.objects.filter(topic=farida.profile.topic).update(topic=None)
    Course.objects.filter(slug="sums").update(topic=farida.profile.topic)
    return exam_of(oli, None, grace_hours=0)


def passed(exam, person, oli, good=4) -> Sitting:
    sitting = begun(person, exam)
    answer_all(sitting, good)
    later(5 * HOUR)
    release_exam(by=oli, exam_id=exam.pk)
    return sitting


def found(**filters) -> list[int]:
    return find(TalentQuery(**filters)).ids


def test_a_passed_exam_is_shown_without_its_mark_and_found(exam, farida, rina, oli, page, api, carla):
    address = farida.profile.get_absolute_url()
    assert "Verified by exam" not in page(carla).get(address).content.decode()
    assert found(exam="passed") == []
    passed(exam, farida, oli)
    text = page(carla).get(address).content.decode()
    assert "Verified by exam" in text
    assert "100%" not in text
    assert found(exam="passed") == [farida.profile.pk]
    assert find(TalentQuery()).facets["exam"] == {"passed": 1}
    (shown,) = api(carla).get(f"/api/v1/profiles/{farida.profile.pk}/").json()["exams"]
    assert (shown["topic"], shown["percent"]) == (farida.profile.topic.slug, None)
    listed = page(carla).get("/talent/?exam=passed").content.decode()
    assert "Verified by exam" in listed
    assert api().get("/api/v1/profiles/?exam=passed").json()["count"] == 1


def test_the_owner_chooses_to_show_the_mark(exam, farida, rina, oli, page, api, carla):
    passed(exam, farida, oli, good=3)
    address = farida.profile.get_absolute_url()
    assert "Show my marks" in page(farida).get(address).content.decode()
    assert "Show my marks" not in page(carla).get(address).content.decode()
    page(farida).post("/profile/exam-marks/", {"is_on": "1"})
    assert "75%" in page(carla).get(address).content.decode()
    assert api(carla).get(f"/api/v1/profiles/{farida.profile.pk}/").json()["exams"][0]["percent"] == 75
    assert api(farida).patch("/api/v1/me/profile/", {"shows_exam_marks": False}).json()["shows_exam_marks"] is False
    assert "75%" not in page(carla).get(address).content.decode()


def test_what_is_not_passed_is_not_shown_until_a_remark_changes_it(exam, farida, oli, tahmina):
    sitting = passed(exam, farida, oli, good=1)
    assert (passed_exams(farida.pk), found(exam="passed")) == ([], [])
    remark = request_remark(by=farida, sitting_id=sitting.pk, question_id=sitting.paper[1], reason="Mine is right too.")
    decide_remark(by=make.make_officer(), remark_id=remark.pk, percent=100, answer="It is right too, as you say.")
    (shown,) = passed_exams(farida.pk)
    assert (shown.percent, found(exam="passed")) == (50, [farida.profile.pk])


def test_the_best_paper_of_a_topic_counts_once(exam, farida, oli):
    sitting = passed(exam, farida, oli, good=3)
    other = Exam.objects.get(pk=exam.pk)
    other.pk, other.released_at = None, clock.now()
    other.save()
    Sitting.objects.create(
        **{each: getattr(sitting, each) for each in ("user", "paper", "seed", "begun_at", "ends_at", "seen_at")},
        exam=other,
        number=1,
        is_passed=True,
        points=Decimal(4),
        most_points=4,
    )
    count_exams([farida.pk])
    farida.profile.refresh_from_db()
    assert farida.profile.exams_passed == 1
    assert [each.percent for each in passed_exams(farida.pk)] == [100]
