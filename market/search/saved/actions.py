"""Saving people, services and jobs for later."""

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic, fetch
from market.core.base.errors import NotFound
from market.jobs.marks.actions import mark_job, unmark_job
from market.jobs.models import Mark
from market.profiles.models import Profile
from market.safety.actions import OwnThing
from market.search.finding.queries import List
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


def save(*, by: User, kind: List, target: int) -> None:
    """Save a freelancer ("talent"), a service or a job for later. Raises NotFound, OwnThing, OwnJob."""
    if kind == "talent":
        add_saved_profile(by=by, profile_id=target)
    elif kind == "services":
        add_saved_service(by=by, service_id=target)
    else:
        mark_job(by=by, job_id=target, kind=Mark.Kind.SAVED)


@atomic
def remove_saved(*, by: User, kind: List, target: int) -> None:
    """Remove a freelancer, a service or a job from the user's saved list. Raises NotFound if it is not there."""
    if kind == "jobs":
        unmark_job(by=by, job_id=target, kind=Mark.Kind.SAVED)
        return
    rows = (
        SavedProfile.objects.filter(profile=target) if kind == "talent" else SavedService.objects.filter(service=target)
    )
    if not rows.filter(user=by).delete()[0]:
        raise NotFound
