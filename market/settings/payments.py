"""The ways to pay. Without keys of its own a development site talks to the sandbox that it serves itself."""

from django.core.exceptions import ImproperlyConfigured

from market.core.base import env
from market.settings.base import PORT, PRODUCTION
from market.settings.bkash import BKASH_CONFIGURED, BKASH_PAYOUT_CONFIGURED
from market.settings.sslcommerz import SSLCOMMERZ_CONFIGURED

_SANDBOX_KEY = "sk_test_sandbox"
STRIPE_LIVE = ("sk_live_", "rk_live_")  # how keys of real money begin


def stripe_fault(*, key: str, production: bool) -> str:
    """What is wrong with a key for this site, or "". Real money and a site to practise on must never meet."""
    if production and not key.startswith(STRIPE_LIVE):
        return "of the test mode, or none: nobody could pay a real site."
    if not production and key.startswith(STRIPE_LIVE):
        return "of a live account: a development site takes no real money."
    return ""


if PRODUCTION:
    STRIPE_SECRET_KEY = env.required("STRIPE_SECRET_KEY", "payments need the key of a Stripe platform account.")
    STRIPE_WEBHOOK_SECRET = env.required("STRIPE_WEBHOOK_SECRET", "Stripe's news are trusted by their signature.")
else:
    STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", _SANDBOX_KEY)
    STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET", "whsec_sandbox")
if _fault := stripe_fault(key=STRIPE_SECRET_KEY, production=PRODUCTION):
    raise ImproperlyConfigured(f"STRIPE_SECRET_KEY is {_fault}")
_is_sandbox = not PRODUCTION and STRIPE_SECRET_KEY == _SANDBOX_KEY
STRIPE_API_BASE = f"http://127.0.0.1:{PORT}/sandbox/stripe" if _is_sandbox else "https://api.stripe.com"
# The rails of `payments.provider.rails` that this site has, as they are offered, with their currencies.
PAY_IN: dict[str, list[str]] = {
    "stripe": env.words("MARKET_STRIPE_CURRENCIES", "USD"),
    **({"bkash": ["BDT"]} if BKASH_CONFIGURED else {}),
    **({"sslcommerz": ["BDT"]} if SSLCOMMERZ_CONFIGURED else {}),
}
# The rails by which freelancers are paid out beside Stripe's transfers, with their currencies.
PAY_OUT: dict[str, list[str]] = {
    "bank": env.words("MARKET_BANK_CURRENCIES", "BDT"),
    **({"bkash": ["BDT"]} if BKASH_PAYOUT_CONFIGURED else {}),
}
# Whether freelancers may take dollars in taka, at a rate that the operator records every day. Where one practises,
# demonstration data brings an example rate.
PAYOUT_QUOTES = env.choice("MARKET_PAYOUT_QUOTES", ("on", "off") if _is_sandbox else ("off", "on")) == "on"
# The columns of the file for the bank, in their order; see `payments.payout_batches.bank_file`.
_COLUMNS = ["serial", "payee", "account", "routing", "bank", "branch", "amount", "reference"]
BANK_FILE_COLUMNS = env.words("MARKET_BANK_FILE_COLUMNS", ",".join(_COLUMNS))
if unknown := set(BANK_FILE_COLUMNS) - set(_COLUMNS):
    raise ImproperlyConfigured(f"MARKET_BANK_FILE_COLUMNS has no columns {', '.join(sorted(unknown))}.")
if missing := {"account", "amount", "reference"} - set(BANK_FILE_COLUMNS):
    raise ImproperlyConfigured(f"MARKET_BANK_FILE_COLUMNS needs the columns {', '.join(sorted(missing))}.")
