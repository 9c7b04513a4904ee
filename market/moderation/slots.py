"""What moderation adds to the frame, to pages of what can be hidden, to refusals, and to "Your safety"."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.web.slots import slot_renderer
from market.moderation.cases.subjects import find_thing
from market.moderation.models import Case
from market.moderation.queries import measures_of
from market.safety.kinds import Subject, has_met, reportable


@slot_renderer("menu", "moderation/menu.html", order=32)
def way_to_desk(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """The moderators' way to their queue, with how many cases are new."""
    user = request.user
    if not user.is_authenticated or not user.has_role(User.Role.MODERATOR, User.Role.LEAD):
        return None
    return {"waiting": Case.objects.on_desk(user).filter(state=Case.State.OPEN).count()}


@slot_renderer("safety.main", "moderation/safety_row.html", order=80)
def decisions(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """What moderators decided about her."""
    user = request.user
    return {"standing": measures_of(user).standing().count()} if user.is_authenticated else None


@slot_renderer("refusal.ways", "moderation/refused.html", order=10)
def why_refused(request: HttpRequest, error: Any, **found: Any) -> dict[str, Any] | None:
    """From a refusal by a measure to its statement of reasons."""
    return {} if getattr(error, "code", "") in ("limited", "suspended", "banned") else None


@slot_renderer("profile.main", "moderation/hidden.html", order=1)
def hidden_profile(*, profile: Any, own: bool, **found: Any) -> dict[str, Any] | None:
    """To herself: others do not see this."""
    return {} if own and profile.is_hidden else None


@slot_renderer("client.main", "moderation/hidden.html", order=1)
def hidden_client(*, client: Any, own: bool, **found: Any) -> dict[str, Any] | None:
    """The same."""
    return {} if own and client.is_hidden else None


@slot_renderer("job.main", "moderation/hidden.html", order=1)
def hidden_job(*, job: Any, own: bool, **found: Any) -> dict[str, Any] | None:
    """The same."""
    return {} if own and job.is_hidden else None


@slot_renderer("service.main", "moderation/hidden.html", order=1)
def hidden_service(*, service: Any, own: bool, **found: Any) -> dict[str, Any] | None:
    """The same."""
    return {} if own and service.is_hidden else None


def _to_open(request: HttpRequest, kind: str, thing: int) -> dict[str, Any] | None:
    """For moderators: what they came upon themselves."""
    user = request.user
    is_staff = user.is_authenticated and user.has_role(User.Role.MODERATOR, User.Role.LEAD)
    return {"kind": kind, "thing": thing} if is_staff else None


@slot_renderer("profile.actions", "moderation/open.html", order=91)
def open_profile(*, request: HttpRequest, profile: Any, **found: Any) -> dict[str, Any] | None:
    """A way to the case of a profile."""
    return _to_open(request, "profile", profile.pk)


@slot_renderer("client.main", "moderation/open.html", order=91)
def open_client(*, request: HttpRequest, client: Any, **found: Any) -> dict[str, Any] | None:
    """The same for a client's page."""
    return _to_open(request, "client", client.user_id)


@slot_renderer("job.aside", "moderation/open.html", order=91)
def open_job(*, request: HttpRequest, job: Any, **found: Any) -> dict[str, Any] | None:
    """The same for a job."""
    return _to_open(request, "job", job.pk)


@slot_renderer("service.report", "moderation/open.html", order=91)
def open_service(*, request: HttpRequest, service: Any, **found: Any) -> dict[str, Any] | None:
    """The same for a service."""
    return _to_open(request, "service", service.pk)


@slot_renderer("review.desk", "moderation/open.html", order=91)
def open_review(*, request: HttpRequest, review: Any, **found: Any) -> dict[str, Any] | None:
    """The same for a review on the desk."""
    return _to_open(request, "review", review.pk)


@slot_renderer("block.work", "moderation/report_person.html", order=90)
def report_person(*, request: HttpRequest, person: User, **found: Any) -> dict[str, Any]:
    """Where somebody is kept away, the person can be reported, too."""
    return {"person": person}


@reportable("person", _("a person"))
def reported_person(by: User, thing_id: int) -> Subject | None:
    """Somebody whom she could have met."""
    person = User.objects.filter(pk=thing_id).first() if has_met(by, thing_id) else None
    if person is None:
        return None
    thing = find_thing("person", thing_id)
    return Subject(person.display_name, (thing and thing.url) or reverse("your_safety"), person.pk)
