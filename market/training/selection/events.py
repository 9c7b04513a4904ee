"""What officers hear of a draw, and applicants of its result."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType

officer_notification = partial(NotificationType, group=PROGRAMME, action=_("See the selection"), role=User.Role.OFFICER)
applicant_notification = partial(NotificationType, group=PROGRAMME, action=_("See the list"))


class SelectionDrawn(Event, code="selection.drawn"):
    phase: int
    officer: User
    seats: int
    waiting: int
    digest: str

    audited = ("seats", "waiting", "digest")
    notification = officer_notification(
        subject=_("Confirm the draw of phase %(phase)s"),
        body=_(
            "%(officer)s has drawn the selection of phase %(phase)s: %(seats)s seats, %(waiting)s wait. Please look at the "
            "list, and confirm it so that it is published."
        ),
        label=_("A selection waits to be confirmed"),
    )


class SelectionRefused(Event, code="selection.refused"):
    phase: int
    officer: User
    reason: str

    audited = ("reason",)
    notification = officer_notification(
        subject=_("The draw of phase %(phase)s was refused"),
        body=_(
            "%(officer)s did not confirm the draw of phase %(phase)s: %(reason)s Once that is put right it is drawn again, "
            "with the same seed."
        ),
        label=_("A draw was refused"),
    )


class SelectionPublished(Event, code="selection.published"):
    phase: int
    officer: User

    audited = ()
    notification = officer_notification(
        subject=_("The selection of phase %(phase)s is published"),
        body=_(
            "%(officer)s has confirmed the draw of phase %(phase)s. Its list is public, and all applicants are told now."
        ),
        label=_("A selection was published"),
    )


class SelectionDue(Event, code="selection.due"):
    phase: int
    due: datetime

    audited = None
    notification = officer_notification(
        subject=_("Draw the selection of phase %(phase)s"),
        body=_(
            "Applications for phase %(phase)s are closed, and its selection is not drawn yet. It should be public by "
            "%(due)s: applicants wait for it."
        ),
        label=_("A selection is to be drawn"),
    )


class SelectionUnconfirmed(Event, code="selection.unconfirmed"):
    phase: int
    due: datetime

    audited = None
    notification = officer_notification(
        subject=_("The draw of phase %(phase)s is not confirmed yet"),
        body=_(
            "The selection of phase %(phase)s is drawn, and nobody has confirmed it. It should be public by %(due)s."
        ),
        label=_("A draw is not confirmed yet"),
    )


class ResultEvent(Event):
    """What an applicant hears when the list is published; the audit log has the publication itself."""

    phase: int
    number: str
    rank: int | None = None
    district: Mapping[str, str]

    audited = None


class WaitingDrawn(ResultEvent, code="selection.waiting"):
    waiting: int
    topic: Mapping[str, str]

    notification = applicant_notification(
        subject=_("You are on the waiting list: number %(waiting)s"),
        body=_(
            "Your application %(number)s has rank %(rank)s in %(district)s, and number %(waiting)s on the waiting list for "
            "%(topic)s. If a place becomes free it is offered to you by itself. The list shows why."
        ),
        label=_("I am on a waiting list for a course"),
    )


class SeatLost(ResultEvent, code="selection.seat_lost"):
    """Drawn, and not to be had any more when the list was published."""

    batch: str
    why: Mapping[str, str]

    notification = applicant_notification(
        subject=_("The seat that was drawn for you in batch %(batch)s is not offered to you"),
        body=_("Your application %(number)s has rank %(rank)s in %(district)s, and the draw gave it a seat. %(why)s"),
        label=_("A seat that was drawn for me is not offered to me"),
    )


class NoTopicDrawn(ResultEvent, code="selection.no_topic"):
    notification = applicant_notification(
        subject=_("No course for your application %(number)s"),
        body=_(
            "None of the topics that you want is taught in %(district)s in phase %(phase)s. In a later phase you have one "
            "point more."
        ),
        label=_("None of my topics is taught in a phase"),
    )


class NotDrawn(ResultEvent, code="selection.not_drawn"):
    notification = applicant_notification(
        subject=_("Your application %(number)s took no part in the draw"),
        body=_(
            "The selection of phase %(phase)s is published. Your application %(number)s took no part in it; the list says "
            "why."
        ),
        label=_("My application took no part in a draw"),
    )
