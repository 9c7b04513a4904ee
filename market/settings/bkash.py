"""bKash: payments in taka (tokenised checkout). Without its credentials a real site does not offer it; a development
site without any talks to the stand-in that it serves itself, at /sandbox/bkash/.

bKash's answers do not name the fee that it keeps of a payment: it is agreed in the merchant's contract, and subtracted
when bKash settles. `MARKET_BKASH_FEE_PERCENT` says how much of a payment it is, so that the books show it when the
payment comes. It is 0 by default, since a guessed rate is worse in books than none; `check_bkash` reminds of it.
"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from market.core.base import env
from market.settings.base import PORT, PRODUCTION

_STAND_IN = f"http://127.0.0.1:{PORT}/sandbox/bkash"
_TEST, _LIVE = "https://tokenized.sandbox.bka.sh", "https://tokenized.pay.bka.sh"
_TEST_PAYOUTS, _LIVE_PAYOUTS = "https://checkout.sandbox.bka.sh", "https://checkout.pay.bka.sh"
_WORD = "bkash_sandbox"  # each credential of the stand-in


def bkash_fault(*, base: str, credentials: tuple[str, ...], production: bool) -> str:
    """What is wrong with an address of bKash's API for these credentials, or "". Real money and the stand-in, or
    bKash's own test system, must never meet."""
    host, is_stand_in = urlsplit(base).hostname or "", base.partition("://")[2].endswith("/sandbox/bkash")
    if is_stand_in != (set(credentials) == {_WORD}):
        return "the stand-in's address and the stand-in's credentials belong together, and to nothing else."
    if production and _WORD in credentials:
        return "the stand-in's credentials open nothing on a real site."
    if production and not host.endswith(".pay.bka.sh"):
        return "a real site takes money only by an address of pay.bka.sh."
    if not production and f".{host}".endswith(".pay.bka.sh"):
        return "a development site takes no real money."
    if not is_stand_in and not (base.startswith("https://") and host.endswith(".bka.sh")):
        return "bKash's API is at addresses of bka.sh, by https."
    return ""


BKASH_USERNAME, BKASH_PASSWORD = env.text("BKASH_USERNAME"), env.text("BKASH_PASSWORD")
BKASH_APP_KEY, BKASH_APP_SECRET = env.text("BKASH_APP_KEY"), env.text("BKASH_APP_SECRET")
if BKASH_USERNAME or BKASH_PASSWORD or BKASH_APP_KEY or BKASH_APP_SECRET:
    _WHY = "bKash gives a merchant four credentials, and asks for all of them."
    BKASH_USERNAME = env.required("BKASH_USERNAME", _WHY)
    BKASH_PASSWORD = env.required("BKASH_PASSWORD", _WHY)
    BKASH_APP_KEY = env.required("BKASH_APP_KEY", _WHY)
    BKASH_APP_SECRET = env.required("BKASH_APP_SECRET", _WHY)
elif not PRODUCTION:
    BKASH_USERNAME = BKASH_PASSWORD = BKASH_APP_KEY = BKASH_APP_SECRET = _WORD
BKASH_CONFIGURED = bool(BKASH_USERNAME)
BKASH_IS_STAND_IN = not PRODUCTION and BKASH_APP_KEY == _WORD
BKASH_API_BASE = env.web_address("BKASH_API_BASE", secure=PRODUCTION).rstrip("/")
if not BKASH_API_BASE:
    BKASH_API_BASE = _STAND_IN if BKASH_IS_STAND_IN else _LIVE if PRODUCTION else _TEST
if BKASH_CONFIGURED:
    _credentials = (BKASH_USERNAME, BKASH_PASSWORD, BKASH_APP_KEY, BKASH_APP_SECRET)
    if _fault := bkash_fault(base=BKASH_API_BASE, credentials=_credentials, production=PRODUCTION):
        raise ImproperlyConfigured(f"BKASH_API_BASE is “{BKASH_API_BASE}”: {_fault}")
