"""What applicants and trainees hear of their places, and trainers of those who come and go."""

from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType
from market.core.base.payloads import HomeTime, Written

place_notification = partial(NotificationType, group=PROGRAMME, action=_("See your place"))
trainer_notification = partial(
    NotificationType, group=PROGRAMME, action=_("See the batch"), role=User.Role.TRAINER, is_quiet=True
)


class PlaceEvent(Event):
    """Of a place in a batch; topic and district in both languages."""

    batch: str
    topic: Mapping[str, str]
    district: Mapping[str, str]

    audited: ClassVar[tuple[str, ...] | None] = ("batch",)


class PlaceOffered(PlaceEvent, code="place.offered"):
    due: HomeTime

    audited = ("batch", "due")
    notification = place_notification(
        subject=_("You have a place: %(topic)s in %(district)s"),
        body=_(
            "A seat in batch %(batch)s is yours if you accept it by %(due)s. Without an answer it goes to the next on "
            "the waiting list. Taking part costs nothing."
        ),
        label=_("A place in a course is offered to me"),
        action=_("Answer"),
    )


class PlaceDue(PlaceEvent, code="place.due"):
    due: HomeTime

    audited = None
    notification = place_notification(
        subject=_("Your place waits for your answer until %(due)s"),
        body=_(
            "Accept your seat in batch %(batch)s, %(topic)s in %(district)s, or decline it. After %(due)s it goes to the "
            "next on the waiting list."
        ),
        label=_("A place that is offered to me waits for my answer"),
        action=_("Answer"),
    )


class PlaceAccepted(PlaceEvent, code="place.accepted"):
    seat: int

    audited = ("batch", "seat")
    notification = place_notification(
        subject=_("Your place is certain: seat %(seat)s in batch %(batch)s"),
        body=_(
            "You are a trainee of batch %(batch)s, %(topic)s in %(district)s. Your classes, your trainers and the calendar "
            "stand under “My course”."
        ),
        label=_("My place in a course is certain"),
        action=_("See my course"),
    )


class PlaceDeclined(PlaceEvent, code="place.declined"):
    """By the applicant, who needs no notification of it."""


class PlaceLapsed(PlaceEvent, code="place.lapsed"):
    notification = place_notification(
        subject=_("Your place went to the next on the waiting list"),
        body=_(
            "You did not answer in time, so the seat in batch %(batch)s, %(topic)s in %(district)s, is offered to somebody "
            "else. You may apply again in a later phase."
        ),
        label=_("A place that was offered to me is gone"),
    )


class TraineeLeft(PlaceEvent, code="place.left"):
    """By the trainee's own decision: the trainers hear it."""

    trainee: User

    audited = ("batch", "trainee")
    notification = trainer_notification(
        subject=_("%(trainee)s has left batch %(batch)s"),
        body=_("%(trainee)s has given up the seat. If somebody waits for it, it is offered to them by itself."),
        label=_("A trainee leaves my batch"),
    )


class PlaceEnded(PlaceEvent, code="place.ended"):
    """By an officer."""

    officer: User
    reason: Written

    audited = ("batch",)
    notification = place_notification(
        subject=_("You are no longer in batch %(batch)s"),
        body=_(
            "%(officer)s has ended your place in batch %(batch)s, %(topic)s in %(district)s. The reason: %(reason)s If this "
            "is wrong, object: the page of your place says how."
        ),
        label=_("An officer ends my place in a course"),
    )


class TraineeReturned(PlaceEvent, code="place.returned"):
    reason: Written
    seat: int

    audited = ("batch", "seat")
    notification = place_notification(
        subject=_("You are in batch %(batch)s again"),
        body=_("You have seat %(seat)s in batch %(batch)s, %(topic)s in %(district)s, again. The reason: %(reason)s"),
        label=_("I return to a course"),
        action=_("See my course"),
    )


class TraineeMoved(PlaceEvent, code="place.transferred"):
    was: str
    reason: Written
    seat: int

    audited = ("was", "batch", "seat")
    notification = place_notification(
        subject=_("You are in another batch now: %(batch)s"),
        body=_(
            "An officer has moved you from batch %(was)s to batch %(batch)s, %(topic)s in %(district)s, seat %(seat)s. The "
            "reason: %(reason)s Your classes have other times: look at your calendar."
        ),
        label=_("I am moved to another batch"),
        action=_("See my course"),
    )


class TraineeJoined(PlaceEvent, code="place.joined"):
    """Once the batch runs: the trainers hear who comes."""

    trainee: User
    seat: int

    audited = None
    notification = trainer_notification(
        subject=_("%(trainee)s has joined batch %(batch)s"),
        body=_("%(trainee)s has seat %(seat)s now. Please tell them what they have missed."),
        label=_("A trainee joins my batch after it has begun"),
    )


class PlaceCompleted(PlaceEvent, code="place.completed"):
    """The course is completed: graduation tells it."""
