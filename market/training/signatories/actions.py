"""One officer proposes the seal and two signatures, another confirms or refuses them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import act_of_two
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed
from market.core.base.events import emit
from market.core.base.payloads import Written
from market.core.text.bangla import nfc
from market.training.certificates.actions import require_officer
from market.training.classes.actions import clean_reason
from market.training.issuing.actions import officers
from market.training.models import Signatories
from market.training.signatories import events

PICTURES = ("seal", "first_signature", "second_signature")
TEXTS = tuple(
    f"{which}_{what}_{of}" for which in ("first", "second") for what in ("name", "post") for of in ("en", "bn")
)
State = Signatories.State


class SignatoriesDecided(DomainError):
    """Another officer was faster."""

    help = "certificates#officers"
    code = "signatories_decided"
    sentence = _("This was decided already. Load the page anew to see how.")


class SignatoriesProposer(NotAllowed):
    """An officer cannot confirm what they proposed."""

    help = "certificates#officers"
    code = "same_officer"
    sentence = _("You uploaded this. Another officer must look at it and confirm it.")


SEALING = act_of_two("signatories", User.Role.OFFICER)


@dataclass(frozen=True, slots=True)
class SignatoryDetails:
    """What is proposed: texts by TEXTS, and pictures (PNG) by PICTURES. A picture that is left out stays as it is."""

    valid_from: date
    texts: dict[str, str]
    pictures: dict[str, bytes] = field(default_factory=dict)


@atomic
def propose_signatories(*, by: User, details: SignatoryDetails) -> Signatories:
    """Propose a seal and signatures from a day on, for another officer to confirm.

    Raises NotAllowed to others than officers, Invalid for a day that is over, a text or a picture that is missing.
    """
    require_officer(by)
    today = clock.local(clock.now()).date()
    if details.valid_from < today:
        raise Invalid(
            errors={"valid_from": [_("Certificates of days that are over stay as they are. Choose a later day.")]}
        )
    texts = {name: nfc(details.texts.get(name, "")).strip() for name in TEXTS}
    if missing := [name for name, text in texts.items() if not text]:
        raise Invalid(errors={name: [_("Please fill this in.")] for name in missing})
    now_valid = Signatories.objects.on(details.valid_from)
    pictures: dict[str, Any] = {name: details.pictures.get(name) or getattr(now_valid, name, None) for name in PICTURES}
    if missing := [name for name, content in pictures.items() if not content]:
        raise Invalid(errors={name: [_("Choose a picture.")] for name in missing})
    row = Signatories.objects.create(
        valid_from=details.valid_from, **texts, **pictures, proposed_by=by, proposed_at=clock.now()
    )
    proposed = events.SignatoriesProposed(officer=by, valid_from=row.valid_from)
    emit(proposed, on=row, by=by, to=officers().exclude(pk=by.pk), page=events.PAGE)
    return row


@atomic
def confirm_signatories(*, by: User, signatories_id: int) -> Signatories:
    """Confirm what another officer proposed: certificates of its days carry it.

    Raises NotFound to others than officers, NotInAnEmergency, SignatoriesProposer, SignatoriesDecided.
    """
    row = _lock_for_decision(by, signatories_id)
    _decide(row, State.CONFIRMED, by)
    emit(events.SignatoriesConfirmed(officer=by), on=row, by=by, to=[row.proposed_by], page=events.PAGE)
    return row


@atomic
def refuse_signatories(*, by: User, signatories_id: int, reason: str) -> Signatories:
    """Refuse what another officer proposed. Raises as `confirm_signatories`, Invalid without a reason."""
    row = _lock_for_decision(by, signatories_id)
    row.answer = clean_reason(reason)
    _decide(row, State.REFUSED, by)
    refused = events.SignatoriesRefused(officer=by, reason=Written(by, row.answer))
    emit(refused, on=row, by=by, to=[row.proposed_by], page=events.PAGE)
    return row


def _lock_for_decision(by: User, signatories_id: int) -> Signatories:
    row = lock(Signatories.objects.visible_to(by).select_related("proposed_by"), signatories_id)
    require_officer(by)
    SEALING.require(by, first=[row.proposed_by_id], refusal=SignatoriesProposer)
    if row.state != State.PROPOSED:
        raise SignatoriesDecided
    return row


def _decide(row: Signatories, state: str, by: User) -> None:
    row.state, row.decided_by, row.decided_at = state, by, clock.now()
    row.save(update_fields=["state", "decided_by", "decided_at", "answer"])
