"""Events: what happened, each declared once, in the `events.py` of the subject that it belongs to.

A declaration is a class: its fields are the payload, its class attributes say who hears of it and in which words. An
action makes one and hands it to `emit`, which writes the audit log and calls the consumers that upper apps register
(notifications, system messages of conversations, webhooks).

    class BidShortlisted(BidEvent, code="bid.shortlisted"):
        client: User
        job: str
        notification = bid_notification(subject=_("%(client)s put your bid on the shortlist"), ...)
        system_message = _("%(client)s put the bid on the shortlist.")

    emit(BidShortlisted(client=by, job=job.title), on=bid, by=by, to=[bid.freelancer], about=by)
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, dataclass_transform

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from market.core.base.audit import audit, audit_each

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.messaging.models import Conversation

Sentence = str | Promise

WITH = "with"  # a fact of notifications: the other person of the work, where no sentence names them
STAFF = "staff"  # a role for whoever works for the site
MESSAGES, JOBS, WORK, MONEY, PROGRAMME, ACCOUNT = "talk", "jobs", "work", "money", "programme", "account"
# In the order of the settings page.
GROUPS: dict[str, Sentence] = {
    MESSAGES: _("Messages"),
    JOBS: _("Jobs and bids"),
    WORK: _("Contracts and work"),
    MONEY: _("Money"),
    PROGRAMME: _("Certificate and profile"),
    ACCOUNT: _("Your account"),
}
# Mailed whatever the user chose: nobody may overlook what became of their money or who uses their account.
ALWAYS_MAILED = frozenset({MONEY, ACCOUNT})
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
OPEN = pgettext_lazy("verb", "Open")


class HasAddress(Protocol):
    """Something with a page."""

    def get_absolute_url(self) -> str:
        """The page's address."""


@dataclass(frozen=True, slots=True)
class Address:
    """A page by its URL, where no row stands for it."""

    url: str

    def get_absolute_url(self) -> str:
        """The page's address."""
        return self.url


@dataclass(frozen=True, slots=True)
class NotificationType:
    """The words of a notification, with %(field)s of the event's payload.

    `subject` stands in the bell and on the mail, `body` says what happens next; `untitled` are these two where the fact
    `title` is "". `action` is the button. `label` names the type where a user chooses what to be told and how, below
    the heading `group`. The mail waits `mail_delay` for being read on the site. What is `is_quiet` stands in the bell
    alone, unless the user asks for more. With a `role` only who has it is offered the choice, and only whom it `concerns`.
    `mail_parts` gives what
    its mail has beside its sentences, when it is sent, from the notification; None: nothing is left to say, and
    it is not sent. `code` is the event's.
    """

    subject: Sentence
    body: Sentence
    label: Sentence
    group: str
    untitled: tuple[Sentence, Sentence] | None = None
    action: Sentence = OPEN
    mail_delay: timedelta = timedelta(0)
    is_quiet: bool = False
    role: str = ""
    concerns: Callable[["User"], bool] | None = None
    mail_parts: Callable[[Any], Mapping[str, Any] | None] | None = None
    code: str = ""

    def words_for(self, facts: Mapping[str, str]) -> tuple[Sentence, Sentence]:
        """Subject and body for these facts."""
        return self.untitled if self.untitled and not facts.get("title") else (self.subject, self.body)

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Subjects and bodies, for whatever facts."""
        return self.subject, self.body, *(self.untitled or ())

    def is_for(self, user: "User") -> bool:
        """Whether such a notification can ever reach the user."""
        has_role = not self.role or user.has_own_role(self.role) or (self.role == STAFF and user.is_staff)
        return has_role and (self.concerns is None or self.concerns(user))

    @property
    def is_always_mailed(self) -> bool:
        """Whether its mail can neither be switched off nor put off to a digest."""
        return self.group in ALWAYS_MAILED


@dataclass(frozen=True, slots=True)
class Webhook:
    """What programs outside are told: ids and states of `on`, never texts. Several events may raise the same one.

    `users` gives whose endpoints are called, `payload` what is sent.
    """

    code: str
    label: Sentence
    users: Callable[[Any], Iterable["User"]]
    payload: Callable[[Any], dict[str, Any]]


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Event:
    """The base of all declarations. `audited` names the fields that the audit log repeats; None: it has no entry."""

    code: ClassVar[str]
    notification: ClassVar[NotificationType | None] = None
    system_message: ClassVar[Sentence] = ""
    webhook: ClassVar[Webhook | None] = None
    audited: ClassVar[tuple[str, ...] | None] = ()

    def __init_subclass__(cls, *, code: str = "") -> None:
        super().__init_subclass__()
        dataclass(frozen=True, kw_only=True)(cls)
        if not code:  # a base of several events
            return
        if code in _events:
            raise ValueError(f"two events with the code {code}")
        cls.code = code
        if cls.notification is not None:
            cls.notification = replace(cls.notification, code=code)
        _events[code] = cls

    def payload(self, *, on: Any, by: "User | None") -> dict[str, Any]:  # noqa: ARG002  # for events that add to it
        """What the sentences are filled with, by name: the fields but those that are None."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]  # see above
        return {name: value for name, value in values.items() if value is not None}

    def facts_for(self, user: "User", payload: Mapping[str, Any], *, on: Any) -> Mapping[str, Any]:  # noqa: ARG002  # likewise
        """What the sentences of the user's notification are filled with; a WITH among them stands behind its subject."""
        return payload

    def audit_facts(self, payload: Mapping[str, Any], *, on: Any) -> dict[str, object]:  # noqa: ARG002  # likewise
        """What the audit log repeats of the payload."""
        return {name: payload[name] for name in self.audited or () if name in payload}


