"""What coaching adds to pages of other apps."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from market.accounts.models import User
from market.coaching.mentoring import bid_form
from market.coaching.mentoring.models import Coaching
from market.core.web.slots import slot_renderer
from market.safety.kinds import meeting

__all__ = ["bid_form", "coached_in_menu", "coach_beside_bids", "met_by_coaching"]


@slot_renderer("menu", "coaching/parts/menu.html", order=31)
def coached_in_menu(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """For trainers the way to the people whom they coach."""
    user = request.user
    return {} if user.is_authenticated and user.has_own_role(User.Role.TRAINER) else None


@slot_renderer("bids.aside", "coaching/parts/own.html")
def coach_beside_bids(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """The way to the own coach beside one's bids."""
    return {}


@meeting
def met_by_coaching(by: User, person_id: int) -> bool:
    """Whom the user coaches or is coached by, also by an offer or a request that nobody answered."""
    pair = Q(freelancer=by, coach=person_id) | Q(freelancer=person_id, coach=by)
    return Coaching.objects.filter(pair).exists()
