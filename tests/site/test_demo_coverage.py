"""The crowd of the demonstration data at its default size: somebody for every skill, every topic in every division."""

import random
from collections import Counter

import pytest
from django.utils import translation

from market.coaching.models import Support
from market.core.base.home_tasks import Home
from market.profiles.models import PortfolioCase, Profile, Skill
from market.site.demo import (
    cast,
    graduates,
    programme,
)
from market.site.demo.course import make_course
from market.site.demo.texts import Texts
from market.site.management.commands.load_demo import Command
from market.training.attendance.home_tasks import missing_roll_tasks, roll_tasks
from market.training.districts.queries import programme_map
from market.training.enrolments.queries import course_of
from market.training.models import (
    Application,
    Attendance,
    AttendanceCode,
    AttendanceMark,
    AttendanceObjection,
    Batch,
    CheckTry,
    ClassMove,
    ClassProblem,
    District,
    EarlierCertificate,
    Enrolment,
    FigureBlock,
    GraduationException,
    Grievance,
    Issuance,
    OutageClaim,
    Project,
    Recording,
    RegisterObjection,
    Selection,
    Topic,
    TravelPlan,
)
from market.training.plans.queries import staged, waiting_batches
from market.training.plans.stages import Stage
from market.training.tracer.results import tracer_results
from tests.training import plan_story

LEAST_OF_SKILL, LEAST_OF_TOPIC = 3, 5


@pytest.fixture
def crowd(db):
    """The graduates of the default site, without jobs and stories."""
    size = Command().create_parser("manage.py", "load_demo").parse_args([]).profiles
    with translation.override("en"):
        graduates.make_batches(cast.make_cast()["tahmina"])
        batches = list(Batch.objects.select_related("topic", "district").order_by("pk"))
        graduates.make_graduates(range(size), batches, Texts(random.Random("coverage")))
    return Profile.objects.public()


def test_every_skill_and_every_topic_of_every_division_has_graduates(crowd):
    of_skill = Counter(crowd.values_list("skills__slug", flat=True))
    assert {slug for slug in Skill.objects.values_list("slug", flat=True) if of_skill[slug] < LEAST_OF_SKILL} == set()
    cells = Counter(crowd.values_list("topic__slug", "district__division_en"))
    topics, divisions = Topic.objects.values_list("slug", flat=True), set(District.objects.values_list("division_en"))
    assert len(divisions) == 8
    assert [
        (topic, division)
        for topic in topics
        for (division,) in divisions
        if cells[topic, division] < LEAST_OF_TOPIC + 1  # stories revoke one certificate, and suspend somebody
    ] == []
    assert crowd.values("district").distinct().count() == 64


def test_profiles_of_the_crowd_differ_and_show_works(crowd):
    assert crowd.values("headline_bn").distinct().count() == crowd.count()
    assert crowd.values("story_bn").distinct().count() > 0.95 * crowd.count()
    works = PortfolioCase.objects.filter(profile__in=crowd)
    assert works.values("title").distinct().count() == works.values("text").distinct().count() == works.count()
    assert PortfolioCase.objects.filter(profile__in=crowd).values("profile").distinct().count() > crowd.count() / 2


@pytest.fixture
def people(db):
    people = cast.make_cast()
    graduates.make_batches(people["tahmina"])
    programme.make_programme(people)
    return people


def test_the_programme_stands_at_every_stage(people):
    shown = programme_map()
    assert {code: count for code, count in shown.total.counts.items() if count < 16} == {}
    assert sum(len(each.batches) for each in shown.places) == 64
    batches = Batch.objects.filter(phase__programme=shown.programme)
    assert {each.stage for each in staged(batches)} == set(Stage)
    assert not Batch.objects.filter(phase=None).exists()
    assert waiting_batches().count() == 1
    assert ClassMove.objects.count() == 2
    programme.make_programme(people)
    assert Batch.objects.filter(phase__programme=shown.programme).count() == 64


