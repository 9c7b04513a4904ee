"""What coaches and freelancers hear of each other."""

from datetime import datetime
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.coaching.mentoring.models import Coaching
from market.core.base.events import PROGRAMME, Address, Event, NotificationType

to_coach = partial(NotificationType, group=PROGRAMME, role=User.Role.TRAINER)
to_freelancer = partial(NotificationType, group=PROGRAMME)


def page_of(coaching: Coaching, reader: User) -> Address:
    """Where somebody reads what became of it: a coach, to whom it is closed then, on the list."""
    return Address(reverse("my_coach") if reader.pk == coaching.freelancer_id else reverse("coached"))


class CoachAsked(Event, code="coaching.asked"):
    freelancer: User

    notification = to_coach(
        subject=_("%(freelancer)s asks you to coach"),
        body=_("%(freelancer)s learned in your batch and asks you to look at bids and prices. Say yes or no."),
        label=_("Somebody asks me to coach"),
        action=_("Answer"),
    )


class CoachingOffered(Event, code="coaching.offered"):
    coach: User

    notification = to_freelancer(
        subject=_("%(coach)s offers to coach you"),
        body=_(
            "%(coach)s would look at your bids and prices before you send them. Nothing of yours is shown before you agree, and you can end it at any time."
        ),
        label=_("A trainer offers to coach me"),
        action=_("Read what that means"),
    )


class CoachingBegun(Event, code="coaching.begun"):
    coach: User
    until: datetime

    audited = ("until",)
    notification = to_freelancer(
        subject=_("%(coach)s coaches you from now on"),
        body=_(
            "In the form of a bid you can now ask your coach first. It runs until %(until)s; you can end it before."
        ),
        label=_("A trainer agrees to coach me"),
        action=_("See your coach"),
    )


class CoachingAgreed(Event, code="coaching.agreed"):
    freelancer: User

    notification = to_coach(
        subject=_("%(freelancer)s agreed to your coaching"),
        body=_("You see the profile and the bids of %(freelancer)s now. Each time you open them is on record."),
        label=_("Somebody agrees to my coaching"),
        action=_("See the person"),
    )


class CoachingRenewed(Event, code="coaching.renewed"):
    freelancer: User
    until: datetime

    audited = ("until",)
    notification = to_coach(
        subject=_("%(freelancer)s goes on with your coaching"),
        body=_("It runs until %(until)s now."),
        label=_("Somebody goes on with my coaching"),
        action=_("See the person"),
    )


class _End(Event):
    person: User


class CoachingEnded(_End, code="coaching.ended"):
    notification = to_freelancer(
        subject=_("The coaching with %(person)s has ended"),
        body=_("The coach sees nothing of the freelancer any more. What was written before stays with the freelancer."),
        label=_("Coaching ends"),
    )


class CoachingDeclined(_End, code="coaching.declined"):
    notification = to_freelancer(
        subject=_("There will be no coaching with %(person)s"),
        body=_("It was declined or withdrawn. Nothing was shown to anybody."),
        label=_("Coaching is declined or withdrawn"),
    )


class CoachingOver(_End, code="coaching.over"):
    notification = to_freelancer(
        subject=_("The time of the coaching with %(person)s is over"),
        body=_("The coach sees nothing of the freelancer any more. You can begin anew."),
        label=_("The time of coaching is over"),
    )


class CoachingUnanswered(_End, code="coaching.unanswered"):
    notification = to_freelancer(
        subject=_("Coaching with %(person)s: no answer in time"),
        body=_("Nobody answered in time, so nothing began and nothing was shown."),
        label=_("Nobody answers about coaching in time"),
    )


class ReviewAsked(Event, code="coaching.review_asked"):
    freelancer: User
    job: str
    ends: datetime

    notification = to_coach(
        subject=_("%(freelancer)s asks you about a bid: %(job)s"),
        body=_(
            "The bid is not sent yet. Please say what you think of the letter and the price. The job ends on %(ends)s."
        ),
        label=_("Somebody whom I coach asks about a bid"),
        action=_("Read the bid"),
    )


class ReviewAnswered(Event, code="coaching.review_answered"):
    coach: User
    job: str

    notification = to_freelancer(
        subject=_("%(coach)s commented on your bid: %(job)s"),
        body=_("Read it, change what you like, and send the bid yourself."),
        label=_("My coach comments on a bid"),
        action=_("Read the comments"),
    )
