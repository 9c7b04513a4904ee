"""Why the provider could not send a refund, as a sentence; its code is stored unchanged."""

from django.utils.translation import gettext as _


def failure_sentence(code: str) -> str:
    """The provider's code of a failed refund as a sentence; unknown text unchanged."""
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
