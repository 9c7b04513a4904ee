"""Releasing what another officer prepared: new certificates a part at a time, the first at once, the others by a job.

Each part is saved by itself, so the job may run twice, or anew after a crash: it goes on behind the last name made.
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
from market.training.issuing.actions import decide, for_decision
from market.training.issuing.checks import taken
from market.training.issuing.version_actions import correct_name, new_letter, revoke
from market.training.letters.actions import begin_printing, seal_letters
from market.training.models import Issuance, PreparedName

PART = 100  # certificates made at once, in about a tenth of a second
SILENCE = timedelta(minutes=2)  # a job that made no part for so long is lost
# What is done to the one certificate that an issuance is about; new certificates have none yet.
CHANGES = {Issuance.Purpose.LETTER: new_letter, Issuance.Purpose.NAME: correct_name, Issuance.Purpose.REVOKE: revoke}


@atomic
def release_issuance(*, by: User, issuance_id: int) -> Issuance:
    """Do what another officer prepared; claim codes that it makes wait, sealed, for `by` to print the letters.

    Of a long list the first part is made now, the others by a job: it is "releasing" until then. One that stopped goes
    on. Raises NotFound to others than officers, NotInAnEmergency, SameOfficer, NotWaiting, SerialTaken, and what its
    change raises.
    """
    issuance = for_decision(by, issuance_id, Issuance.RELEASABLE)
    issuance.sealed_until = None
    decide(by, issuance, Issuance.State.RELEASING)
    if change := CHANGES.get(Issuance.Purpose(issuance.purpose)):
        seal_letters(issuance, change(by, issuance, issuance.names.select_related("certificate")[0]))
        _finish(issuance)
    elif _make_part(issuance):
        audit("issuance.releasing", by=by, on=issuance, made=issuance.made(), count=issuance.names.count())
        _defer(issuance)
    else:
        _finish(issuance)
    return issuance


def _defer(issuance: Issuance) -> None:
    defer("market.training.tasks.go_on_releasing", issuance_id=issuance.pk)


def _make_part(issuance: Issuance) -> bool:
    """Make the next certificates of a locked issuance, numbered on where no number was given; whether others are left.

    Raises SerialTaken.
    """
    left = issuance.names.filter(certificate=None)
    given = list(left.exclude(serial="").values_list("serial", flat=True))
    if taken_meanwhile := taken(given, but=issuance):
        raise SerialTaken(errors={"serial": [f"{serial}: {SerialTaken.problem}" for serial in sorted(taken_meanwhile)]})
    names, officer = list(left[:PART]), issuance.decided_by
    assert officer is not None  # noqa: S101  # the database knows that it is decided
    free = next_serials(issuance.batch, len(names), besides=given)
    drafts = [(each.serial or next(free), each.name_en, each.name_bn) for each in names]
    made = record_certificates(issuance.batch, drafts, by=officer, prepared_by=issuance.prepared_by)
    for each, (certificate, _code) in zip(names, made, strict=True):
        each.certificate, each.serial = certificate, certificate.serial
    PreparedName.objects.bulk_update(names, ["certificate", "serial"])
    seal_letters(issuance, {certificate.pk: claim_code for certificate, claim_code in made})
    issuance.moved_at = clock.now()
    issuance.save(update_fields=["sealed_codes", "moved_at"])
    return left.exists()  # asked anew: those just made are not among them


def _finish(issuance: Issuance) -> None:
    """All is made: the letters can be printed, and who prepared it is told."""
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


def go_on_releasing(*, issuance_id: int) -> None:
    """Make the certificates of a release that are left, part by part, and tell who released it; else do nothing.

    Raises SerialTaken where a number was given elsewhere; what is made by then stays.
    """
    while _go_on(issuance_id):
        pass


@atomic
def _go_on(issuance_id: int) -> bool:
    """Make one part; whether others are left. A twin of this job waits here, and makes the next."""
    if (issuance := _under_way(issuance_id)) is None:
        return False
    if _make_part(issuance):
        return True
    _finish(issuance)
    made = events.IssuanceMade(batch=issuance.batch.code, count=issuance.names.count())
    emit(made, on=issuance, by=None, to=[_releasing_officer(issuance)])
    return False


def _under_way(issuance_id: int) -> Issuance | None:
    rows = Issuance.objects.releasing().select_for_update(of=("self",), no_key=True)
    staff = ("prepared_by", "decided_by")
    return rows.select_related("batch__topic", "batch__district", *staff).filter(pk=issuance_id).first()


def _releasing_officer(issuance: Issuance) -> User:
    officer = issuance.decided_by
    assert officer is not None  # noqa: S101  # as above
    return officer


@atomic
def stop_release(*, issuance_id: int) -> None:
    """Something failed: what is made counts, its letters can be printed, and an officer may let it go on."""
    if (issuance := _under_way(issuance_id)) is not None:
        issuance.state, issuance.moved_at = Issuance.State.STOPPED, None
        begin_printing(issuance)
        issuance.save(update_fields=["state", "moved_at", "sealed_until"])
        count, made = issuance.names.count(), issuance.made()
        stopped = events.IssuanceStopped(batch=issuance.batch.code, count=count, made=made)
        emit(stopped, on=issuance, by=None, to=[_releasing_officer(issuance)])


@atomic
def resume_release(*, issuance_id: int) -> None:
    """Let a release go on whose job is lost, as with a machine that stopped. One that moves is left alone."""
    issuance = _under_way(issuance_id)
    if issuance is not None and issuance.moved_at is not None and issuance.moved_at <= clock.now() - SILENCE:
        issuance.moved_at = clock.now()
        issuance.save(update_fields=["moved_at"])
        _defer(issuance)
