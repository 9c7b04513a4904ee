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
def saving_her(*, request: HttpRequest, profile: Profile, own: bool, **found: Any) -> dict[str, Any] | None:
    """For everybody but herself."""
    if own or not request.user.is_authenticated:
        return None
    return {"kind": "profile", "thing": profile, "is_kept": bool(_saved_profiles(request.user.pk, profile.pk))}


@slot_renderer("service.actions", "search/keep.html", order=10)
def saving_a_service(*, request: HttpRequest, service: Service, own: bool, **found: Any) -> dict[str, Any] | None:
    """For everybody but her who offers it, while all may see it."""
    if own or not request.user.is_authenticated or service.state != Service.State.LIVE:
        return None
    return {"kind": "service", "thing": service, "is_kept": bool(_saved_services(request.user.pk, service.pk))}


@prepared
def _saved_profiles(user: int, profile: int) -> "QuerySet[SavedProfile]":
    return SavedProfile.objects.filter(user=user, profile=profile)


@prepared
def _saved_services(user: int, service: int) -> "QuerySet[SavedService]":
    return SavedService.objects.filter(user=user, service=service)
