"""Approving a list of allowances: the money of each line is reserved at once, and is paid by itself after that."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.errors import DomainError
from market.core.base.events import Address, emit
from market.core.base.money import Money, total
from market.core.text.locale import by_language
from market.payments.allowances import events
from market.payments.allowances.fund import CURRENCY, fund_balance
from market.payments.ledger import allowance_postings
from market.payments.models import Allowance
from market.training.allowances.list_actions import lock_to_approve, mark_approved
from market.training.allowances.months import month_name

if TYPE_CHECKING:
    from market.training.models import AllowanceList


class FundTooSmall(DomainError):
    help = "programme#allowances"
    code = "fund_too_small"
    sentence = _("The fund has %(missing)s too little for this list. Two operators put money into it first.")


@atomic
def approve_allowance_list(*, by: User, list_id: int, version: int) -> "AllowanceList":
    """Another officer, who has seen this version of a list and corrected nothing of it, approves it: each paying line
    is reserved from the fund. Who proposed or confirmed the rule may: two officers made that together.

    Raises NotFound, NotAllowed, NotInAnEmergency, SamePerson, OnePerson, OwnAllowance, ListDecided, ListChanged,
    FundTooSmall.
    """
    row = lock_to_approve(by, list_id, version)
    lines = list(row.lines.select_related("trainee"))
    paying = [each for each in lines if each.is_paying]
    amount = total([each.amount_value for each in paying])
    free = fund_balance(locked=True).amount
    if amount > free:
        raise FundTooSmall(missing=Money(amount - free, CURRENCY))
    now = clock.now()
    for line in paying:
        allowance = Allowance.objects.create(
            line=line, trainee=line.trainee, amount_value=line.amount_value, approved_at=now, pay_at=now
        )
        allowance_postings.post_allowance(allowance)
    mark_approved(row, by)
    month, page = by_language(lambda: month_name(row.month)), Address(reverse("my_allowances"))
    if paying:
        granted = events.AllowanceGranted(month=month, amount=row.rule.monthly)
        emit(granted, on=row, by=by, to=[each.trainee for each in paying], page=page)
    if others := [each.trainee for each in lines if not each.is_paying]:
        emit(events.AllowanceNotGranted(month=month), on=row, by=by, to=others, page=page)
    return row
