"""What the people of a batch hear when a class moves, is cancelled, or takes place elsewhere."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType
from market.core.base.payloads import Written

class_notification = partial(NotificationType, group=PROGRAMME, action=_("See the class"), role=User.Role.TRAINER)


class ClassEvent(Event):
    """Of a class; its name in both languages."""

    batch: str
    session: Mapping[str, str]


class ClassMoved(ClassEvent, code="class.moved"):
    was: datetime
    at: datetime
    reason: Written

    audited = ("batch", "was", "at")
    notification = class_notification(
        subject=_("A class has another time: %(session)s of batch %(batch)s"),
        body=_("%(session)s of batch %(batch)s was to be on %(was)s. It is now on %(at)s. The reason: %(reason)s"),
        label=_("A class of my batch has another time"),
    )


class ClassPlannedAgain(ClassEvent, code="class.planned_again"):
    at: datetime
    reason: Written

    audited = ("batch", "at")
    notification = class_notification(
        subject=_("A cancelled class takes place: %(session)s of batch %(batch)s"),
        body=_("%(session)s of batch %(batch)s was cancelled. It takes place on %(at)s. The reason: %(reason)s"),
        label=_("A cancelled class of my batch takes place"),
    )


class ClassCancelled(ClassEvent, code="class.cancelled"):
    at: datetime
    reason: Written

    audited = ("batch", "at")
    notification = class_notification(
        subject=_("A class is cancelled: %(session)s of batch %(batch)s"),
        body=_("%(session)s of batch %(batch)s, on %(at)s, is cancelled. The reason: %(reason)s"),
        label=_("A class of my batch is cancelled"),
    )


class ClassChanged(ClassEvent, code="class.changed"):
    at: datetime

    audited = ("batch",)
    notification = class_notification(
        subject=_("A class has changed: %(session)s of batch %(batch)s"),
        body=_(
            "The trainer or the place of %(session)s of batch %(batch)s, on %(at)s, is another one now. Please look at it."
        ),
        label=_("A class of my batch has another trainer or place"),
    )


class ClassDescribed(Event, code="class.described"):
    """Its title or its room: nobody is told."""

    batch: str

    audited = ("batch",)


class CalendarMoved(Event, code="batch.calendar_moved"):
    batch: str
    first_day: date
    count: int
    reason: Written

    audited = ("batch", "first_day", "count")
    notification = class_notification(
        subject=_("Batch %(batch)s has a new calendar"),
        body=_(
            "All classes of batch %(batch)s that were still to come have new dates, from %(first_day)s on: %(count)s. "
            "The reason: %(reason)s"
        ),
        label=_("My batch has a new calendar"),
        action=_("See the calendar"),
    )
