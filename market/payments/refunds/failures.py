"""Why the provider could not send a refund back, in words: its code is kept as it came."""

from django.utils.translation import gettext as _


def say_failure(code: str) -> str:
    """The provider's code of a failed refund as a sentence; anything else as it is."""
    sentences = {
        "lost_or_stolen_card": _("The card was reported lost or stolen."),
        "expired_or_canceled_card": _("The card has expired or was cancelled."),
        "charge_for_pending_refund_disputed": _("The client's bank was asked to give the payment back."),
        "declined": _("The bank declined it."),
        "insufficient_funds": _("Our balance at the payment service did not suffice."),
        "merchant_request": _("It was cancelled at our request."),
        "unknown": _("The payment service gave no reason."),
    }
    return sentences.get(code, code)
