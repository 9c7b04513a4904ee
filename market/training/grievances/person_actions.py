"""What somebody who has a grievance does: with a name, or without one by its number and code.

Without a name no action knows the account: `by` is None, the audit log has nobody, and limits count by the network.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock, limits
from market.core.base.db import atomic, lock, lock_of
from market.core.base.errors import DomainError, Invalid, NotFound, require_length
from market.core.base.events import emit
from market.core.text.bangla import nfc
from market.core.text.locale import by_language
from market.core.web import clients
from market.files.access import attachable
from market.training.grievances import codes, events
from market.training.grievances.queries import judges, people_to_name
from market.training.grievances.terms import due_columns
from market.training.models import Batch, ClassSession, Grievance, GrievanceMessage

TEXT_LENGTH, MOST_FILES = 4000, 10
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FILES_TELL = _("Files show whose they are. Send them with your name, or leave them out.")
Kind, State = Grievance.Kind, Grievance.State


class GrievanceClosed(DomainError):
    help = "programme#grievances"
    code = "grievance_closed"
    sentence = _("This grievance is closed. If something is wrong again, make a new one.")


class NotReopenable(DomainError):
    """It is not answered, was reopened before, or the days for it are over."""

    help = "programme#grievances"
    code = "grievance_not_reopenable"
    sentence = _("Another officer cannot be asked now.")


class NotAnswered(DomainError):
    help = "programme#grievances"
    code = "grievance_not_answered"
    sentence = _("This grievance is not answered yet.")


class WrongCode(DomainError):
    """An unknown number, or another code: one error, which says nothing of either."""

    help = "programme#grievances"
    status, code = 400, "grievance_code_wrong"
    sentence = _("This number and this code do not belong together. Look at what you wrote down.")


@dataclass(frozen=True, slots=True)
class Account:
    """What a grievance says: its kind, what happened, about which batch or class, and whom it names."""

    kind: str
    text: str
    batch: Batch | None = None
    session: ClassSession | None = None
    people: Iterable[User] = ()
    file_ids: Iterable[object] = ()


def submit_grievance(*, by: User | None, account: Account, code: str = "") -> Grievance:
    """Make a grievance: with a name, `by`, or without one, and then with a code that opens it later. The same code
    sent again returns the same grievance.

    Raises Invalid, TooMany.
    """
    hashed = "" if by else codes.code_hash(code)
    if by is None and not hashed:
        raise WrongCode
    if hashed and (same := Grievance.objects.filter(code_hash=hashed).first()):
        return same
    if by is None:
        clients.spend("grievance", times=settings.LIFECYCLE.grievances_per_client_day, per=DAY)
    else:
        limits.spend("grievance", by.pk, times=settings.LIFECYCLE.grievances_per_day, per=DAY)
    try:
        return _submit(by, account, hashed)
    except IntegrityError:  # sent twice in this very moment, or a number that was drawn before
        return Grievance.objects.filter(code_hash=hashed).exclude(code_hash="").first() or _submit(by, account, hashed)


@atomic
def _submit(by: User | None, account: Account, hashed: str) -> Grievance:
    if account.kind not in Kind.values:
        raise Invalid(errors={"kind": [_("Choose what it is about.")]})
    text = _clean(account.text)
    files = attachable(by, account.file_ids) if by else []
    if len(files) > MOST_FILES:
        raise Invalid(errors={"uploads": [_("Send %(most)s files at most.") % {"most": MOST_FILES}]})
    now = clock.now()
    batch = account.session.batch if account.session else account.batch
    grievance = Grievance(kind=account.kind, reporter=by, code_hash=hashed, batch=batch, session=account.session)
    grievance.number, grievance.received_at = codes.new_number(), now
    _wait(grievance, now)
    grievance.save(force_insert=True)
    grievance.files.set(files)
    grievance.people.set(people_to_name(batch).filter(pk__in=[each.pk for each in account.people]))
    GrievanceMessage.objects.create(grievance=grievance, by=by, text=text, at=now)
    reach_somebody(grievance)
    kind = by_language(lambda: str(Kind(account.kind).label))
    received = events.GrievanceReceived(number=grievance.number, kind=kind, due=grievance.seen_due_at)
    emit(received, on=grievance, by=by, to=judges(grievance))
    return grievance


def reach_somebody(grievance: Grievance) -> None:
    """Where every officer is barred from it, lead moderators see it at once."""
    if not judges(grievance).exists():
        grievance.escalated_at = clock.now()
        grievance.save(update_fields=["escalated_at"])


def _wait(grievance: Grievance, now: datetime) -> None:
    for column, at in due_columns(now).items():
        setattr(grievance, column, at)


def _clean(text: str) -> str:
    text = nfc(text).strip()
    if not text:
        raise Invalid(errors={"text": [_("Say what happened.")]})
    require_length("text", text, TEXT_LENGTH)
    return text


def _own(by: User, grievance_id: int) -> Grievance:
    return lock(Grievance.objects.filter(reporter=by), grievance_id)


def find_by_code(*, number: str, code: str) -> Grievance:
    """The grievance of this number, for who has its code. Raises WrongCode, TooMany past the limit of an hour."""
    number, hashed = codes.clean_number(number), codes.code_hash(code)
    clients.spend("grievance_code", times=settings.LIFECYCLE.claim_tries_per_client_hour, per=HOUR)
    row = Grievance.objects.filter(number=number, code_hash=hashed).exclude(code_hash="").first()
    if row is None:
        raise WrongCode
    clients.give_back("grievance_code", per=HOUR)
    return row


def by_code(number: str, code: str, change: Callable[[Grievance, User | None], None]) -> Grievance:
    """Do something with a grievance for who has its code. Raises as `find_by_code` and the change."""
    row = find_by_code(number=number, code=code)
    with atomic():
        grievance = lock_of(Grievance.objects.all(), pk=row.pk)
        change(grievance, None)
    return grievance


@atomic
def write_to_grievance(*, by: User, grievance_id: int, text: str) -> Grievance:
    """Write to the office. Raises NotFound to others, GrievanceClosed, Invalid, TooMany."""
    grievance = _own(by, grievance_id)
    write(grievance, by, text)
    return grievance


def write(grievance: Grievance, by: User | None, text: str) -> None:
    """Add what the person wrote to a locked grievance. Raises as `write_to_grievance`."""
    if grievance.state == State.CLOSED:
        raise GrievanceClosed
    text = _clean(text)
    limits.spend("grievance_message", f"{grievance.pk}", times=settings.LIFECYCLE.grievances_per_client_day, per=HOUR)
    GrievanceMessage.objects.create(grievance=grievance, by=by, text=text, at=clock.now())
    hears = judges(grievance)
    if grievance.officer_id is not None:
        hears = hears.filter(pk=grievance.officer_id)
    emit(events.GrievancePersonWrote(number=grievance.number), on=grievance, by=by, to=hears)


@atomic
def reopen_grievance(*, by: User, grievance_id: int, text: str) -> Grievance:
    """Have another officer look at it, once and within days of the answer, and say why. Repeated while that one has
    not answered, it changes nothing.

    Raises NotFound to others, NotReopenable, Invalid.
    """
    grievance = _own(by, grievance_id)
    reopen(grievance, by, text)
    return grievance


def reopen(grievance: Grievance, by: User | None, text: str) -> None:
    """The same with a locked grievance."""
    if grievance.reopened_at is not None and grievance.is_waiting:
        return
    if not grievance.may_reopen:
        raise NotReopenable
    text, now = _clean(text), clock.now()
    GrievanceMessage.objects.create(grievance=grievance, kind=GrievanceMessage.Kind.REOPENING, by=by, text=text, at=now)
    grievance.state, grievance.reopened_at = State.RECEIVED, now
    grievance.first_officer, grievance.officer = grievance.officer, None
    grievance.close_at = grievance.answered_at = grievance.escalated_at = None
    _wait(grievance, now)
    grievance.save()
    reach_somebody(grievance)
    reopened = events.GrievanceReopened(number=grievance.number, due=grievance.seen_due_at)
    emit(reopened, on=grievance, by=by, to=judges(grievance))


@atomic
def close_grievance(*, by: User, grievance_id: int) -> Grievance:
    """Be content with the answer. Raises NotFound to others, NotAnswered. A closed one stays as it is."""
    grievance = _own(by, grievance_id)
    close(grievance, by)
    return grievance


def close(grievance: Grievance, by: User | None) -> None:
    """Close a locked grievance: by the person, or by silence after its days."""
    if grievance.state == State.CLOSED:
        return
    if grievance.state != State.ANSWERED:
        raise NotAnswered
    grievance.state, grievance.closed_at, grievance.close_at = State.CLOSED, clock.now(), None
    grievance.save(update_fields=["state", "closed_at", "close_at"])
    emit(events.GrievanceClosed(number=grievance.number), on=grievance, by=by)


@atomic
def close_answered(*, grievance_id: int) -> None:
    """Close one whose days to ask for another officer are over."""
    due = Grievance.objects.filter(state=State.ANSWERED, close_at__lte=clock.now())
    try:
        grievance = lock(due, grievance_id)
    except NotFound:
        return
    close(grievance, None)