_events: dict[str, type[Event]] = {}


@dataclass(frozen=True, slots=True)
class Emission:
    """An event as it happened: to what, by whom (None: the site itself), and who hears of it on which page.

    `about` is the other person of a notification that goes nowhere once a block keeps the two apart: not of work that
    runs, or of money.
    """

    event: Event
    on: Any
    by: "User | None"
    to: Iterable["User"] = ()
    about: "User | None" = None
    conversation: "Conversation | None" = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    page: HasAddress | None = None


_consumers: list[Callable[[Emission], None]] = []


def consumes_events(consumer: Callable[[Emission], None]) -> Callable[[Emission], None]:
    """Register a function that is called for every emission, in its transaction."""
    _consumers.append(consumer)
    return consumer


def emit(  # noqa: PLR0913  # an emission is all of these
    event: Event,
    *,
    on: Model | HasAddress,
    by: "User | None",
    to: Iterable["User"] = (),
    about: "User | None" = None,
    conversation: "Conversation | None" = None,
    page: HasAddress | None = None,
) -> None:
    """Write the event to the audit log, notify the users `to`, and post its system message to the conversation.

    `on` is what it happened to; notifications lead to its page, or to another `page`. Raises ValueError if a sentence
    uses a field that is None in this event (a programming error).
    """
    payload = event.payload(on=on, by=by)
    _require_filled(type(event), payload)
    if event.audited is not None:
        assert isinstance(on, Model)  # noqa: S101  # for mypy: only events without an entry happen to a mere address
        audit(event.code, by=by, on=on, **event.audit_facts(payload, on=on))
    emission = Emission(event, on, by, to, about, conversation, payload, page)
    for consumer in _consumers:
        consumer(emission)


def emit_each(event: Event, *, by: "User | None", to: Iterable[tuple[Model, "User"]]) -> None:
    """Emit the same event for many rows, each with the user who hears of it, with few statements for the audit log."""
    rows = list(to)
    payload = event.payload(on=None, by=by)
    _require_filled(type(event), payload)
    if event.audited is not None:
        audit_each(event.code, by=by, on=[(row, event.audit_facts(payload, on=row)) for row, _user in rows])
    for row, user in rows:
        emission = Emission(event, row, by, [user], payload=payload)
        for consumer in _consumers:
            consumer(emission)


def _require_filled(declared: type[Event], payload: Mapping[str, Any]) -> None:
    missing = _used_fields(declared) - payload.keys()  # type: ignore[arg-type]  # a class is hashable
    if missing:
        raise ValueError(f"{declared.code}: its sentences use {', '.join(sorted(missing))}, of which it has no value")


@cache
def _used_fields(declared: type[Event]) -> frozenset[str]:
    """The names of payload fields in all sentences of an event."""
    words = declared.notification
    return placeholders(declared.system_message, *(words.sentences if words is not None else ()))


@cache
def placeholders(*sentences: Sentence) -> frozenset[str]:
    """The names of payload fields in sentences: what nobody reads is stored with no notification or message."""
    with override("en"):
        return frozenset(name for each in sentences for name in PLACEHOLDER.findall(str(each)))


def events() -> list[type[Event]]:
    """All declared events, those of lower apps first."""
    apps = {f"market.{name}": at for at, name in enumerate(settings.APPS)}
    return sorted(_events.values(), key=lambda each: apps.get(".".join(each.__module__.split(".")[:2]), -1))


def event_type(code: str) -> type[Event] | None:
    """The declared event of a code."""
    return _events.get(code)
