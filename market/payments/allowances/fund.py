"""The programme's fund: money that pays allowances and nothing else. Two operators put money into it (`proposals`)."""

from collections.abc import Mapping
from decimal import Decimal

from market.accounts.models import User
from market.core.base.money import Money
from market.payments.ledger import allowance_postings
from market.payments.models import LedgerBalance, StaffProposal
from market.payments.proposals.booking import post_once, require_new_key
from market.payments.proposals.fields import money_of, parse_choice, parse_money, parse_reference, places

CURRENCY = "BDT"


def fund_balance(*, locked: bool = False) -> Money:
    """What stands in the fund and is not reserved. `locked`: nobody else reserves until the transaction ends."""
    rows = LedgerBalance.objects.filter(account__kind="fund", account__currency=CURRENCY)
    rows = rows.select_for_update(of=("self",), no_key=True) if locked else rows
    value = rows.values_list("value", flat=True).first()
    return Money(value or Decimal("0.00"), CURRENCY)


def clean(raw: Mapping[str, str]) -> dict[str, str]:
    """How much came in, where it is now, and the bank's reference. Raises Invalid."""
    cleaned = parse_money({**raw, "currency": CURRENCY}) | parse_choice(raw, "rail", places()) | parse_reference(raw)
    require_new_key("reference", f"fund-in:{cleaned['reference']}")
    return cleaned


def carry_out(row: StaffProposal, by: User) -> None:
    """It stands in the fund. Raises ReferenceBooked."""
    values = row.parameters
    key, amount, rail = values["reference"], money_of(values), values["rail"]
    post_once(lambda: allowance_postings.post_fund_in(key, amount, rail=rail))
