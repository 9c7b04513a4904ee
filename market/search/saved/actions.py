"""Saving people and services for later."""

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch
from market.core.base.errors import NotFound
from market.profiles.models import Profile
from market.safety.actions import OwnThing
from market.search.models import SavedProfile, SavedService
from market.services.models import Service


@atomic
def add_saved_profile(*, by: User, profile_id: int) -> SavedProfile:
    """Save a freelancer for later. Doing it again changes nothing. Raises NotFound, OwnThing."""
    profile = fetch(Profile.objects.visible_to(by), profile_id)
    if profile.user_id == by.pk:
        raise OwnThing
    return SavedProfile.objects.get_or_create(user=by, profile=profile, defaults={"at": clock.now()})[0]


@atomic
def add_saved_service(*, by: User, service_id: int) -> SavedService:
    """Save a service for later. Doing it again changes nothing. Raises NotFound, OwnThing."""
    service = fetch(Service.objects.public_to(by), service_id)
    if service.freelancer_id == by.pk:
        raise OwnThing
    return SavedService.objects.get_or_create(user=by, service=service, defaults={"at": clock.now()})[0]


@atomic
def remove_saved(*, by: User, **target: int) -> None:
    """Remove `profile=7` or `service=7` from the user's saved list. Raises NotFound if it is not there."""
    saved = SavedProfile if "profile" in target else SavedService
    if not saved.objects.filter(user=by, **target).delete()[0]:
        raise NotFound
