"""What money adds to the pages of the programme."""

from typing import Any

from market.accounts.models import User
from market.payments.allowances.queries import lines_of, this_month_of
from market.payments.allowances.words import where
from market.payments.payout_methods.queries import usable_method
from market.training.allowances.months import month_name
from market.training.models import AllowanceList, Enrolment, Phase
from market.training.page_parts import page_part


@page_part("course", "payments/parts/course_allowance.html", order=20)
def course_allowance(user: User, place: Enrolment) -> dict[str, Any] | None:
    """The newest month of a trainee: what it brings and where it is."""
    line, now = lines_of(user).first(), this_month_of(user)
    if line is None and now is None:
        return None
    allowance = getattr(line, "allowance", None)
    has_account = usable_method(user, "BDT") is not None
    return {
        "line": line,
        "month": month_name(line.month) if line else "",
        "allowance": allowance,
        "where": where(allowance, has_account=has_account) if allowance else "",
        "has_account": has_account,
        "now": now,
    }


@page_part("phase", "payments/parts/phase_allowances.html", order=20)
def phase_allowances(user: User, phase: Phase) -> dict[str, Any]:
    """How many lists of allowances a phase has."""
    rows = AllowanceList.objects.visible_to(user).filter(phase=phase)
    return {"waiting": rows.waiting().count(), "approved": rows.filter(state=AllowanceList.State.APPROVED).count()}


@page_part("place", "payments/parts/place_allowances.html", order=45)
def place_allowances(user: User, place: Enrolment) -> dict[str, Any] | None:
    """For officers: what the months of a trainee brought, and where it is."""
    if place.trainee_id == user.pk:
        return None
    lines = lines_of(place.trainee).filter(enrolment=place)
    rows = [(month_name(line.month), line, getattr(line, "allowance", None)) for line in lines]
    return {"rows": rows} if rows else None
