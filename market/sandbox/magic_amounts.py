"""Amounts and names that cause failures, as in Stripe's test mode. The desk shows DESCRIPTIONS.

Amounts are those of the object itself, in cents: a session's is the milestone with the client's fee.
"""

from django.utils.translation import gettext_lazy as _

TRANSFER_REFUSED = 6661
REFUND_PENDING = 6663
REFUND_FAILED = 6664
SESSION_REFUSED = 6665
SESSION_SLOW = 6666
PAYOUT_FAILED = 6667
DISPUTED = 6668
SLOW_SECONDS = 10
MORE_NEEDED = "+more"  # in an account's e-mail address

DESCRIPTIONS = [
    ("66.61", _("A transfer of this amount is refused: the balance is too small.")),
    ("66.63", _("A refund of this amount is pending for a day, then succeeds.")),
    ("66.64", _("A refund of this amount is pending for a day, then fails.")),
    (
        "66.65",
        _("A Checkout of this amount (with the fee) is not made: the provider answers with an error."),
    ),
    ("66.66", _("A Checkout of this amount is answered only after ten seconds.")),
    ("66.67", _("The bank refuses a payout that carries a transfer of this amount.")),
    ("66.68", _("The owner of the card asks her bank for a payment of this amount back at once.")),
    ("name+more@…", _("An account with such an e-mail address needs more information after it was set up, once.")),
]
