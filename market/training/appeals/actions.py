"""Appeals against revocations: another officer decides; if none does in time, the revocation is lifted."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock, signals
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, NotFound
from market.core.base.events import emit
from market.core.text.bangla import graphemes, nfc
from market.files.access import attachable
from market.training.appeals.events import DECIDED, AppealDue, AppealLapsed, AppealOpened
from market.training.issuing.actions import officers
from market.training.issuing.version_actions import save_new_version
from market.training.models import Appeal, Certificate, FormerCertificate

MAX_CHARACTERS = 2000
WARN_BEFORE = timedelta(days=4)


class AppealNotPossible(DomainError):
    """Nothing to appeal against, appealed already, or too late."""

    help = "certificates#revoked"
    code = "appeal_not_possible"
    sentence = _("An appeal is not possible now.")


class AppealDecided(DomainError):
    """The appeal was decided meanwhile."""

    help = "certificates#revoked"
    code = "appeal_decided"
    sentence = _("This appeal was decided already. Load the page anew to see how.")


class OwnRevocation(NotAllowed):
    """An officer cannot decide on a revocation that they proposed or confirmed."""

    help = "certificates#revoked"
    code = "same_officer"
    sentence = _("You had a part in this revocation. Another officer decides on the appeal.")


JUDGING = act_of_two("certificate_appeal", User.Role.OFFICER)


@atomic
def open_appeal(*, by: User, statement: str, file_ids: Iterable[object] = ()) -> Appeal:
    """Appeal against the revocation of the user's certificate. Repeated while it is open, it returns the same appeal.

    Raises NotFound without a certificate, AppealNotPossible, Invalid for the statement or the files.
    """
    held = Certificate.objects.filter(holder=by).select_related("revoked_by", "revocation_confirmed_by")
    if not held:
        raise NotFound
    certificate = lock(held, held[0].pk)
    revoked_at = certificate.revoked_at
    if revoked_at is None or certificate.revoked_by is None:
        raise AppealNotPossible
    if (existing := certificate.appeals.filter(revoked_at=revoked_at).first()) is not None:
        if existing.is_open:
            return existing
        raise AppealNotPossible
    if clock.now() > revoked_at + timedelta(days=settings.LIFECYCLE.appeal_days):
        raise AppealNotPossible
    appeal = Appeal(certificate=certificate, serial=certificate.serial, statement=_clean_text(statement, "statement"))
    appeal.revoked_at, appeal.revoked_by = revoked_at, certificate.revoked_by
    appeal.confirmed_by = certificate.revocation_confirmed_by
    appeal.revoked_reason = certificate.revoked_reason
    appeal.opened_at = clock.now()
    appeal.due_at = appeal.opened_at + timedelta(days=settings.LIFECYCLE.appeal_answer_days)
    files = attachable(by, file_ids)
    appeal.save()
    appeal.files.set(files)
    opened = AppealOpened(serial=appeal.serial, due=appeal.due_at)
    emit(opened, on=appeal, by=by, to=officers().filter(pk__in=judges(appeal)))
    return appeal


def judges(appeal: Appeal) -> set[int]:
    """The ids of the officers who may decide on it."""
    return appeal.judges(officers().values_list("pk", flat=True))


def _clean_text(text: str, field: str) -> str:
    text = nfc(text).strip()
    if not text:
        raise Invalid(errors={field: [_("Write a few sentences.")]})
    if graphemes(text) > MAX_CHARACTERS:
        raise Invalid(errors={field: [_("Use %(most)s characters at most.") % {"most": MAX_CHARACTERS}]})
    return text


@atomic
def decide_appeal(*, by: User, appeal_id: int, lift: bool, answer: str) -> Appeal:
    """Lift the revocation, or uphold it, with an answer to the graduate.

    Raises NotFound to strangers, NotAllowed to the graduate, OwnRevocation, AppealDecided, Invalid without an answer.
    """
    appeal = _lock_appeal(by, appeal_id)
    JUDGING.require(by, first={appeal.revoked_by_id, appeal.confirmed_by_id} - judges(appeal), refusal=OwnRevocation)
    if not appeal.is_open:
        raise AppealDecided
    appeal.answer = _clean_text(answer, "answer")
    _save_decision(appeal, by=by, lift=lift)
    return appeal


def _lock_appeal(by: User, appeal_id: int) -> Appeal:
    return lock(Appeal.objects.visible_to(by), appeal_id)


def _save_decision(appeal: Appeal, *, by: User | None, lift: bool) -> None:
    appeal.state = Appeal.State.LIFTED if lift else Appeal.State.UPHELD
    appeal.decided_by, appeal.decided_at = by, clock.now()
    appeal.save()
    audit(f"appeal.{appeal.state}", by=by, on=appeal, serial=appeal.serial)
    rows = Certificate.objects.select_related("batch__topic", "batch__district", "holder")
    certificate = lock(rows, appeal.certificate_id)
    if lift:
        certificate.state, certificate.revoked_at = Certificate.State.VALID, None
        certificate.revoked_by = certificate.revocation_confirmed_by = None
        certificate.revoked_reason = ""
        save_new_version(certificate, FormerCertificate.Why.APPEAL, by=by)
    if certificate.holder is None:
        return
    event = DECIDED[appeal.state] if by else AppealLapsed
    decided = event(serial=certificate.serial, answer=appeal.answer)
    emit(decided, on=certificate, by=by, to=[certificate.holder])
    signals.profile_changed.send(sender=Certificate, user_id=certificate.holder_id)


@atomic
def warn_of_appeals(*, appeal_id: int) -> None:
    """Remind the officers, once, that a revocation will be lifted in a few days unless they decide."""
    due = Appeal.objects.open().filter(warned_at=None, due_at__lte=clock.now() + WARN_BEFORE)
    appeal = due.select_for_update(no_key=True).filter(pk=appeal_id).first()
    if appeal is None:
        return
    appeal.warned_at = clock.now()
    appeal.save(update_fields=["warned_at"])
    warning = AppealDue(serial=appeal.serial, due=appeal.due_at)
    emit(warning, on=appeal, by=None, to=officers().filter(pk__in=judges(appeal)))


@atomic
def lift_overdue_appeals(*, appeal_id: int) -> None:
    """Lift a revocation whose appeal nobody decided in time."""
    due = Appeal.objects.open().filter(due_at__lte=clock.now())
    appeal = due.select_for_update(no_key=True).filter(pk=appeal_id).first()
    if appeal is not None:
        _save_decision(appeal, by=None, lift=True)
