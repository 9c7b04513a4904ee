"""What search adds to other pages: a way to save people and services, and the officers' link in the menu."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from market.accounts.models import User
from market.core.base.prepared import prepared
from market.core.web.slots import slot_renderer
from market.core.web.throttles import searches
from market.jobs.models import Job
from market.profiles.models import Profile
from market.search.fits.people import people_who_fit
from market.search.lessons.queries import find_lessons
from market.search.models import SavedProfile, SavedService
from market.services.models import Service

if TYPE_CHECKING:
    from django.db.models import QuerySet

FITS = 2  # people on the page of a job


@slot_renderer("job.header", "search/job_invite.html", order=10)
def way_to_invite(*, request: HttpRequest, job: Job, own: bool, **context: Any) -> dict[str, Any] | None:
    """For the client of an open job: the way to the people who fit, above its bids."""
    return {"job": job} if own and _may_invite(request, job) else None


@slot_renderer("job.main", "search/job_people.html", order=15)
def people_for_job(*, request: HttpRequest, job: Job, own: bool, **context: Any) -> dict[str, Any] | None:
    """For the client of an open job: the people who fit it best, and the way to invite them."""
    people = people_who_fit(job, FITS) if own and _may_invite(request, job) else []
    return {"job": job, "people": people} if people else None


def _may_invite(request: HttpRequest, job: Job) -> bool:
    return job.is_open and not (request.user.is_authenticated and request.user.is_limited)


@slot_renderer("menu", "search/menu.html", order=11)
def way_to_jobs_for_you(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """The menu of whoever works: the jobs that fit."""
    return {} if request.user.is_authenticated and request.user.side == "freelancer" else None


@slot_renderer("menu", "search/weights_menu.html", order=36)
def ranking_link(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """For staff: the link to the weights of the ranking."""
    return {} if request.user.is_authenticated and request.user.has_role(*User.STAFF) else None


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


@slot_renderer("menu", "search/curation/menu.html", order=31)
def search_words_in_menu(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """A link to what search understands, for officers."""
    user = request.user
    return {} if user.is_authenticated and user.has_role(User.Role.OFFICER) else None


@slot_renderer("courses.found", "search/found_lessons.html")
def found_lessons(*, request: HttpRequest, query: str, **context: Any) -> dict[str, Any] | None:
    """The lessons with the words that were searched for on the page of the courses."""
    searches.check(request)
    reader = request.user if request.user.is_authenticated else None
    return {"page": find_lessons(reader, query, request.GET.get("page")), "query": query}


@prepared
def _saved_profiles(user: int, profile: int) -> "QuerySet[SavedProfile]":
    return SavedProfile.objects.filter(user=user, profile=profile)


@prepared
def _saved_services(user: int, service: int) -> "QuerySet[SavedService]":
    return SavedService.objects.filter(user=user, service=service)
