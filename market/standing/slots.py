"""Standings on the pages of freelancers and clients, and in the menu."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from market.accounts.models import User
from market.core.base.prepared import prepared
from market.core.web.slots import slot_renderer
from market.profiles.models import ClientProfile, Profile
from market.standing.formula import ANSWER_DAYS, WINDOW_DAYS, Side, answer_share
from market.standing.models import Score
from market.standing.queries import Standing, standing_from_score


@prepared
def _scores_of_freelancer(user: int) -> QuerySet[Score]:
    return Score.objects.filter(user=user, side=Side.FREELANCER)


@prepared
def _scores_of_client(user: int) -> QuerySet[Score]:
    return Score.objects.filter(user=user, side=Side.CLIENT)


def _card(standing: Standing, address: str) -> dict[str, Any]:
    return {"standing": standing, "address": address, "window": WINDOW_DAYS}


@slot_renderer("profile.main", "standing/card.html", order=13)
def standing_on_profile(*, profile: Profile, **context: Any) -> dict[str, Any]:
    """A freelancer's standing with its inputs."""
    score = next(iter(_scores_of_freelancer(profile.user_id)), None)
    return _card(standing_from_score(score, Side.FREELANCER), reverse("profile_standing", args=[profile.pk]))


@slot_renderer("client.main", "standing/card.html", order=5)
def standing_on_client_page(*, client: ClientProfile, **context: Any) -> dict[str, Any]:
    """A client's standing with its inputs."""
    score = next(iter(_scores_of_client(client.user_id)), None)
    return _card(standing_from_score(score, Side.CLIENT), reverse("client_standing", args=[client.user_id]))


@slot_renderer("bid.compared", "standing/answers.html")
def answers_in_comparison(*, freelancer: User, **context: Any) -> dict[str, Any] | None:
    """How often a freelancer answers in time, where their bid is compared; nothing while that says nothing."""
    score = next(iter(_scores_of_freelancer(freelancer.pk)), None)
    share = answer_share(score.counts.get("answers")) if score else None
    return None if share is None else {"share": share, "days": ANSWER_DAYS}


@slot_renderer("menu", "standing/menu.html", order=12)
def standing_in_menu(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """A link to the user's own standing; staff have none."""
    return {} if request.user.is_authenticated and not request.user.is_staff else None
