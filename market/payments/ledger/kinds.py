"""The kinds of transactions in words, for operators."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "funding": _("Payment by a client"),
    "late_payment": _("Payment that came too late, twice or in another amount"),
    "release": _("Release to a freelancer"),
    "clearing": _("Release has cleared"),
    "payout": _("Payout begun"),
    "payout_paid": _("Payout has arrived"),
    "payout_failed": _("Payout has failed"),
    "payout_fee": _("Cost of a payout"),
    "refund": _("Refund begun"),
    "refund_paid": _("Refund sent"),
    "refund_failed": _("Refund has failed"),
    "refund_repaid": _("Refund sent another way"),
    "give_back": _("Released money given back"),
    "debt_paid": _("Debt paid from earnings"),
    "exchange_out": _("Dollars exchanged for taka"),
    "exchange_in": _("Taka for dollars"),
    "conversion_out": _("Dollars sold by the site"),
    "conversion_in": _("Taka bought by the site"),
    "chargeback": _("Chargeback opened"),
    "chargeback_won": _("Chargeback won by the site"),
    "chargeback_lost": _("Chargeback lost by the site"),
    "chargeback_reversed": _("Release called back for a chargeback"),
    "chargeback_owed": _("Debt of a chargeback"),
    "chargeback_forgiven": _("Debt forgiven"),
    "settlement": _("Money moved between providers"),
    "capital": _("Capital paid in"),
    "capital_out": _("Capital taken out"),
    "correction": _("Correction"),
    "loss": _("Loss"),
}