# The topic of Amazon SNS by which bKash notifies this merchant. Without one nothing is lost: what is open is asked for.
BKASH_TOPIC_ARN = env.text(
    "BKASH_TOPIC_ARN", "arn:aws:sns:ap-southeast-1:000000000000:bkash-sandbox" if BKASH_IS_STAND_IN else ""
)
# Payouts to wallets are another product of bKash, with an address and credentials of its own.
BKASH_PAYOUT_USERNAME, BKASH_PAYOUT_PASSWORD = env.text("BKASH_PAYOUT_USERNAME"), env.text("BKASH_PAYOUT_PASSWORD")
BKASH_PAYOUT_APP_KEY, BKASH_PAYOUT_APP_SECRET = env.text("BKASH_PAYOUT_APP_KEY"), env.text("BKASH_PAYOUT_APP_SECRET")
if BKASH_PAYOUT_USERNAME or BKASH_PAYOUT_PASSWORD or BKASH_PAYOUT_APP_KEY or BKASH_PAYOUT_APP_SECRET:
    _WHY = "payouts to wallets need all four credentials that bKash gives for them."
    BKASH_PAYOUT_USERNAME = env.required("BKASH_PAYOUT_USERNAME", _WHY)
    BKASH_PAYOUT_PASSWORD = env.required("BKASH_PAYOUT_PASSWORD", _WHY)
    BKASH_PAYOUT_APP_KEY = env.required("BKASH_PAYOUT_APP_KEY", _WHY)
    BKASH_PAYOUT_APP_SECRET = env.required("BKASH_PAYOUT_APP_SECRET", _WHY)
elif BKASH_IS_STAND_IN:
    BKASH_PAYOUT_USERNAME = BKASH_PAYOUT_PASSWORD = BKASH_PAYOUT_APP_KEY = BKASH_PAYOUT_APP_SECRET = _WORD
BKASH_PAYOUT_CONFIGURED = bool(BKASH_PAYOUT_USERNAME)
BKASH_PAYOUT_API_BASE = env.web_address("BKASH_PAYOUT_API_BASE", secure=PRODUCTION).rstrip("/")
if not BKASH_PAYOUT_API_BASE:
    _own = _LIVE_PAYOUTS if PRODUCTION else _TEST_PAYOUTS
    BKASH_PAYOUT_API_BASE = _STAND_IN if BKASH_PAYOUT_APP_KEY == _WORD else _own
if BKASH_PAYOUT_CONFIGURED:
    _credentials = (BKASH_PAYOUT_USERNAME, BKASH_PAYOUT_PASSWORD, BKASH_PAYOUT_APP_KEY, BKASH_PAYOUT_APP_SECRET)
    if _fault := bkash_fault(base=BKASH_PAYOUT_API_BASE, credentials=_credentials, production=PRODUCTION):
        raise ImproperlyConfigured(f"BKASH_PAYOUT_API_BASE is “{BKASH_PAYOUT_API_BASE}”: {_fault}")
# Of one payout to a wallet, and of all to one wallet in a day, in taka. What bKash allows changes, and a contract may
# allow more.
BKASH_PAYOUT_SMALLEST = env.decimal("MARKET_BKASH_PAYOUT_SMALLEST", "50", "9999999999")
BKASH_PAYOUT_LARGEST = env.decimal("MARKET_BKASH_PAYOUT_LARGEST", "25000", "9999999999")
BKASH_PAYOUT_DAY_LARGEST = env.decimal("MARKET_BKASH_PAYOUT_DAY_LARGEST", "30000", "9999999999")
BKASH_FEE_PERCENT = env.decimal("MARKET_BKASH_FEE_PERCENT", "1.85" if BKASH_IS_STAND_IN else "0", "20")
# Of one payment, in taka. bKash publishes 1 as the smallest and no largest; a contract may name one (0: none).
BKASH_SMALLEST = env.decimal("MARKET_BKASH_SMALLEST", "1", "9999999999")
BKASH_LARGEST = env.decimal("MARKET_BKASH_LARGEST", "0", "9999999999")
