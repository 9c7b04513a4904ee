"""Reads of payout methods."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from market.core.base import clock
from market.payments.models import PayoutMethod
from market.profiles.models import Profile
from market.training.models import Enrolment

if TYPE_CHECKING:
    from market.accounts.models import User

State = PayoutMethod.State


def usable_method(user: "User", currency: str) -> PayoutMethod | None:
    """The method to which a payout in this currency goes now; also one whose hours have just ended."""
    rows = PayoutMethod.objects.filter(user=user, currency=currency)
    due = rows.filter(state=State.COOLING, usable_at__lte=clock.now()).first()
    return due or rows.filter(state=State.ACTIVE).first()


def coming_method(user: "User", currency: str) -> PayoutMethod | None:
    """The one that is to be used, and is not yet."""
    rows = PayoutMethod.objects.coming().filter(user=user, currency=currency)
    return rows.exclude(state=State.COOLING, usable_at__lte=clock.now()).first()


def methods_of(user: "User") -> QuerySet[PayoutMethod]:
    """The user's methods, newest first."""
    return PayoutMethod.objects.filter(user=user)


def names_to_check() -> QuerySet[PayoutMethod]:
    """Methods whose holder's name waits for an operator, the oldest first."""
    return PayoutMethod.objects.filter(state=State.CHECKING).select_related("user__certificate").order_by("pk")


def names_of(user: "User") -> list[str]:
    """The names that the holder of an account may have: those on a freelancer's certificate, else those with which a
    trainee has a place. None for others, who have nothing to be paid out."""
    profile = Profile.objects.select_related("certificate").filter(user=user).first()
    if profile is not None:
        return [profile.certificate.name_en, profile.certificate.name_bn]
    offered = (Enrolment.State.OFFERED, Enrolment.State.DECLINED, Enrolment.State.LAPSED)
    place = Enrolment.objects.filter(trainee=user).exclude(state__in=offered).order_by("-pk").first()
    return [each for each in (place.name_en, place.name_bn) if each] if place else []
