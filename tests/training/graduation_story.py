"""Short ways to a batch that has ended, and to trainees who met what a certificate needs, or not."""

from datetime import timedelta

from django.db.models import F

from market.accounts.models import User
from market.core.base import clock
from market.training.models import AttendanceMark, Batch, ClassSession, Enrolment, Phase, PlanTemplate, Project
from tests import make
from tests.training import plan_story

DAY = timedelta(days=1)


def ended_batch(officer: User, **fields) -> Batch:
    """A planned batch of which today is the last day: its classes are over, and their roll was called."""
    batch = plan_story.planned_batch(officer, **fields)
    back = batch.ended_on - plan_story.today()
    batch.sessions.update(starts_at=F("starts_at") - back, ends_at=F("ends_at") - back, remind_day_at=None)
    batch.sessions.update(remind_hour_at=None, rolled_at=F("ends_at"))
    Batch.objects.filter(pk=batch.pk).update(started_on=batch.started_on - back, ended_on=plan_story.today())
    return Batch.objects.get(pk=batch.pk)


def batch_of_old(officer: User) -> Batch:
    """One of a phase that was taught before attendance was kept here: its certificates need no places."""
    batch, opens_at = make.make_batch(), clock.now() - 60 * DAY
    template, times = PlanTemplate.objects.earliest("pk"), {"opens_at": opens_at, "closes_at": opens_at + 10 * DAY}
    columns = {"number": 1, "template": template, "starts_on": batch.started_on, "planned_at": opens_at, **times}
    batch.phase = Phase.objects.create(programme=plan_story.programme(officer), **columns)
    batch.save()
    return batch


def studied(
    batch: Batch, trainee: User, seat: int = 1, *, missed_live: int = 0, missed_in_person: int = 0
) -> Enrolment:
    """A place whose trainee attended all classes that are over, but for some."""
    place = plan_story.enrolled(batch, trainee, seat)
    Enrolment.objects.filter(pk=place.pk).update(offered_at=clock.now() - 400 * DAY)
    left = {ClassSession.Kind.LIVE: missed_live, ClassSession.Kind.IN_PERSON: missed_in_person}
    marks = []
    for session in batch.sessions.filter(rolled_at__isnull=False):
        value = "absent" if left[session.kind] > 0 else "present"
        left[session.kind] -= 1
        columns = {"source": "roll", "value": value, "at": session.starts_at}
        marks.append(AttendanceMark(session=session, enrolment=place, by=batch.trainer or trainee, **columns))
    AttendanceMark.objects.bulk_create(marks)
    return Enrolment.objects.select_related("batch").get(pk=place.pk)


def passed(place: Enrolment, state: str = "passed") -> Project:
    """The project of a place, in that state."""
    return Project.objects.create(enrolment=place, title="A shop", state=state, proposed_at=clock.now())


def ready(batch: Batch, trainee: User, seat: int = 1) -> Enrolment:
    """A place whose trainee has met everything."""
    place = studied(batch, trainee, seat)
    passed(place)
    return place
