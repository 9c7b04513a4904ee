"""Projects by their actions: proposals, check-ins, versions, assessments, and every refusal."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.db.transaction import atomic

from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.files.access import may_read
from market.files.actions import keep_upload
from market.notifications.models import Notification
from market.training.assessments.actions import ask_again, decide_project
from market.training.enrolments.actions import transfer
from market.training.models import Assessment, Brief, Criterion, Project, ProjectVersion, Topic
from market.training.projects import refusals
from market.training.projects.actions import Idea, agree_project, extend_project, propose_project, return_project
from market.training.projects.check_in_actions import add_check_in, reply_to_check_in
from market.training.projects.version_actions import add_version, comment_version, submit_project
from tests.training import plan_story
from tests.training import project_story as story

DAY = timedelta(days=1)
OWN = Idea(title="Logo", text="A logo for a tea stall", deliverables="An SVG")


@pytest.fixture
def batch(oli, tahmina, farida):
    return story.open_batch(oli, tahmina, farida)


def kinds(user) -> set[str]:
    return set(Notification.objects.filter(user=user).values_list("kind", flat=True))


def test_every_topic_has_briefs_in_both_languages_and_a_rubric_of_a_hundred_points(db):
    for topic in Topic.objects.all():
        briefs = Brief.objects.filter(topic=topic)
        assert len(briefs) >= 5
        assert all(each.text_en and each.text_bn and each.deliverables_bn and each.quality_bn for each in briefs)
        assert sum(each.points for each in Criterion.objects.filter(topic=topic)) == 100


def test_a_proposal_is_returned_agreed_and_changed_only_by_agreement(batch, tahmina, farida, rina):
    project = propose_project(by=farida, idea=OWN)
    with pytest.raises(refusals.ProjectWaitsForAnswer):
        propose_project(by=farida, idea=OWN)
    with pytest.raises(NotFound):
        agree_project(by=rina, project_id=project.pk)
    with pytest.raises(NotAllowed):
        agree_project(by=farida, project_id=project.pk)
    with pytest.raises(Invalid):
        return_project(by=tahmina, project_id=project.pk, reason=" ")
    assert return_project(by=tahmina, project_id=project.pk, reason="For whom?").state == "returned"
    propose_project(by=farida, idea=Idea(brief_id=story.brief().pk))
    agree_project(by=tahmina, project_id=project.pk)
    project.refresh_from_db()
    assert (project.state, project.title, project.awaits) == ("agreed", story.brief().title, "")
    propose_project(by=farida, idea=OWN)
    project.refresh_from_db()
    assert (project.state, project.title, project.awaits) == ("agreed", story.brief().title, "agreement")
    agree_project(by=tahmina, project_id=project.pk)
    project.refresh_from_db()
    assert (project.title, project.brief) == ("Logo", None)
    with pytest.raises(refusals.NothingToAnswer):
        agree_project(by=tahmina, project_id=project.pk)
    assert {"project.opened", "project.agreed", "project.returned"} <= kinds(farida)
    with pytest.raises(IntegrityError), atomic():
        project.changes.update(reason="Other")


def test_projects_open_two_weeks_before_the_last_class(oli, tahmina, farida, travel):
    batch = plan_story.planned_batch(oli, trainer=tahmina)
    plan_story.enrolled(batch, farida)
    with pytest.raises(refusals.ProjectNotOpen):
        propose_project(by=farida, idea=OWN)
    last = batch.sessions.latest("ends_at").ends_at
    travel(last - 14 * DAY - clock.now() + timedelta(minutes=1))
    other = Brief.objects.exclude(topic=batch.topic).first()
    with pytest.raises(Invalid):
        propose_project(by=farida, idea=Idea(brief_id=other.pk))
    assert propose_project(by=farida, idea=OWN).state == "proposed"


def test_who_does_not_answer_is_reminded_twice_then_the_officers_hear_of_it(batch, oli, tahmina, farida, travel):
    project = propose_project(by=farida, idea=OWN)
    travel(3 * DAY + timedelta(minutes=1))
    assert Notification.objects.filter(user=tahmina, kind="project.waits").count() == 1
    travel(DAY)
    assert Notification.objects.filter(user=tahmina, kind="project.waits").count() == 2
    assert "project.waits_long" not in kinds(oli)
    travel(DAY)
    assert "project.waits_long" in kinds(oli)
    project.refresh_from_db()
    assert project.escalated_at is not None


def test_who_misses_two_check_ins_falls_behind(batch, tahmina, farida, travel):
    project = story.agreed(farida, tahmina)
    travel(6 * DAY + timedelta(minutes=1))
    assert "checkin.due" in kinds(farida)
    travel(DAY)
    assert "checkin.missed" in kinds(farida)
    assert "checkin.behind" not in kinds(tahmina)
    travel(7 * DAY)
    assert "checkin.behind" in kinds(tahmina)
    check_in = add_check_in(by=farida, project_id=project.pk, done="Sketches", stuck="Colours", next_step="Label")
    project.refresh_from_db()
    assert (project.missed, "checkin.written" in kinds(tahmina)) == (0, True)
    with pytest.raises(refusals.CheckedInAlready):
        add_check_in(by=farida, project_id=project.pk, done="More", next_step="More")
    with pytest.raises(NotAllowed):
        reply_to_check_in(by=farida, check_in_id=check_in.pk, reply="Mine")
    reply_to_check_in(by=tahmina, check_in_id=check_in.pk, reply="Try two colours")
    assert "checkin.replied" in kinds(farida)


def test_versions_are_numbered_stay_and_are_read_by_those_of_the_batch(batch, oli, tahmina, farida, rina):
    project = story.agreed(farida, tahmina)
    with pytest.raises(refusals.NoVersion):
        submit_project(by=farida, project_id=project.pk)
    for links in ([], ["http://example.org/a"]):
        with pytest.raises(Invalid):
            add_version(by=farida, project_id=project.pk, links=links)
    upload = keep_upload(by=farida, file=SimpleUploadedFile("logo.txt", b"Logo"))
    version = add_version(by=farida, project_id=project.pk, note="First", file_ids=[str(upload.pk)])
    assert add_version(by=farida, project_id=project.pk, links=[story.LINK]).number == 2
    assert [may_read(each, upload) for each in (tahmina, oli, farida, rina)] == [True, True, True, False]
    comment_version(by=tahmina, version_id=version.pk, text="Good start")
    comment_version(by=farida, version_id=version.pk, text="Thank you")
    assert ("projectversion.commented" in kinds(farida), "projectversion.commented" in kinds(tahmina)) == (True, True)
    with pytest.raises(NotFound):
        comment_version(by=rina, version_id=version.pk, text="Me too")
    with pytest.raises(IntegrityError), atomic():
        ProjectVersion.objects.filter(pk=version.pk).update(note="Other")


def test_the_deadline_holds_until_a_trainer_gives_more_time(batch, tahmina, farida):
    project = story.agreed(farida, tahmina)
    add_version(by=farida, project_id=project.pk, links=[story.LINK])
    Project.objects.filter(pk=project.pk).update(due_at=clock.now() - DAY)
    with pytest.raises(refusals.ProjectTooLate):
        submit_project(by=farida, project_id=project.pk)
    with pytest.raises(Invalid):
        extend_project(by=tahmina, project_id=project.pk, until=story.in_days(-1), reason="Ill")
    extend_project(by=tahmina, project_id=project.pk, until=story.in_days(10), reason="Ill")
    assert submit_project(by=farida, project_id=project.pk).awaits == "assessment"
    with pytest.raises(refusals.ProjectNotInWork):
        extend_project(by=tahmina, project_id=project.pk, until=story.in_days(20), reason="Ill")


def test_points_decide_what_is_possible_and_a_resubmission_says_what_is_missing(batch, tahmina, farida, rina):
    project = story.submitted(farida, tahmina)
    with pytest.raises(refusals.ResultNotPossible):
        story.assessed(tahmina, project, 59, "passed")
    with pytest.raises(refusals.ResultNotPossible):
        story.assessed(tahmina, project, 84, "honours")
    with pytest.raises(Invalid):
        story.assessed(tahmina, project, 50, "resubmission")
    for _each in range(2):
        project = story.assessed(tahmina, project, 50, "resubmission", until=story.in_days(14))
        assert (project.state, project.awaits) == ("resubmission", "")
        with pytest.raises(refusals.NothingNew):
            submit_project(by=farida, project_id=project.pk)
        add_version(by=farida, project_id=project.pk, links=[story.LINK])
        project = submit_project(by=farida, project_id=project.pk)
    with pytest.raises(refusals.ResultNotPossible):
        story.assessed(tahmina, project, 50, "resubmission", until=story.in_days(14))
    project = story.assessed(tahmina, project, 60, "passed")
    assert (project.state, project.decided_at is not None) == ("passed", True)
    assert {"project.resubmission", "project.passed"} <= kinds(farida)
    with pytest.raises(refusals.NothingToAnswer):
        story.assessed(tahmina, project, 60, "passed")


def test_a_second_assessor_sees_no_points_of_the_first_and_an_officer_decides_where_two_differ(
    batch, oli, onu, tahmina, farida
):
    project = story.assessed(tahmina, story.submitted(farida, tahmina), 90, "honours")
    assert (project.state, project.awaits) == ("submitted", "second")
    seen = Assessment.objects.filter(project=project)
    assert [seen.visible_to(each).count() for each in (tahmina, oli, farida)] == [1, 0, 0]
    with pytest.raises(refusals.SameAssessor):
        story.assessed(tahmina, project, 90, "honours")
    project = story.assessed(oli, project, 70, "passed")
    assert project.awaits == "decision"
    assert [seen.visible_to(each).count() for each in (onu, farida)] == [2, 0]
    with pytest.raises(refusals.SameAssessor):
        decide_project(by=oli, project_id=project.pk, result="honours", text="Strong")
    with pytest.raises(Invalid):
        decide_project(by=onu, project_id=project.pk, result="not_passed", text="Neither")
    project = decide_project(by=onu, project_id=project.pk, result="honours", text="The idea carries it.")
    assert (project.state, seen.visible_to(farida).count()) == ("honours", 3)
    with pytest.raises(IntegrityError), atomic():
        seen.update(percent=99)


def test_not_passed_needs_two_and_another_assessment_can_be_asked_for_once(batch, oli, onu, tahmina, farida, travel):
    project = story.assessed(tahmina, story.submitted(farida, tahmina), 40, "not_passed")
    project = story.assessed(oli, project, 45, "not_passed")
    assert project.state == "not_passed"
    assert "project.not_passed" in kinds(farida)
    project = ask_again(by=farida, project_id=project.pk, reason="The label was read wrong.")
    assert (ask_again(by=farida, project_id=project.pk, reason="Again").round, project.awaits) == (2, "again")
    for each in (tahmina, oli):
        with pytest.raises(refusals.SameAssessor):
            story.assessed(each, project, 60, "passed")
    project = story.assessed(onu, project, 50, "not_passed")
    assert (project.state, "project.not_passed_finally" in kinds(farida)) == ("not_passed", True)
    with pytest.raises(refusals.AgainNotPossible):
        ask_again(by=farida, project_id=project.pk, reason="Once more")


def test_a_project_goes_with_its_trainee_into_another_batch(batch, oli, tahmina, farida):
    project = story.agreed(farida, tahmina)
    other = plan_story.planned_batch(oli, number=2, district="dhaka")
    new = transfer(by=oli, enrolment_id=project.enrolment_id, batch_id=other.pk, reason="Moved")
    project.refresh_from_db()
    assert project.enrolment == new
    with pytest.raises(NotFound):
        extend_project(by=tahmina, project_id=project.pk, until=story.in_days(300), reason="Mine")
