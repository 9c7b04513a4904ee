"""Classes in calendars (RFC 5545): of a user in their feed, of a batch as a file. Times are in UTC."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q
from icalendar import Calendar, Event

from market.accounts.models import User
from market.core.base import clock
from market.training.models import Batch, BatchTrainer, ClassSession, Enrolment

KEPT = timedelta(days=60)  # so long past classes stay in a feed


def classes_of(user: User) -> Iterable[ClassSession]:
    """The classes in the user's calendar: of batches that they are in or teach, and those that they give."""
    own = Enrolment.objects.filter(trainee=user).studying().values("batch")
    teaching = BatchTrainer.objects.filter(trainer=user, removed_at=None).values("batch")
    rows = ClassSession.objects.filter(ends_at__gt=clock.now() - KEPT).select_related("batch__topic", "venue")
    mine = Q(batch__in=own)
    if user.has_own_role(User.Role.TRAINER):
        mine |= Q(trainer=user) | Q(batch__trainer=user) | Q(batch__in=teaching)
    return rows.filter(mine)


def file_of(batch: Batch) -> bytes:
    """The calendar of a batch, in the active language."""
    calendar = Calendar()
    calendar.add("prodid", "-//Amar Kaj//Classes//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{batch.code} · {batch.topic.name}")
    for session in batch.sessions.select_related("batch__topic", "venue"):
        calendar.add_component(event_of(session))
    return bytes(calendar.to_ical())


def event_of(session: ClassSession) -> Event:
    """A class as an entry; a cancelled one says so. Its `uid` is stable, so that a calendar moves its entry."""
    site = settings.SITE_URL.rstrip("/")
    event = Event()
    event.add("uid", f"class-{session.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", f"{session.batch.code}: {session.title or session.name}")
    event.add("description", f"{session.batch.topic.name} · {session.name}")
    # A live room is entered from the class's page: a feed is often handed on, and its link would wander.
    if session.venue:
        event.add("location", f"{session.venue.name}, {session.venue.address}")
    event.add("url", f"{site}{session.get_absolute_url()}")
    event.add("status", "CONFIRMED" if session.is_planned else "CANCELLED")
    return event
