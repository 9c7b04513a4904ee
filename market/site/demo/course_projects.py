"""Passed projects of those who graduated from batches that are over, in bulk: by a brief, with a version and points."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle

from django.db.models import OuterRef, Subquery

from market.site.demo.bulk import Change, copy_instances
from market.site.demo.projects import CLIENT, FEEDBACK, FIRST, LINK, PERCENTS
from market.training.models import Assessment, AssessmentPoints, Brief, Criterion, Enrolment, Project, ProjectVersion
from market.training.plans.calendar import day_start

DAY = timedelta(days=1)
PASSED = Project.State.PASSED.value


def make_course_projects(places: Sequence[Enrolment]) -> None:
    """One for each of these places that has none; the batch's trainer has assessed it before the last day."""
    rows = [each for each in places if each.batch.trainer_id and not hasattr(each, "project")]
    briefs: dict[int, list[Brief]] = defaultdict(list)
    criteria: dict[int, list[Criterion]] = defaultdict(list)
    for brief in Brief.objects.active():
        briefs[brief.topic_id].append(brief)
    for criterion in Criterion.objects.current():
        criteria[criterion.topic_id].append(criterion)
    turns = {topic: cycle(owned) for topic, owned in briefs.items()}
    projects = copy_instances(
        Project(state=PASSED, round=1), [_project(each, next(turns[_topic(each)])) for each in rows]
    )
    owned = list(zip(projects, rows, strict=True))
    versions = copy_instances(ProjectVersion(number=1, note=FIRST), [_version(pk, each) for pk, each in owned])
    first = ProjectVersion.objects.filter(project=OuterRef("pk")).values("pk")[:1]
    Project.objects.filter(pk__in=projects).update(submitted=Subquery(first))
    template = Assessment(round=1, part=Assessment.Part.FIRST.value, result=PASSED, text=FEEDBACK[PASSED])
    sums = {topic: sum(map(_points_of, owned)) for topic, owned in criteria.items()}
    assessments = [
        _assessment(each) | {"project_id": pk, "version_id": version, "percent": sums[_topic(each)]}
        for (pk, each), version in zip(owned, versions, strict=True)
    ]
    marked = zip(copy_instances(template, assessments), rows, strict=True)
    points = [_points(pk, criterion) for pk, each in marked for criterion in criteria[_topic(each)]]
    copy_instances(AssessmentPoints(), points)


def _topic(place: Enrolment) -> int:
    return place.batch.topic_id


def _before_end(place: Enrolment, days: int) -> datetime:
    return day_start(place.batch.ended_on - days * DAY)


def _project(place: Enrolment, brief: Brief) -> Change:
    return {
        "enrolment_id": place.pk,
        "brief_id": brief.pk,
        "title": brief.title_bn,
        "text": brief.text_bn,
        "deliverables": brief.deliverables_bn,
        "client": CLIENT,
        "proposed_at": _before_end(place, 61),
        "agreed_by_id": place.batch.trainer_id,
        "agreed_at": _before_end(place, 60),
        "submitted_at": _before_end(place, 7),
        "decided_at": _before_end(place, 3),
    }


def _version(project: int, place: Enrolment) -> Change:
    links = LINK.format(number=project)
    return {"project_id": project, "by_id": place.trainee_id, "at": _before_end(place, 7), "links": links}


def _assessment(place: Enrolment) -> Change:
    return {"assessor_id": place.batch.trainer_id, "at": _before_end(place, 3)}


def _points_of(criterion: Criterion) -> int:
    return -(-criterion.points * PERCENTS[PASSED] // 100)


def _points(assessment: int, criterion: Criterion) -> Change:
    points = {"points": _points_of(criterion), "most": criterion.points}
    return points | {"assessment_id": assessment, "criterion_id": criterion.pk}
