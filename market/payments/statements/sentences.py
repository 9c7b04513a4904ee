"""A ledger transaction as a sentence for a party: what was done, and what the money does now.

A line shows the sum that its sentence speaks of first, fee included where it went with it. It has a plus where the
reader's balance grew, a minus where it shrank, and no sign where money only changed its place on the way.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.contracts.models import Milestone
from market.core.base.money import Money
from market.core.text import locale
from market.core.text.formats import format_money
from market.payments.models import LedgerTransaction
from market.payments.statements.queries import Running, running_balances

if TYPE_CHECKING:
    from market.accounts.models import User

AS_CLIENT: dict[str, str | Promise] = {
    "funding": _("You paid %(charge)s. %(amount)s is held for %(she)s, %(fee)s is our fee."),
    "late_payment": _(
        "You paid %(charge)s, but it came too late, a second time or in another amount: all of it goes back to you."
    ),
    "release": _("%(amount)s was released to %(she)s. We keep %(fee)s of our fee for it."),
    "refund": _("%(charge)s is on its way back to you: %(amount)s and our fee of %(fee)s."),
    "give_back": _("%(charge)s is on its way back to you: %(she)s gave back %(amount)s, and our fee is %(fee)s of it."),
    "refund_paid": _("%(charge)s was sent back to you. Your bank shows it within some days."),
    "refund_failed": _("%(charge)s could not be sent back: we owe it to you."),
    "refund_repaid": _("%(charge)s that could not be sent back was sent to you another way."),
    "chargeback": _("Your bank was asked to give %(charge)s back to you, and has taken it until it decides."),
    "chargeback_won": _("Your bank left the payment as it was: %(charge)s is here again."),
    "chargeback_lost": _("Your bank paid %(charge)s back to you."),
}
AS_FREELANCER: dict[str, str | Promise] = {
    "funding": _("%(client)s paid: %(amount)s is held for you."),
    "release": _("%(amount)s was released to you. It clears for some days, then you can have it paid out."),
    "clearing": _("%(amount)s has cleared: it can be paid out."),
    "payout": _("%(amount)s is on its way to your account."),
    "payout_paid": _("%(amount)s has arrived at your account."),
    "payout_failed": _("%(amount)s could not be paid out: it is yours, and can be paid out again."),
    "exchange_out": _("%(amount)s was exchanged for taka, as you accepted."),
    "exchange_in": _("%(amount)s came to you for dollars, as you accepted."),
    "refund": _("%(amount)s, which was held for you, went back to %(client)s."),
    "give_back": _("%(amount)s that had been released to you went back to %(client)s, as you decided."),
    "debt_paid": _("%(amount)s that you earned went to what you owe."),
    "chargeback": _("%(client)s's bank was asked to give the payment of %(amount)s back, and checks that."),
    "chargeback_won": _("%(client)s's bank left the payment as it was: %(amount)s is here again."),
    "chargeback_lost": _("%(client)s's bank took the payment of %(amount)s back."),
    "chargeback_reversed": _("%(amount)s that had been released to you went back with it."),
    "chargeback_owed": _("%(amount)s had been paid out to you and could not be called back: you owe it."),
    "chargeback_forgiven": _("%(amount)s is not owed any more: we carry the loss."),
}
BONUS_AS_CLIENT: dict[str, str | Promise] = {
    "funding": _("You paid %(charge)s to say thank you: %(amount)s for %(she)s, %(fee)s is our fee."),
    "release": _("%(amount)s went to %(she)s as your thanks. We keep %(fee)s of our fee for it."),
}
BONUS_AS_FREELANCER: dict[str, str | Promise] = {
    "funding": _("%(client)s paid %(amount)s to thank you."),
    "release": _("%(amount)s is yours, as thanks. It clears for some days, then you can have it paid out."),
}
PLUS, MINUS = "+", "−"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A line of a statement. `sentence` has placeholders for the amounts and names, which the page fills in; `shown` is
    the amount beside it, with its `sign`; `balance` is the reader's after it, `change` by how much it changed."""

    at: datetime
    kind: str
    key: str
    as_client: bool
    contract: int
    milestone: int
    title: str
    url: str
    sentence: str | Promise
    amount: Money
    fee: Money
    charge: Money
    shown: Money
    sign: str
    change: Decimal
    balance: Money
    freelancer: str
    client: str

    @property
    def text(self) -> str:
        """The sentence with its amounts and names, as plain text."""
        amounts = {"amount": self.amount, "fee": self.fee, "charge": self.charge}
        shown = {
            name: format_money(each, locale.language(), locale.has_bangla_digits()) for name, each in amounts.items()
        }
        return str(self.sentence) % {**shown, "she": self.freelancer, "client": self.client}


def statement_lines(movements: Iterable[LedgerTransaction], user: "User") -> list[StatementLine]:
    """The lines for one of the parties of each movement's contract."""
    movements = list(movements)
    running = running_balances(user, [each.pk for each in movements])
    return [_statement_line(each, user, running[each.pk]) for each in movements]


def _statement_line(movement: LedgerTransaction, user: "User", running: Running) -> StatementLine:
    milestone = movement.milestone
    if milestone is None:
        raise ValueError("Only movements of a milestone stand on a statement.")
    contract, facts, kind = milestone.contract, movement.facts, movement.kind
    as_client = contract.client_id == user.pk
    amount, fee = Money(Decimal(facts["amount"]), facts["currency"]), Money(Decimal(facts["fee"]), facts["currency"])
    return StatementLine(
        at=movement.at,
        kind=kind,
        key=movement.key,
        as_client=as_client,
        contract=contract.pk,
        milestone=milestone.pk,
        title=milestone.full_title,
        url=_line_url(movement, milestone),
        sentence=_sentence(kind, milestone, as_client=as_client),
        amount=amount,
        fee=fee,
        charge=amount + fee,
        shown=amount + fee if as_client and kind != "release" else amount,
        sign=PLUS if running.change > 0 else MINUS if running.change < 0 else "",
        change=running.change,
        balance=Money(running.balance, facts["currency"]),
        freelancer=contract.freelancer.shown_name,
        client=contract.client.shown_name,
    )


def _sentence(kind: str, milestone: Milestone, *, as_client: bool) -> str | Promise:
    if milestone.is_bonus and kind in BONUS_AS_CLIENT:
        return (BONUS_AS_CLIENT if as_client else BONUS_AS_FREELANCER)[kind]
    return (AS_CLIENT if as_client else AS_FREELANCER)[kind]


def _line_url(movement: LedgerTransaction, milestone: Milestone) -> str:
    """A payout opens to its parts, everything else to its milestone in the workroom."""
    if movement.kind in ("payout", "payout_paid"):
        return reverse("payout", args=[movement.key.split(":")[1]])
    return milestone.get_absolute_url()
