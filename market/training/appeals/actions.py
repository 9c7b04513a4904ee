"""Appeals against revocations: she states her case, another officer decides, and silence decides for her."""

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
from market.training.issuing.version_actions import new_version
from market.training.models import Appeal, Certificate, FormerCertificate

MOST = 2000
WARNING = timedelta(days=4)


class AppealNotPossible(DomainError):
    """Nothing to appeal against, appealed already, or too late."""

    help = "certificates#revoked"
    code = "appeal_not_possible"
    sentence = _("An appeal is not possible now.")


class AppealDecided(DomainError):
    """Somebody was quicker."""

    help = "certificates#revoked"
    code = "appeal_decided"
    sentence = _("This appeal was decided already. Load the page anew to see how.")


class RevokedIt(NotAllowed):
    """Nobody judges her own decision."""

    help = "certificates#revoked"
    code = "same_officer"
    sentence = _("You had a part in this revocation. Another officer decides on the appeal.")


JUDGING = act_of_two("certificate_appeal", User.Role.OFFICER)


@atomic
def open_appeal(*, by: User, statement: str, file_ids: Iterable[object] = ()) -> Appeal:
    """Appeal against the revocation of one's certificate. Again while it is open gives the same appeal.

    Raises NotFound without a certificate, AppealNotPossible, Invalid for the statement or the files.
    """
    held = Certificate.objects.filter(holder=by).select_related("revoked_by", "revocation_confirmed_by")
    if not held:
        raise NotFound
    certificate = lock(held, held[0].pk)
    revoked_at = certificate.revoked_at
    if revoked_at is None or certificate.revoked_by is None:
        raise AppealNotPossible
    if (made := certificate.appeals.filter(revoked_at=revoked_at).first()) is not None:
        if made.is_open:
            return made
        raise AppealNotPossible
    if clock.now() > revoked_at + timedelta(days=settings.LIFECYCLE.appeal_days):
        raise AppealNotPossible
    appeal = Appeal(certificate=certificate, serial=certificate.serial, statement=_statement(statement, "statement"))
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
    """The ids of those who may decide on it."""
    return appeal.judges(officers().values_list("pk", flat=True))


def _statement(text: str, field: str) -> str:
    text = nfc(text).strip()
    if not text:
        raise Invalid(errors={field: [_("Write a few sentences.")]})
    if graphemes(text) > MOST:
        raise Invalid(errors={field: [_("Use %(most)s characters at most.") % {"most": MOST}]})
    return text


@atomic
def decide_appeal(*, by: User, appeal_id: int, lift: bool, answer: str) -> Appeal:
    """Lift the revocation, or uphold it, with an answer that she reads.

    Raises NotFound to strangers, NotAllowed to the graduate, RevokedIt, AppealDecided, Invalid without an answer.
    """
    appeal = _locked(by, appeal_id)
    JUDGING.require(by, first={appeal.revoked_by_id, appeal.confirmed_by_id} - judges(appeal), refusal=RevokedIt)
    if not appeal.is_open:
        raise AppealDecided
    appeal.answer = _statement(answer, "answer")
    _close(appeal, by=by, lift=lift)
    return appeal


def _locked(by: User, appeal_id: int) -> Appeal:
    return lock(Appeal.objects.visible_to(by), appeal_id)


def _close(appeal: Appeal, *, by: User | None, lift: bool) -> None:
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
        new_version(certificate, FormerCertificate.Why.APPEAL, by=by)
    if certificate.holder is None:
        return
    event = DECIDED[appeal.state] if by else AppealLapsed
    decided = event(serial=certificate.serial, answer=appeal.answer)
    emit(decided, on=certificate, by=by, to=[certificate.holder])
    signals.profile_changed.send(sender=Certificate, user_id=certificate.holder_id)


@atomic
def warn_of_appeals(*, appeal_id: int) -> None:
    """Remind the officers, once, that an appeal will be decided by silence in a few days."""
    due = Appeal.objects.open().filter(warned_at=None, due_at__lte=clock.now() + WARNING)
    appeal = due.select_for_update(no_key=True).filter(pk=appeal_id).first()
    if appeal is None:
        return
    appeal.warned_at = clock.now()
    appeal.save(update_fields=["warned_at"])
    warning = AppealDue(serial=appeal.serial, due=appeal.due_at)
    emit(warning, on=appeal, by=None, to=officers().filter(pk__in=judges(appeal)))


@atomic
def lift_overdue_appeals(*, appeal_id: int) -> None:
    """Lift a revocation whose appeal nobody decided in time: silence is not held against her."""
    due = Appeal.objects.open().filter(due_at__lte=clock.now())
    appeal = due.select_for_update(no_key=True).filter(pk=appeal_id).first()
    if appeal is not None:
        _close(appeal, by=None, lift=True)
