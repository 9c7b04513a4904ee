"""Giving a bonus: a milestone of its own kind, paid by the same Checkout as work, and released once it is paid."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Contract, Milestone
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import NotTheClient, locked_milestone
from market.core.base import clock
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid, require_length
from market.core.base.money import Money
from market.core.text.bangla import nfc
from market.payments.bonuses.queries import waiting_bonuses
from market.payments.bonuses.terms import require_bonus_amount, require_open_to_bonus
from market.payments.funding.actions import open_checkout
from market.payments.funding.checkout_actions import close_checkouts
from market.payments.models import Funding

if TYPE_CHECKING:
    from market.accounts.models import User

NOTE_LENGTH = 1000
State = Milestone.State


def give_bonus(*, by: "User", contract_id: int, amount: Money, note: str, site: str, rail: str = "") -> Funding:
    """Open the page on which the client pays a bonus and the fee on it, or return the open one for the same bonus.

    `site` and `rail` are those of `fund_milestone`. Raises NotFound, NotTheClient, NothingReleased, FreelancerGone,
    NotReachable, WrongCurrency, BonusTooSmall, Invalid at "note", and what `fund_milestone` raises of rails and the
    payment service.
    """
    bonus = _prepare_bonus(by, contract_id, amount, note)
    return open_checkout(by, [bonus.pk], site, rail)


@atomic
def _prepare_bonus(by: "User", contract_id: int, amount: Money, note: str) -> Milestone:
    """The unpaid bonus of exactly this amount and note. Another one that was not paid is given up for it."""
    contract = lock(Contract.objects.visible_to(by).select_related("freelancer"), contract_id)
    if contract.client_id != by.pk:
        raise NotTheClient
    require_open_to_bonus(contract)
    require_bonus_amount(contract, amount)
    note = nfc(note).strip()
    if not note:
        raise Invalid(errors={"note": [_("Write a few words with it.")]})
    require_length("note", note, NOTE_LENGTH)
    same = None
    for row in waiting_bonuses(contract).select_for_update(no_key=True):
        row.contract = contract
        if same is None and (row.amount_value, row.note) == (amount.amount, note) and not _is_over(row):
            same = row
        else:
            _give_up(row)
    return same or Milestone.everything.create(
        contract=contract,
        kind=Milestone.Kind.BONUS,
        position=0,
        title=contract.title,
        note=note,
        amount_value=amount.amount,
        currency=contract.currency,
        days=0,
        funding_due_at=clock.now() + timedelta(days=settings.LIFECYCLE.bonus_days),
    )


@atomic
def lapse_bonus(*, milestone_id: int) -> None:
    """A bonus that was not paid in time is given up, and nobody is told. Does nothing before its time, or once it is
    paid."""
    bonus = locked_milestone(milestone_id)
    if bonus.state == State.AWAITING_FUNDING and _is_over(bonus):
        _give_up(bonus)


def _is_over(bonus: Milestone) -> bool:
    return bonus.funding_due_at is not None and bonus.funding_due_at <= clock.now()


def _give_up(bonus: Milestone) -> None:
    transitions.mark_lapsed(bonus, at=clock.now())
    close_checkouts(bonus)
