"""What the people of a batch hear of its classes: moves, reminders, and what is new in one."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.core.base.events import PROGRAMME, Event, NotificationType
from market.core.base.payloads import Written
from market.training.classes.people import is_of_a_batch

class_notification = partial(NotificationType, group=PROGRAMME, action=_("See the class"), concerns=is_of_a_batch)


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


class ClassTomorrow(ClassEvent, code="class.tomorrow"):
    at: datetime

    audited = None
    notification = class_notification(
        subject=_("%(session)s of batch %(batch)s is on %(at)s"),
        body=_("This is a reminder a day before. Ask questions and look at the material on the page of the class."),
        label=_("A class of my batch is in a day"),
    )


class ClassSoon(ClassEvent, code="class.soon"):
    at: datetime

    audited = None
    notification = class_notification(
        subject=_("%(session)s of batch %(batch)s begins in an hour"),
        body=_("It begins on %(at)s. The page of the class says where: a live room opens half an hour before."),
        label=_("A class of my batch is in an hour"),
    )


class ClassHasNews(ClassEvent, code="class.news"):
    """What was added since the last one: words for material, tasks, recordings and answers."""

    what: Mapping[str, str]

    audited = None
    notification = class_notification(
        subject=_("New for %(session)s of batch %(batch)s: %(what)s"),
        body=_("You find it on the page of the class."),
        label=_("My trainer has added something to a class"),
    )


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
