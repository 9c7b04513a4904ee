"""Debts come into being, and what becomes payable pays them. All of it in the running transaction."""

from decimal import Decimal
from typing import TYPE_CHECKING

from market.core.base import clock
from market.core.base.events import emit
from market.core.base.money import Money, total
from market.payments.debts.events import DebtPaid
from market.payments.job_names import defer_job
from market.payments.ledger import debt_postings
from market.payments.models import Debt, Release
from market.payments.releases.part_actions import split_release

if TYPE_CHECKING:
    from market.contracts.models import Milestone
    from market.payments.models import Chargeback, GiveBack


def add_debt(release: Release, amount: Money, reason: "Chargeback | GiveBack") -> Debt:
    """The freelancer owes `amount` (more) of a locked release that cannot be called back: of a chargeback, or of what
    they give back."""
    name = reason._meta.model_name or ""
    debt, is_new = Debt.objects.select_for_update(no_key=True).get_or_create(
        **{"give_back" if name == "giveback" else name: reason},
        defaults={
            "freelancer_id": release.freelancer_id,
            "currency": release.currency,
            "amount_value": amount.amount,
            "left_value": amount.amount,
            "created_at": clock.now(),
        },
    )
    if not is_new:
        debt.amount_value += amount.amount
        debt.left_value += amount.amount
        debt.ended_at = None
        debt.save(update_fields=["amount_value", "left_value", "ended_at"])
    return debt


def pay_debts(release: Release) -> Release | None:
    """Take what the freelancer owes in its currency from a locked release that has just become payable.

    Returns what of it is payable still: the release itself, the rest of it, or None. What was payable before a debt
    came into being is left alone.
    """
    open_debts = Debt.objects.select_for_update(no_key=True).open()
    debts = list(open_debts.filter(freelancer=release.freelancer_id, currency=release.currency))
    rest: Release | None = release
    for debt in debts:
        if rest is None:
            break
        part = rest
        rest = split_release(part, debt.left_value) if part.amount_value > debt.left_value else None
        _pay_debt(debt, part)
    return rest


def _pay_debt(debt: Debt, release: Release) -> None:
    """All of this locked release pays the locked debt."""
    release.state = Release.State.WITHHELD
    release.save(update_fields=["state"])
    debt_postings.post_debt_paid(debt, release)
    debt.left_value -= release.amount_value
    end_if_paid(debt)
    emit(DebtPaid(amount=release.amount, left=debt.left), on=debt, by=None, to=[release.freelancer])
    if debt.give_back_id is not None:
        defer_job("pass_on_debt_job", debt_id=debt.pk)


def owed_releases(milestone: "Milestone") -> list[Release]:
    """Releases of which something is owed, locked: before debts."""
    owed = milestone.releases.earned().filter(owed_value__gt=0).select_for_update(no_key=True).order_by("pk")
    return list(owed)


def take_off_debt(debt: Debt, releases: list[Release], part: Decimal) -> None:
    """So much of a locked debt to a client, and of its locked releases, is owed no more."""
    debt.amount_value -= part
    debt.left_value -= part
    debt.ended_at = None if debt.left_value else clock.now()
    debt.save(update_fields=["amount_value", "left_value", "ended_at"])
    for release in releases:
        taken = min(release.owed_value, part)
        release.owed_value -= taken
        release.save(update_fields=["owed_value"])
        part -= taken


def end_debts_to_client(milestone: "Milestone", most: Decimal) -> Decimal:
    """The client's bank has taken up to `most` that the freelancer was to give back: so much of it is not owed to the
    client any more, but can be taken for the chargeback. Returns how much; the caller locks the milestone."""
    releases = owed_releases(milestone)
    rows = Debt.objects.select_for_update(of=("self",), no_key=True).open()
    ended = Decimal("0.00")
    for debt in rows.filter(give_back__milestone=milestone):
        part = min(debt.left_value, most - ended)
        if part:
            take_off_debt(debt, releases, part)
            ended += part
    return ended


def waiting_for_client(milestone: "Milestone") -> Decimal:
    """What earnings have paid of debts to the client, and the client has not got yet. Locks these debts."""
    rows = Debt.objects.to_pass_on(milestone).select_for_update(of=("self",), no_key=True)
    return total([debt.to_pass_on for debt in rows])


def take_for_chargeback(row: "Chargeback", *, most: Decimal) -> None:
    """Up to `most` of that covers a lost chargeback: the client has the money from the bank. The caller locks milestone
    and row, and saves the row."""
    for debt in Debt.objects.to_pass_on(row.funding.milestone).select_for_update(of=("self",), no_key=True):
        if part := min(debt.to_pass_on, most):
            most -= part
            debt_postings.post_debt_charged_back(debt, row, Money(part, row.currency))
            debt.amount_value -= part
            debt.save(update_fields=["amount_value"])
            row.earned_value += part
            row.left_value -= part


def end_if_paid(debt: Debt) -> None:
    """Save a locked debt of which less is left."""
    debt.ended_at = None if debt.left_value else clock.now()
    debt.save(update_fields=["left_value", "ended_at"])
