"""Issuing and revoking by two: one officer prepares, another releases (`issuing.release_actions`) or refuses."""

from collections.abc import Container, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.events import Event, emit
from market.core.text.bangla import nfc
from market.training.certificates import codes
from market.training.certificates.actions import require_officer
from market.training.graduation.matching import place_ids
from market.training.graduation.queries import is_by_rule
from market.training.issuing import events
from market.training.issuing.checks import digest, find_open_errors, waiting_twin
from market.training.issuing.csv_import import MAX_LINES, Graduate
from market.training.issuing.place_actions import require_end
from market.training.models import Batch, Issuance, PreparedName


class NotWaiting(DomainError):
    """The issuance was decided meanwhile."""

    help = "certificates#officers"
    code = "issuance_not_waiting"
    sentence = _("This was decided already. Load the page anew to see how.")


class SameOfficer(NotAllowed):
    """An officer cannot release what they prepared."""

    help = "certificates#officers"
    code = "same_officer"
    sentence = _("You prepared this. Another officer must look at it and release it.")


ISSUING = act_of_two("issuance", User.Role.OFFICER)


@atomic
def prepare_certificates(
    *, by: User, batch: Batch, graduates: Sequence[Graduate], different_people: bool = False
) -> Issuance:
    """Prepare certificates of a batch for another officer to release. Repeated, it returns the waiting issuance.

    `different_people` answers the questions about equal names. Raises NotAllowed to others than officers, Invalid
    while the list has errors (nothing is saved then), BatchStillRuns.
    """
    require_officer(by)
    batch = lock(Batch.objects.all(), batch.pk)  # a concurrent request waits here and finds the issuance of the first
    if (existing := waiting_twin(batch, graduates)) is not None:
        return existing
    if not 0 < len(graduates) <= MAX_LINES:
        raise Invalid(errors={"text": [_("Prepare 1 to 5,000 certificates at a time.")]})
    if is_by_rule(batch):
        require_end(batch)
    if errors := find_open_errors(batch, graduates, different_people=different_people):
        raise Invalid(errors={"text": [_("%(count)s things are to be put right.") % {"count": len(errors)}]})
    return save_prepared(by, Issuance(batch=batch, digest=digest(Issuance.Purpose.NEW, graduates)), graduates)


def save_prepared(by: User, issuance: Issuance, graduates: Sequence[Graduate]) -> Issuance:
    """Save an issuance with its names and notify the other officers. The caller opens the transaction."""
    issuance.prepared_by, issuance.prepared_at = by, clock.now()
    issuance.save()
    is_new = issuance.purpose == Issuance.Purpose.NEW
    places = place_ids(issuance.batch, graduates) if is_new else [None] * len(graduates)
    PreparedName.objects.bulk_create(
        PreparedName(
            issuance=issuance,
            line=number,
            name_en=nfc(graduate.name_en).strip(),
            name_bn=nfc(graduate.name_bn).strip(),
            serial=codes.plain_serial(graduate.serial),
            enrolment_id=place,
        )
        for number, (graduate, place) in enumerate(zip(graduates, places, strict=True), start=1)
    )
    audit("issuance.prepared", by=by, on=issuance, purpose=issuance.purpose, count=len(graduates))
    waiting: Event
    if issuance.is_revocation:
        waiting = events.RevocationWaiting(officer=by, serial=graduates[0].serial, reason=issuance.why)
    else:
        waiting = events.IssuanceWaiting(batch=issuance.batch.code, count=len(graduates))
    emit(waiting, on=issuance, by=by, to=officers().exclude(pk=by.pk))
    return issuance


def officers() -> QuerySet[User]:
    """All active officers."""
    return User.objects.filter(roles__contains=[User.Role.OFFICER], is_active=True)


@atomic
def refuse_issuance(*, by: User, issuance_id: int, reason: str) -> Issuance:
    """Refuse what another officer prepared. Raises as release_issuance, Invalid without a reason."""
    issuance = lock_for_decision(by, issuance_id, {Issuance.State.WAITING})
    reason = nfc(reason).strip()
    if not reason:
        raise Invalid(errors={"reason": [_("Say what is wrong, so that it can be put right.")]})
    issuance.reason = reason
    save_decision(by, issuance, Issuance.State.REFUSED)
    audit("issuance.refused", by=by, on=issuance, reason=reason)
    refused: Event
    if issuance.is_revocation:
        refused = events.RevocationRefused(officer=by, serial=issuance.names.all()[0].serial, reason=reason)
    else:
        refused = events.IssuanceRefused(officer=by, batch=issuance.batch.code, reason=reason)
    emit(refused, on=issuance, by=by, to=[issuance.prepared_by])
    return issuance


@atomic
def withdraw_issuance(*, by: User, issuance_id: int) -> Issuance:
    """Withdraw an issuance that the same officer prepared.

    Raises NotFound, NotInAnEmergency, NotAllowed to other officers, NotWaiting.
    """
    issuance = lock(Issuance.objects.visible_to(by).select_related("batch"), issuance_id)
    require_officer(by)
    if issuance.prepared_by_id != by.pk:
        raise NotAllowed
    if not issuance.is_waiting:
        raise NotWaiting
    save_decision(by, issuance, Issuance.State.WITHDRAWN)
    audit("issuance.withdrawn", by=by, on=issuance)
    return issuance


def lock_for_decision(by: User, issuance_id: int, states: Container[str]) -> Issuance:
    """Lock an issuance in one of `states`, for another officer than the one who prepared it.

    Raises NotFound, NotInAnEmergency, SameOfficer, NotWaiting.
    """
    rows = Issuance.objects.visible_to(by).select_related("batch__topic", "batch__district", "prepared_by")
    issuance = lock(rows, issuance_id)
    require_officer(by)
    if issuance.state not in states:
        raise NotWaiting
    ISSUING.require(by, first=[issuance.prepared_by_id], refusal=SameOfficer)
    return issuance


def save_decision(by: User, issuance: Issuance, state: str) -> None:
    """Set state, officer and time of the decision on a locked issuance."""
    issuance.state, issuance.decided_by, issuance.decided_at = state, by, clock.now()
    issuance.save()