def test_trainees_apply_are_selected_and_placed_in_every_state(people):
    for _twice in range(2):
        make_course(people, lambda part: Texts(random.Random(part)))
    states = Counter(Grievance.objects.values_list("state", flat=True))
    assert states == {"received": 3, "in_hand": 1, "answered": 1, "closed": 1}
    check_applications()
    check_places(people)
    check_projects(people)
    check_attendance(people)
    assert {*TravelPlan.objects.values_list("current__number", flat=True)} == {1, 2}
    check_outcomes()
    assert {*ClassProblem.objects.open().values_list("kind", flat=True)} == {"trainee", "trainer"}


def check_outcomes():
    """Every topic has graduates who are counted in public, and answers."""
    counted = FigureBlock.objects.filter(phase__programme__starts_on__year__gt=2018, graduated__gt=0)
    assert counted.values("topic").distinct().count() == 6
    assert {each.months for each in tracer_results(counted[0].phase.programme) if each.rate} >= {3, 6}


def check_applications():
    assert EarlierCertificate.objects.values("district").distinct().count() == 64
    assert {each.state for each in Application.objects.all()} == set(Application.State)
    assert Application.objects.submitted().filter(phase__number=6).count() > 100
    objections = Counter(RegisterObjection.objects.values_list("state", flat=True))
    assert objections == {"open": 3, "refused": 2, "granted": 1}
    assert RegisterObjection.objects.filter(escalated_at__isnull=False).count() == 1
    states = dict(Selection.objects.order_by("phase__number").values_list("phase__number", "state"))
    assert states == {**dict.fromkeys(range(1, 7), "published"), 7: "drawn", 8: "committed"}


def check_places(people):
    assert {*Enrolment.objects.values_list("state", flat=True)} == {*Enrolment.State.values}
    begun = Batch.objects.filter(phase__programme__starts_on__year__gt=2018, started_on__lte=plan_story.today())
    assert Enrolment.objects.seated().count() > 0.98 * sum(each.seats for each in begun)
    place = course_of(people["rina"])
    assert place is not None
    assert place.batch.trainer == people["tahmina"]
    assert Enrolment.objects.offered().get().trainee == people["shapla"]


def check_projects(people):
    assert {*Project.objects.values_list("state", flat=True)} == {*Project.State.values}
    assert {*Project.objects.values_list("awaits", flat=True)} == {*Project.Awaits.values} - {"second"}
    assert not Project.objects.filter(title__regex="[a-z]{4}").exists()  # trainees write in Bangla
    assert Project.objects.get(case__isnull=False).enrolment.certificate.holder is not None
    assert {*Issuance.objects.values_list("state", flat=True)} == {"released", "waiting"}
    assert {*GraduationException.objects.values_list("state", flat=True)} == {"confirmed", "proposed"}
    supports = Support.objects.filter(enrolment__batch=course_of(people["rina"]).batch_id)
    assert Counter(each.is_with_lead for each in supports.waiting()) == {True: 1, False: 1}
    assert supports.filter(waits_since=None).get().answers.get().by == people["tahmina"]


def check_attendance(people):
    place = course_of(people["rina"])
    assert AttendanceMark.objects.count() > 30_000
    assert AttendanceCode.objects.open().get().session.trainer == place.batch.trainer
    assert {"present", "late", "absent", "excused"} <= {*Attendance.objects.values_list("counts", flat=True)}
    assert Attendance.objects.filter(is_contradicted=True).values("session").distinct().count() > 10
    assert [each.kind for each in roll_tasks(Home(people["tahmina"]))] == ["call_roll"]
    assert len(missing_roll_tasks(Home(people["oli"]))) == 1
    assert Counter(OutageClaim.objects.values_list("state", flat=True)) == {"open": 2, "accepted": 1, "refused": 1}
    states = Counter(AttendanceObjection.objects.values_list("state", flat=True))
    assert states == {"open": 3, "granted": 1, "refused": 2}
    assert CheckTry.objects.filter(wrong=[]).count() == AttendanceMark.objects.filter(source="made_up").count() == 1
    assert Recording.objects.filter(session__batch=place.batch, check_sets=None).exists()
