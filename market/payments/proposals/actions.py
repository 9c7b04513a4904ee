"""Proposals: one operator makes one with a reason, another one approves it (then it is carried out) or refuses it.

A proposal is locked before whatever it changes.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two, require_own_role
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.base.reasons import written_reason
from market.core.base.reminders import next_reminder
from market.core.text.locale import by_language
from market.payments.chargebacks.queries import operators
from market.payments.models import StaffProposal
from market.payments.proposals import events
from market.payments.proposals.fields import money_of
from market.payments.proposals.kinds import KINDS, Kind, Parameters

State = StaffProposal.State
DECIDING = act_of_two("staff_proposal", User.Role.OPERATOR)
REASON_LENGTH = 1000
REMINDERS = (timedelta(days=4), timedelta(days=1))  # before it expires


class ProposalDecided(DomainError):
    help = "money-desk#proposals"
    code = "proposal_decided"
    sentence = _("Nothing waits to be decided here any more.")


class ProposedAlready(DomainError):
    help = "money-desk#proposals"
    code = "proposed_already"
    sentence = _("Another operator has proposed the same: approve or refuse that.")


class OwnMatter(NotAllowed):
    help = "money-desk#proposals"
    code = "own_matter"
    sentence = _("This is about you: other operators do it.")


@atomic
def propose(*, by: User, kind: str, parameters: Mapping[str, str], reason: str) -> StaffProposal:
    """Propose an act. The same again by the same operator gives the one that is open.

    Raises NotAllowed, NotInAnEmergency, OwnMatter, ProposedAlready, Invalid at "kind", "reason" and the parameters.
    """
    require_own_role(by, User.Role.OPERATOR)
    if kind not in KINDS:
        raise Invalid(errors={"kind": [_("Choose one of these.")]})
    cleaned, text = KINDS[kind].clean(parameters), written_reason(reason, REASON_LENGTH)
    _require_not_own(by, KINDS[kind], cleaned)
    mark = hashlib.sha256(json.dumps([kind, cleaned], sort_keys=True).encode()).hexdigest()
    fields = {"kind": kind, "parameters": cleaned, "reason": text, "proposed_by": by, **_instants()}
    if "amount" in cleaned:
        fields |= {"amount_value": money_of(cleaned).amount, "currency": cleaned["currency"]}
    for old in StaffProposal.objects.open().filter(mark=mark, expires_at__lte=clock.now()):
        expire_staff_proposal(proposal_id=old.pk)  # its job is late
    row, is_new = StaffProposal.objects.get_or_create(mark=mark, state=State.OPEN, defaults=fields)
    if is_new:
        event = events.StaffProposalMade(**_named(row), operator=by, expires_at=row.expires_at)
        emit(event, on=row, by=by, to=operators().exclude(pk=by.pk))
    elif row.proposed_by_id != by.pk:
        raise ProposedAlready
    return row


@atomic
def approve_staff_proposal(*, by: User, proposal_id: int) -> StaffProposal:
    """Another operator approves it, and it is carried out.

    Raises NotFound, NotAllowed, NotInAnEmergency, SamePerson, OnePerson, OwnMatter, ProposalDecided, and what its kind
    refuses: then it stays open.
    """
    row, kind = _locked(by, proposal_id)
    _require_second(by, row, kind)
    kind.carry_out(row, by)
    _end(row, State.APPROVED, by)
    emit(events.StaffProposalApproved(**_named(row), operator=by), on=row, by=by, to=[row.proposed_by])
    return row


@atomic
def refuse_staff_proposal(*, by: User, proposal_id: int, reason: str) -> StaffProposal:
    """Another operator refuses it, with a reason. Raises the same, and Invalid at "reason"."""
    row, kind = _locked(by, proposal_id)
    _require_second(by, row, kind)
    row.decision_reason = written_reason(reason, REASON_LENGTH)
    _end(row, State.REFUSED, by)
    refused = events.StaffProposalRefused(**_named(row), operator=by, why=Written(by, row.decision_reason))
    emit(refused, on=row, by=by, to=[row.proposed_by])
    return row


@atomic
def withdraw_staff_proposal(*, by: User, proposal_id: int) -> StaffProposal:
    """Who proposed it takes it back. Raises NotFound, NotAllowed, ProposalDecided."""
    row, _kind = _locked(by, proposal_id)
    if row.proposed_by_id != by.pk:
        raise NotAllowed
    _end(row, State.WITHDRAWN)
    emit(events.StaffProposalWithdrawn(**_named(row)), on=row, by=by)
    return row


@atomic
def expire_staff_proposal(*, proposal_id: int) -> None:
    """Nobody has decided in time: nothing is done. Again, nothing changes."""
    row = lock(StaffProposal.objects.select_related("proposed_by"), proposal_id)
    if row.state == State.OPEN and row.expires_at <= clock.now():
        _end(row, State.EXPIRED, at=row.expires_at)
        emit(events.StaffProposalExpired(**_named(row)), on=row, by=None, to=[row.proposed_by])


@atomic
def remind_of_staff_proposal(*, proposal_id: int) -> None:
    """Tell the other operators that it waits, and when it expires. Again, nothing changes."""
    row = lock(StaffProposal.objects.all(), proposal_id)
    if row.state != State.OPEN or row.remind_at is None or row.remind_at > clock.now():
        return
    row.remind_at = next_reminder(row.expires_at, REMINDERS, after=clock.now())
    row.save(update_fields=["remind_at"])
    if row.expires_at <= clock.now():
        return  # the job is late: it expires at once
    waits = events.StaffProposalWaits(**_named(row), expires_at=row.expires_at)
    emit(waits, on=row, by=None, to=operators().exclude(pk=row.proposed_by_id))


def _named(row: StaffProposal) -> dict[str, Any]:
    """Its kind, as a code and by language."""
    return {"kind": row.kind, "what": by_language(lambda: str(KINDS[row.kind].label))}


def _instants() -> dict[str, object]:
    now = clock.now()
    expires = now + timedelta(days=settings.LIFECYCLE.staff_proposal_days)
    return {"proposed_at": now, "expires_at": expires, "remind_at": next_reminder(expires, REMINDERS, after=now)}


def _locked(by: User, proposal_id: int) -> tuple[StaffProposal, Kind]:
    rows = StaffProposal.objects.visible_to(by).select_related("proposed_by")
    row = lock(rows, proposal_id)
    require_own_role(by, User.Role.OPERATOR)
    if row.state != State.OPEN or row.expires_at <= clock.now():
        raise ProposalDecided
    return row, KINDS[row.kind]


def _require_second(by: User, row: StaffProposal, kind: Kind) -> None:
    """Raises what keeps this operator from deciding."""
    DECIDING.require(by, first=[row.proposed_by_id])
    _require_not_own(by, kind, row.parameters)


def _require_not_own(by: User, kind: Kind, parameters: Parameters) -> None:
    if by.pk in kind.concerns(parameters):
        raise OwnMatter


def _end(row: StaffProposal, state: str, by: User | None = None, *, at: datetime | None = None) -> None:
    row.state, row.decided_by, row.ended_at = state, by, at or clock.now()
    row.save(update_fields=["state", "decided_by", "ended_at", "decision_reason"])
