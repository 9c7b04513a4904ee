"""Sections of moderation in the menu, on pages of items that can be hidden, in refusals, and in "Your safety"."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.web.slots import slot_renderer
from market.files.access import reader
from market.files.models import Upload
from market.messaging.models import Message
from market.moderation.cases.queries import is_suspected_scam
from market.moderation.cases.subjects import find_item
from market.moderation.measures.queries import measures_of
from market.moderation.models import Case
from market.safety.kinds import Subject, has_met, reportable
from market.safety.models import Report


@reader
def files_in_cases(user: User) -> QuerySet[Upload]:
    """Moderators may read the files of a conversation that is on their desk, or of which a message is, and of messages
    that a reporter chose, whatever became of them; opening one is logged."""
    cases = Case.objects.on_desk(user)
    of_messages = Message.objects.filter(pk__in=cases.filter(kind="message").values("thing")).values("conversation")
    of_conversations = cases.filter(kind="conversation").values("thing")
    reported = Q(messages__conversation__in=of_messages) | Q(messages__conversation__in=of_conversations)
    reports = Report.objects.filter(Exists(cases.filter(kind=OuterRef("kind"), thing=OuterRef("thing"))))
    chosen = Q(reported_messages__report__in=reports)
    return Upload.objects.filter(reported & Q(messages__code="") | chosen)


@slot_renderer("menu", "moderation/menu.html", order=32)
def desk_in_menu(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """A link to the moderators' queue, with the number of new cases."""
    user = request.user
    if not user.is_authenticated or not user.has_role(User.Role.MODERATOR, User.Role.LEAD):
        return None
    return {"waiting": Case.objects.on_desk(user).filter(state=Case.State.OPEN).count()}


@slot_renderer("safety.main", "moderation/safety_row.html", order=80)
def measures_in_safety(request: HttpRequest, **context: Any) -> dict[str, Any] | None:
    """A link to the measures against the user, with the number of standing ones."""
    user = request.user
    return {"standing": measures_of(user).standing().count()} if user.is_authenticated else None


@slot_renderer("refusal.ways", "moderation/refused.html", order=10)
def link_to_measures(request: HttpRequest, error: Any, **context: Any) -> dict[str, Any] | None:
    """A link from a refusal due to a measure to its statement of reasons."""
    return {} if getattr(error, "code", "") in ("limited", "suspended", "banned") else None


@slot_renderer("profile.main", "moderation/hidden.html", order=1)
def hidden_profile(*, profile: Any, own: bool, **context: Any) -> dict[str, Any] | None:
    """Tells the owner that others do not see this page."""
    return {} if own and profile.is_hidden else None


@slot_renderer("client.main", "moderation/hidden.html", order=1)
def hidden_client(*, client: Any, own: bool, **context: Any) -> dict[str, Any] | None:
    """The same."""
    return {} if own and client.is_hidden else None


@slot_renderer("job.main", "moderation/hidden.html", order=1)
def hidden_job(*, job: Any, own: bool, **context: Any) -> dict[str, Any] | None:
    """The same."""
    return {} if own and job.is_hidden else None


@slot_renderer("job.warning", "moderation/scam_warning.html", order=10)
def scam_warning(*, job: Any, own: bool, **context: Any) -> dict[str, Any] | None:
    """Warns who might bid as long as no moderator has looked at words known from scams."""
    return {} if not own and is_suspected_scam("job", job.pk) else None


@slot_renderer("service.main", "moderation/hidden.html", order=1)
def hidden_service(*, service: Any, own: bool, **context: Any) -> dict[str, Any] | None:
    """The same."""
    return {} if own and service.is_hidden else None


def _open_case_button(request: HttpRequest, kind: str, item_id: int) -> dict[str, Any] | None:
    """For moderators: a button that opens the case of an item."""
    user = request.user
    is_staff = user.is_authenticated and user.has_role(User.Role.MODERATOR, User.Role.LEAD)
    return {"kind": kind, "item_id": item_id} if is_staff else None


@slot_renderer("profile.actions", "moderation/open.html", order=91)
def open_profile(*, request: HttpRequest, profile: Any, **context: Any) -> dict[str, Any] | None:
    """The button on a profile."""
    return _open_case_button(request, "profile", profile.pk)


@slot_renderer("client.main", "moderation/open.html", order=91)
def open_client(*, request: HttpRequest, client: Any, **context: Any) -> dict[str, Any] | None:
    """The same for a client's page."""
    return _open_case_button(request, "client", client.user_id)


@slot_renderer("job.aside", "moderation/open.html", order=91)
def open_job(*, request: HttpRequest, job: Any, **context: Any) -> dict[str, Any] | None:
    """The same for a job."""
    return _open_case_button(request, "job", job.pk)


@slot_renderer("service.report", "moderation/open.html", order=91)
def open_service(*, request: HttpRequest, service: Any, **context: Any) -> dict[str, Any] | None:
    """The same for a service."""
    return _open_case_button(request, "service", service.pk)


@slot_renderer("review.desk", "moderation/open.html", order=91)
def open_review(*, request: HttpRequest, review: Any, **context: Any) -> dict[str, Any] | None:
    """The same for a review on the desk."""
    return _open_case_button(request, "review", review.pk)


@slot_renderer("block.work", "moderation/report_person.html", order=90)
def report_person(*, request: HttpRequest, person: User, **context: Any) -> dict[str, Any]:
    """A link to report the user beside the way to block them."""
    return {"person": person}


@reportable("person", _("a person"))
def reported_person(by: User, thing_id: int) -> Subject | None:
    """A user whom the reporter could have met."""
    person = User.objects.filter(pk=thing_id).first() if has_met(by, thing_id) else None
    if person is None:
        return None
    item = find_item("person", thing_id)
    return Subject(person.shown_name, (item and item.url) or reverse("your_safety"), person.pk)
