"""Releasing what another officer prepared: new certificates a part at a time, the first at once, the others by a job.

Each part is committed by itself, so the job may run twice or after a crash: it continues after the last part.
"""

from datetime import timedelta

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.events import Event, emit
from market.core.base.jobs import defer
from market.training.certificates.actions import SerialTaken, next_serials, record_certificates
from market.training.issuing import events
from market.training.issuing.actions import lock_for_decision, save_decision
from market.training.issuing.checks import taken_serials
from market.training.issuing.place_actions import complete_places, lock_ready
from market.training.issuing.version_actions import (
    apply_correction,
    confirm_revocation,
    replace_letter,
)
from market.training.letters.actions import begin_printing, seal_letters
from market.training.models import Issuance, PreparedName

PART_SIZE = 100  # certificates in one transaction, which takes about a tenth of a second
SILENCE = timedelta(minutes=2)  # after so long without a part the job counts as lost
# How each purpose changes the certificate of an issuance; new certificates are made in parts instead.
CHANGE_BY_PURPOSE = {
    Issuance.Purpose.LETTER: replace_letter,
    Issuance.Purpose.NAME: apply_correction,
    Issuance.Purpose.REVOKE: confirm_revocation,
}


@atomic
def release_issuance(*, by: User, issuance_id: int) -> Issuance:
    """Carry out what another officer prepared. New claim codes are kept encrypted until `by` prints the letters.

    Of a long list the first part is made now, the others by a job: it is "releasing" until then. A stopped one is
    continued. Raises NotFound to others than officers, NotInAnEmergency, SameOfficer, NotWaiting, SerialTaken,
    NotReadyNow, BatchStillRuns, and what the function of its purpose raises.
    """
    issuance = lock_for_decision(by, issuance_id, Issuance.RELEASABLE)
    issuance.sealed_until = None
    save_decision(by, issuance, Issuance.State.RELEASING)
    if change := CHANGE_BY_PURPOSE.get(Issuance.Purpose(issuance.purpose)):
        seal_letters(issuance, change(by, issuance, issuance.names.select_related("certificate")[0]))
        _finish_release(issuance)
    elif _issue_next_part(issuance):
        audit("issuance.releasing", by=by, on=issuance, made=issuance.made_count(), count=issuance.names.count())
        _defer_release(issuance)
    else:
        _finish_release(issuance)
    return issuance


def _defer_release(issuance: Issuance) -> None:
    defer("market.training.tasks.go_on_releasing", issuance_id=issuance.pk)


def _issue_next_part(issuance: Issuance) -> bool:
    """Issue the next part of a locked issuance, with new serials where none was given. Returns whether names remain.

    Raises SerialTaken, NotReadyNow, BatchStillRuns.
    """
    remaining = issuance.names.filter(certificate=None)
    given_serials = list(remaining.exclude(serial="").values_list("serial", flat=True))
    if taken_meanwhile := taken_serials(given_serials, except_for=issuance):
        raise SerialTaken(errors={"serial": [f"{serial}: {SerialTaken.problem}" for serial in sorted(taken_meanwhile)]})
    names, officer = list(remaining[:PART_SIZE]), issuance.decided_by
    assert officer is not None  # noqa: S101  # a database constraint says that it is decided
    by_rule = lock_ready(issuance.batch, names)
    free_serials = next_serials(issuance.batch, len(names), besides=given_serials)
    drafts = [(prepared.serial or next(free_serials), prepared.name_en, prepared.name_bn) for prepared in names]
    places = [prepared.enrolment_id for prepared in names]
    issued = record_certificates(issuance.batch, drafts, by=officer, prepared_by=issuance.prepared_by, places=places)
    if by_rule:
        complete_places([certificate for certificate, _code in issued], by=officer)
    for prepared, (certificate, _code) in zip(names, issued, strict=True):
        prepared.certificate, prepared.serial = certificate, certificate.serial
    PreparedName.objects.bulk_update(names, ["certificate", "serial"])
    seal_letters(issuance, {certificate.pk: claim_code for certificate, claim_code in issued})
    issuance.moved_at = clock.now()
    issuance.save(update_fields=["sealed_codes", "moved_at"])
    return remaining.exists()  # evaluated again: those just made are not among them


def _finish_release(issuance: Issuance) -> None:
    """Mark it released: the letters can be printed, and the officer who prepared it is notified."""
    issuance.state, issuance.moved_at = Issuance.State.RELEASED, None
    begin_printing(issuance)
    issuance.save(update_fields=["state", "moved_at", "sealed_codes", "sealed_until"])
    names = list(issuance.names.values_list("serial", flat=True))
    officer = issuance.decided_by
    assert officer is not None  # noqa: S101  # as above
    audit("issuance.released", by=officer, on=issuance, count=len(names))
    released: Event
    if issuance.is_revocation:
        released = events.RevocationReleased(officer=officer, serial=names[0])
    else:
        released = events.IssuanceReleased(officer=officer, batch=issuance.batch.code)
    emit(released, on=issuance, by=officer, to=[issuance.prepared_by])


def continue_release(*, issuance_id: int) -> None:
    """Issue the remaining certificates of a release part by part and notify its officer; without any, do nothing.

    Raises SerialTaken where a serial was used elsewhere; certificates issued by then stay.
    """
    while _continue_with_next_part(issuance_id):
        pass


@atomic
def _continue_with_next_part(issuance_id: int) -> bool:
    """Issue one part; returns whether names remain. A second run of this job waits for the lock and issues the next."""
    if (issuance := _lock_releasing(issuance_id)) is None:
        return False
    if _issue_next_part(issuance):
        return True
    _finish_release(issuance)
    issuance_made = events.IssuanceMade(batch=issuance.batch.code, count=issuance.names.count())
    emit(issuance_made, on=issuance, by=None, to=[_releasing_officer(issuance)])
    return False


def _lock_releasing(issuance_id: int) -> Issuance | None:
    rows = Issuance.objects.releasing().select_for_update(of=("self",), no_key=True)
    staff = ("prepared_by", "decided_by")
    return rows.select_related("batch__topic", "batch__district", *staff).filter(pk=issuance_id).first()


def _releasing_officer(issuance: Issuance) -> User:
    officer = issuance.decided_by
    assert officer is not None  # noqa: S101  # as above
    return officer


@atomic
def stop_release(*, issuance_id: int) -> None:
    """Stop a release that failed. Issued certificates stay and can be printed; an officer may continue it."""
    if (issuance := _lock_releasing(issuance_id)) is not None:
        issuance.state, issuance.moved_at = Issuance.State.STOPPED, None
        begin_printing(issuance)
        issuance.save(update_fields=["state", "moved_at", "sealed_until"])
        count, made_count = issuance.names.count(), issuance.made_count()
        stopped = events.IssuanceStopped(batch=issuance.batch.code, count=count, made=made_count)
        emit(stopped, on=issuance, by=None, to=[_releasing_officer(issuance)])


@atomic
def resume_release(*, issuance_id: int) -> None:
    """Continue a release whose job was lost, as when a machine stopped. One that made a part lately is left alone."""
    issuance = _lock_releasing(issuance_id)
    if issuance is not None and issuance.moved_at is not None and issuance.moved_at <= clock.now() - SILENCE:
        issuance.moved_at = clock.now()
        issuance.save(update_fields=["moved_at"])
        _defer_release(issuance)
