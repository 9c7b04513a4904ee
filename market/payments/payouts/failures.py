"""Why a bank returned a payout, in both languages.

The provider gives a code and an English sentence, https://docs.stripe.com/api/payouts/failures. The sentence is stored;
it is translated when it is shown.
"""

from django.utils.translation import gettext, gettext_noop

from market.core.text.locale import by_language

REASONS = {
    "account_closed": gettext_noop("The bank account has been closed."),
    "account_frozen": gettext_noop("The bank account has been frozen."),
    "bank_account_restricted": gettext_noop("The bank account does not accept this kind of payout."),
    "bank_ownership_changed": gettext_noop("The branch of the bank has changed, and the account number with it."),
    "could_not_process": gettext_noop("The bank could not process this payout."),
    "declined": gettext_noop("The bank has declined this payout. Ask the bank before you try again."),
    "called_back": gettext_noop("It was called back for the client, who has the money by another way."),
    "chargeback": gettext_noop("The client's bank has taken the payment back."),
    "incorrect_account_holder_name": gettext_noop("The name of the account holder is not the one the bank knows."),
    "invalid_account_number": gettext_noop("The account number is wrong."),
    "invalid_currency": gettext_noop("The bank account does not accept money in this currency."),
    "method_stopped": gettext_noop("The account was stopped with the link in the mail about it."),
    "wallet_amount": gettext_noop("bKash does not take this amount."),
    "wallet_closed": gettext_noop("This wallet cannot receive money now. Ask bKash why."),
    "no_wallet": gettext_noop("This number has no wallet at bKash that can receive money."),
    "transfer_denied": gettext_noop("bKash did not make the transfer: two operators have looked."),
    "wallet_returned": gettext_noop("bKash took the transfer back."),
    "no_account": gettext_noop("The bank has no account with these details."),
}


def stored_reason(code: str, message: str = "") -> str:
    """The stored reason of a failed payout: our English sentence for a known code, else the provider's message."""
    return REASONS.get(code, message or code)


def shown_reason(stored: str) -> str:
    """A stored reason in the language that is active now; one that is not listed stays as the provider wrote it."""
    return gettext(stored) if stored in REASONS.values() else stored


def reason_by_language(stored: str) -> dict[str, str]:
    """The same by language code, without a full stop, to be put into a sentence."""
    return by_language(lambda: shown_reason(stored).rstrip(".।"))
