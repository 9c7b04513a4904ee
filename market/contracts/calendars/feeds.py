"""Deadlines of contracts as a calendar (RFC 5545), in UTC, so that every calendar shows them in its own time zone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from icalendar import Calendar, Event
from rest_framework.request import Request

from market.contracts.models import CalendarKey, Contract, Milestone, Proposal
from market.contracts.queries import contracts_of, open_proposals_in
from market.core.base import clock
from market.core.text.locale import activate_for
from market.training.classes.feeds import classes_of, event_of

if TYPE_CHECKING:
    from market.accounts.models import User

SALT = "contracts.calendar"
REFRESH = timedelta(hours=1)
State = Milestone.State
# The deadlines of each state: the field, and its summary for the client and for the freelancer.
Texts = tuple[str, str | Promise, str | Promise]
DEADLINES: dict[str, tuple[Texts, ...]] = {
    State.AWAITING_FUNDING: (
        ("funding_due_at", gettext_lazy("Fund “%(title)s”"), gettext_lazy("“%(title)s” lapses if it is not funded")),
    ),
    State.FUNDED: (
        ("work_due_at", gettext_lazy("%(she)s delivers “%(title)s”"), gettext_lazy("Deliver “%(title)s”")),
        (
            "cancel_at",
            gettext_lazy("“%(title)s” is cancelled if nothing is delivered"),
            gettext_lazy("Deliver “%(title)s”, or it is cancelled"),
        ),
        (
            "idle_refund_at",
            gettext_lazy("The money of “%(title)s” goes back if nothing is delivered"),
            gettext_lazy("The money of “%(title)s” goes back if nothing is delivered"),
        ),
    ),
    State.SUBMITTED: (
        (
            "review_due_at",
            gettext_lazy("Answer the delivery of “%(title)s”, or its money is released"),
            gettext_lazy("The money of “%(title)s” is released by silence"),
        ),
    ),
    State.CHANGES_REQUESTED: (
        (
            "changes_due_at",
            gettext_lazy("%(she)s delivers the changes of “%(title)s”"),
            gettext_lazy("Deliver the changes of “%(title)s”"),
        ),
        (
            "last_day_at",
            gettext_lazy("Last day of holding for “%(title)s”"),
            gettext_lazy("Last day of holding for “%(title)s”"),
        ),
    ),
    State.REFUND_REQUESTED: (
        (
            "refund_due_at",
            gettext_lazy("%(she)s answers the refund of “%(title)s”"),
            gettext_lazy("Answer the refund of “%(title)s”"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of an app above in a contract: a stable `uid`, the row whose page it links to, summary and instant."""

    uid: str
    contract: Contract
    on: Any
    summary: str
    at: datetime


Source = Callable[["list[Contract]", "User"], Iterable[Due]]
_sources: list[Source] = []


def deadline_source(source: Source) -> Source:
    """Register deadlines of an app above. The function yields those of the contracts, worded for the user."""
    _sources.append(source)
    return source


def feed_address(request: HttpRequest | Request, key: CalendarKey) -> str:
    """The address of the user's calendar. It is signed and holds the key, so that it cannot be made from our tables."""
    token = signing.Signer(salt=SALT).sign_object([key.user_id, key.key])
    return str(request.build_absolute_uri(reverse("calendar_feed", args=[token])))


def owner_of(token: str) -> "User | None":
    """Whose calendar it is; None for an invalid, replaced or ended token."""
    try:
        user_id, key = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    row = CalendarKey.objects.filter(user=user_id, key=key, user__is_active=True).select_related("user").first()
    return row.user if row else None


def feed_of(user: "User") -> bytes:
    """The deadlines of the user's active contracts, and of ended ones that can still be reviewed; classes to give."""
    reviewable_since = clock.now() - timedelta(days=settings.LIFECYCLE.reviewing_days)
    contracts = contracts_of(user).filter(Q(state=Contract.State.ACTIVE) | Q(ended_at__gt=reviewable_since))
    with activate_for(user):
        classes = [event_of(each) for each in classes_of(user)]
        return _calendar(_("Amar Kaj: deadlines"), contracts, user, classes)


def file_of(contract: Contract, user: "User") -> bytes:
    """The deadlines of one contract, in the active language."""
    return _calendar(contract.title, [contract], user)


def _calendar(name: str, contracts: Iterable[Contract], user: "User", more: Iterable[Event] = ()) -> bytes:
    calendar = _begun(name)
    contracts = list(contracts)
    for contract in contracts:
        if contract.state == Contract.State.ACTIVE:
            for milestone in contract.milestones.all():
                for texts in DEADLINES.get(milestone.state, ()):
                    if at := getattr(milestone, texts[0]):
                        calendar.add_component(_milestone_event(contract, milestone, texts, at, user))
    for proposal in open_proposals_in(contracts):
        calendar.add_component(_proposal_event(proposal, user))
    dues = (due for source in _sources for due in source(contracts, user))
    for event in chain((_event(due.uid, due.contract, due.on, due.summary, due.at) for due in dues), more):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _begun(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Amar Kaj//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    return calendar


def _proposal_event(proposal: Proposal, user: "User") -> Event:
    """When a proposal lapses, worded for who answers it or who waits for the answer."""
    contract = proposal.contract
    summary_format = _("%(other)s answers: %(what)s") if proposal.by_id == user.pk else _("Answer %(other)s: %(what)s")
    what = proposal.get_kind_display()
    if proposal.milestone:
        what = f"{what} (“{proposal.milestone.full_title}”)"
    summary = summary_format % {"other": contract.other(user).shown_name, "what": what}
    return _event(f"proposal-{proposal.pk}-due_at", contract, proposal, summary, proposal.due_at)


def _milestone_event(contract: Contract, milestone: Milestone, texts: Texts, at: datetime, user: "User") -> Event:
    field, as_client, as_freelancer = texts
    summary = as_client if contract.client_id == user.pk else as_freelancer
    names = {"title": milestone.full_title, "she": contract.freelancer.shown_name}
    return _event(f"milestone-{milestone.pk}-{field}", contract, milestone, str(summary) % names, at)


def _event(uid: str, contract: Contract, on: Any, summary: str, at: datetime) -> Event:
    """`uid` must be stable, so that a calendar moves its entry and makes no second one."""
    host = urlsplit(settings.SITE_URL).hostname
    event = Event()
    event.add("uid", f"{uid}@{host}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", at)
    event.add("summary", summary)
    event.add("description", contract.title)
    event.add("url", f"{settings.SITE_URL.rstrip('/')}{on.get_absolute_url()}")
    event.add("transp", "TRANSPARENT")
    return event
