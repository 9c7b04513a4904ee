"""What search adds to the pages of people and services: a way to save them."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from market.core.base.prepared import prepared
from market.core.web.slots import slot_renderer
from market.profiles.models import Profile
from market.search.models import SavedProfile, SavedService
from market.services.models import Service

if TYPE_CHECKING:
    from django.db.models import QuerySet


@slot_renderer("profile.actions", "search/keep.html", order=20)
def save_profile_button(*, request: HttpRequest, profile: Profile, own: bool, **context: Any) -> dict[str, Any] | None:
    """A button for every signed-in user but the owner of the profile."""
    if own or not request.user.is_authenticated:
        return None
    return {"kind": "profile", "target": profile, "is_saved": bool(_saved_profiles(request.user.pk, profile.pk))}


@slot_renderer("service.actions", "search/keep.html", order=10)
def save_service_button(*, request: HttpRequest, service: Service, own: bool, **context: Any) -> dict[str, Any] | None:
    """A button for every signed-in user but the owner of the service, while it is public."""
    if own or not request.user.is_authenticated or service.state != Service.State.LIVE:
        return None
    return {"kind": "service", "target": service, "is_saved": bool(_saved_services(request.user.pk, service.pk))}


@prepared
def _saved_profiles(user: int, profile: int) -> "QuerySet[SavedProfile]":
    return SavedProfile.objects.filter(user=user, profile=profile)


@prepared
def _saved_services(user: int, service: int) -> "QuerySet[SavedService]":
    return SavedService.objects.filter(user=user, service=service)
