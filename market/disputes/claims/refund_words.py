"""What goes back to the client by a dispute, in words: the whole amount, and apart what of it is our fee."""

from decimal import Decimal

from django.utils.translation import gettext as _

from market.core.base.money import Money
from market.core.text import formats
from market.core.text.locale import by_language, language
from market.disputes.models import Dispute
from market.payments.models import Refund
from market.payments.releases.actions import fee_back


def back_of(dispute: Dispute, share: Decimal) -> tuple[Money, Money]:
    """What goes back of the frozen money, and what of the fee, where the freelancer gets `share`. Of a dispute that is
    closed what went back."""
    milestone = dispute.milestone
    if dispute.state == Dispute.State.CLOSED:
        sent = Refund.objects.filter(milestone=milestone, reason=Refund.Reason.DISPUTE).last()
        amount, fee = (sent.amount_value, sent.fee_value) if sent else (Decimal(0), Decimal(0))
    else:
        share = min(share, milestone.held_value)
        amount, fee = milestone.held_value - share, fee_back(milestone, share)
    return Money(amount, dispute.currency), Money(fee, dispute.currency)


def say_back(dispute: Dispute, share: Decimal) -> str:
    """In the active language: "$57.75 ($55.00 and our fee of $2.75)"."""
    amount, fee = back_of(dispute, share)
    whole, reader = formats.format_money(amount + fee, language()), language()
    if not fee.amount:
        return whole
    return _("%(whole)s (%(amount)s and our fee of %(fee)s)") % {
        "whole": whole,
        "amount": formats.format_money(amount, reader),
        "fee": formats.format_money(fee, reader),
    }


def back_by_language(dispute: Dispute, share: Decimal) -> dict[str, str]:
    """The same in each language, as a fact of a notification."""
    return by_language(lambda: say_back(dispute, share))
