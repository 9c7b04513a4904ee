"""Forms of the provider's pages and of the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, WholeNumberField
from market.sandbox.faults import HOUSES, STRIPE
from market.sandbox.models import Fault

FAULTS = [
    (Fault.Kind.DUPLICATE, _("Events: each one twice")),
    (Fault.Kind.DELAY, _("Events: late")),
    (Fault.Kind.REORDER, _("Events: in reversed order")),
    (Fault.Kind.DROP, _("Events: never sent")),
    (Fault.Kind.API_ERROR, _("Calls: error, nothing done")),
    (Fault.Kind.LOST_ANSWER, _("Calls: done, but the answer is lost")),
    (Fault.Kind.SLOW, _("Calls: slow answers")),
    (Fault.Kind.TRANSFER_REFUSED, _("Transfers: refused")),
    (Fault.Kind.REFUND_PENDING, _("Refunds: pending for a day")),
    (Fault.Kind.REFUND_FAILED, _("Refunds: pending, then failed")),
    (Fault.Kind.PAYOUT_FAILED, _("Payouts: refused by the bank")),
    (Fault.Kind.MORE_NEEDED, _("Accounts: more information needed")),
    (Fault.Kind.SMS_REFUSED, _("SMS: refused")),
    (Fault.Kind.SMS_LATE, _("SMS: late")),
    (Fault.Kind.BKASH_TWICE, _("bKash, notifications: each one twice")),
    (Fault.Kind.BKASH_LATE, _("bKash, notifications: late")),
    (Fault.Kind.BKASH_LOST, _("bKash, notifications: never sent")),
    (Fault.Kind.BKASH_FORGED, _("bKash, notifications: signed by somebody else")),
    (Fault.Kind.BKASH_TOKEN, _("bKash, calls: the token is over")),
    (Fault.Kind.BKASH_ERROR, _("bKash, calls: error, nothing done")),
    (Fault.Kind.BKASH_REFUSED, _("bKash, calls: refused")),
    (Fault.Kind.BKASH_LOST_ANSWER, _("bKash, calls: done, but the answer is lost")),
    (Fault.Kind.BKASH_SLOW, _("bKash, calls: slow answers")),
    (Fault.Kind.BKASH_REFUND_LATE, _("bKash, refunds: pending for a day")),
    (Fault.Kind.BKASH_REFUND_REFUSED, _("bKash, refunds: refused")),
    (Fault.Kind.BKASH_NO_WALLET, _("bKash, payouts: the number has no wallet")),
    (Fault.Kind.BKASH_OVER_LIMIT, _("bKash, payouts: over the wallet's limit")),
    (Fault.Kind.BKASH_LOW_BALANCE, _("bKash, payouts: too little money of the site")),
    (Fault.Kind.BKASH_PAYOUT_FAILED, _("bKash, payouts: pending, and failed a day later")),
    (Fault.Kind.BKASH_PAYOUT_BACK, _("bKash, payouts: arrived, and reversed a day later")),
    (Fault.Kind.FORGED, _("Events: signed by somebody else (SSLCOMMERZ)")),
    (Fault.Kind.API_REFUSED, _("Calls: refused (SSLCOMMERZ)")),
]


class PayForm(Form):
    """The payer's choice on the Checkout page."""

    outcome = forms.ChoiceField(choices=[(word, word) for word in ("succeed", "decline", "authenticate", "abandon")])
    card = forms.CharField(required=False, max_length=30)


class AuthenticateForm(Form):
    """The payer's choice on the bank's authentication page."""

    outcome = forms.ChoiceField(choices=[(word, word) for word in ("succeed", "decline")])


class OnboardingForm(Form):
    """The outcome of the onboarding page."""

    outcome = forms.ChoiceField(choices=[(word, word) for word in ("complete", "more_needed")])


class DecideForm(Form):
    """The bank's decision on a dispute: won or lost by the site."""

    outcome = forms.ChoiceField(choices=[(word, word) for word in ("won", "lost")])


class FaultForm(Form):
    """A fault for the next events or calls."""

    kind = forms.ChoiceField(label=_("What goes wrong"), choices=FAULTS)
    house = forms.ChoiceField(label=_("At which company"), choices=HOUSES, initial=STRIPE, required=False)
    times = WholeNumberField(label=_("How often"), min_value=1, max_value=1000, initial=1)
    seconds = WholeNumberField(
        label=_("Seconds"),
        help_text=_("For all that is late or slow."),
        min_value=0,
        max_value=3600,
        initial=5,
        required=False,
    )
