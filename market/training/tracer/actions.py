"""Answering a round, and not being asked again.

Locks: the round.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import require_own_role
from market.core.base import clock, limits
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.text.bangla import nfc
from market.training.batch_statistics import earned_by_month
from market.training.models import Certificate, TracerAnswer, TracerRefusal, TracerRound

NOTE_LENGTH = 150
ANSWERS_PER_DAY = 10  # each is a version that stays
Way = TracerAnswer.Way


class TracerClosed(DomainError):
    help = "programme#tracer"
    code = "tracer_closed"
    sentence = _("The time for these questions is over.")


class TracerAnswered(DomainError):
    """The graduate has answered: nobody else changes that."""

    help = "programme#tracer"
    code = "tracer_answered"
    sentence = _("This graduate has answered already, and alone can change the answer.")


class TracerRefused(DomainError):
    help = "programme#tracer"
    code = "tracer_refused"
    sentence = _("This graduate does not want to be asked any more.")


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody chose at each question."""

    work: str
    elsewhere: str
    hours: str
    hindrance: str
    advice: str


CHOICES: dict[str, type[models.TextChoices]] = {
    "work": TracerAnswer.Work,
    "elsewhere": TracerAnswer.Elsewhere,
    "hours": TracerAnswer.Hours,
    "hindrance": TracerAnswer.Hindrance,
    "advice": TracerAnswer.Advice,
}


@atomic
def answer_own(*, by: User, round_id: int, answers: Answers) -> TracerAnswer:
    """The graduate's answer on the site, or a change of it. Raises as `_answer`, NotFound to others."""
    row = lock(TracerRound.objects.filter(certificate__holder=by).select_related("certificate"), round_id)
    return _answer(row, answers, Way.PAGE, by=by)


@atomic
def answer_by_link(*, round_id: int, answers: Answers) -> TracerAnswer:
    """The answer of whoever has the signed link. Raises as `_answer`."""
    row = lock(TracerRound.objects.select_related("certificate"), round_id)
    return _answer(row, answers, Way.LINK, by=None)


@atomic
def answer_by_phone(*, by: User, round_id: int, answers: Answers, note: str) -> TracerAnswer:
    """What a graduate said to an officer by phone; the note says when they spoke.

    Raises as `_answer`, NotAllowed, TracerAnswered where the graduate has answered in another way.
    """
    require_own_role(by, User.Role.OFFICER)
    row = lock(TracerRound.objects.select_related("certificate"), round_id)
    if row.certificate.holder_id == by.pk:
        raise NotAllowed
    if row.answers.exclude(way=Way.PHONE).exists():
        raise TracerAnswered
    note = nfc(note).strip()
    require_length("note", note, NOTE_LENGTH)
    if not note:
        raise Invalid(errors={"note": [_("Write when you spoke, and with whom.")]})
    return _answer(row, answers, Way.PHONE, by=by, note=note)


def _answer(row: TracerRound, answers: Answers, way: str, *, by: User | None, note: str = "") -> TracerAnswer:
    """Add a version of the answer. Raises TracerClosed, TracerRefused, Invalid, TooMany."""
    if not can_be_answered(row):
        raise TracerClosed
    if is_refused(row):
        raise TracerRefused
    sent = asdict(answers)
    wrong = [name for name, choices in CHOICES.items() if sent[name] not in choices.values]
    if wrong:
        raise Invalid(errors={name: [_("Choose one of the answers.")] for name in wrong})
    limits.spend("tracer", row.pk, times=ANSWERS_PER_DAY, per=timedelta(days=1))
    now = clock.now()
    version = TracerAnswer.objects.create(
        tracer_round=row, way=way, by=by, at=now, note=note, here=earned_here(row), **sent
    )
    row.answered_at, row.tell_at = row.answered_at or now, None
    row.save(update_fields=["answered_at", "tell_at"])
    audit("tracer.answered", by=by, on=row, way=way)
    return version


def can_be_answered(row: TracerRound) -> bool:
    """Whether its time is not over, its certificate counts, and the graduate's account is not closed."""
    return row.is_open and TracerRound.objects.askable().filter(pk=row.pk).exists()


def is_refused(row: TracerRound) -> bool:
    """Whether the graduate does not want to be asked any more."""
    return TracerRefusal.objects.filter(certificate=row.certificate_id).exists()


def earned_here(row: TracerRound) -> dict[str, str]:
    """By currency, what the graduate earned on this site in the month before this one."""
    holder, first = row.certificate.holder_id, clock.local(clock.now()).date().replace(day=1)
    month = (first - timedelta(days=1)).replace(day=1)
    by_currency = earned_by_month([holder]) if holder else {}
    amounts = {currency: months.get(month, {}).get(holder or 0) for currency, months in by_currency.items()}
    return {currency: str(amount) for currency, amount in sorted(amounts.items()) if amount}


@atomic
def refuse_own(*, by: User, round_id: int) -> None:
    """The graduate does not want to be asked again. Raises NotFound to others."""
    _refuse(lock(TracerRound.objects.filter(certificate__holder=by), round_id), by=by)


@atomic
def refuse_by_link(*, round_id: int) -> None:
    """The same by the signed link."""
    _refuse(lock(TracerRound.objects.all(), round_id), by=None)


@atomic
def refuse_by_phone(*, by: User, round_id: int) -> None:
    """The same, as a graduate said by phone."""
    require_own_role(by, User.Role.OFFICER)
    _refuse(lock(TracerRound.objects.all(), round_id), by=by)


def _refuse(row: TracerRound, *, by: User | None) -> None:
    """Answers stay. Repeated, it changes nothing."""
    _refusal, is_new = TracerRefusal.objects.get_or_create(
        certificate_id=row.certificate_id, defaults={"at": clock.now()}
    )
    TracerRound.objects.filter(certificate=row.certificate_id).update(tell_at=None)
    if is_new:
        audit("tracer.refused", by=by, on=row)


def stop_reminding(user: User) -> None:
    """Tell a user, whose account is being closed, of no round any more."""
    own = Certificate.objects.filter(holder=user).values("pk")
    TracerRound.objects.filter(certificate__in=own, tell_at__isnull=False).update(tell_at=None)
