"""Looking over a configuration of Stripe without moving money: each function returns what is right, in a line, or
raises Wrong with what is not.
"""

from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime
from itertools import islice

import stripe
from django.conf import settings

from market.core.base import clock, http_client, past
from market.core.base.errors import ProviderUnavailable
from market.payments.provider.port import ProviderRefused
from market.payments.provider.stripe import EVENT_TYPES
from market.payments.provider.stripe_client import call, client, provider_errors

LIVE = ("sk_live_", "rk_live_")
RECIPIENTS = "BD"  # the country of the accounts that `stripe_connect` creates
MOST_OFF = timedelta(seconds=60)  # a webhook's signature counts for 300
NOTIFIED = "/webhooks/stripe/"
MANY = 50


class Wrong(Exception):
    """What is wrong, for whoever set it up."""


def check_keys() -> str:
    """The mode of the keys and where they are used."""
    is_live = settings.STRIPE_SECRET_KEY.startswith(LIVE)
    if is_live != settings.PRODUCTION:
        mode = "of a live account, and this site is none" if is_live else "of the test mode: nobody can pay this site"
        raise Wrong(f"STRIPE_SECRET_KEY is {mode}.")
    if not settings.STRIPE_WEBHOOK_SECRET.startswith("whsec_"):
        raise Wrong("STRIPE_WEBHOOK_SECRET is no secret of an endpoint: those begin with whsec_.")
    return f"{'real' if is_live else 'test'} money at {past.provider_address()}"


def check_account() -> str:
    """Whether the platform's account takes payments, and keeps them until they are sent on."""
    account = call(client().v1.accounts.retrieve_current, params={})
    if not account["charges_enabled"]:
        reason = (account.get("requirements") or {}).get("disabled_reason") or "not set up"
        raise Wrong(f"{account['id']} cannot take payments: {reason}. Complete it in the Dashboard.")
    interval = account["settings"]["payouts"]["schedule"]["interval"]
    if interval != "manual":
        raise Wrong(f"Stripe pays out {interval}, so that transfers find nothing: set payouts to manual.")
    return f"{account['id']} in {account['country']} takes payments; its own payouts are manual"


def check_currencies() -> str:
    """Whether what is paid in each currency of the site stays in that currency: a transfer has that of its charge."""
    wanted = settings.PAY_IN.get("stripe", [])
    balance = call(client().v1.balance.retrieve, params={})
    settled = {each["currency"].upper() for each in [*balance["available"], *balance["pending"]]}
    if missing := [code for code in wanted if code not in settled]:
        raise Wrong(f"{', '.join(missing)} would be converted: give a bank account in it, or take it out of the rails.")
    return f"{', '.join(wanted)} are kept as they were paid"


def check_connect() -> str:
    """Whether freelancers can have accounts to which money is sent."""
    call(client().v1.accounts.list, params={"limit": 1})
    country = call(client().v1.accounts.retrieve_current, params={})["country"]
    reached = call(client().v1.country_specs.retrieve, country, params={})["supported_transfer_countries"]
    if RECIPIENTS not in reached:
        raise Wrong(f"Stripe sends no transfers from {country} to {RECIPIENTS}: pay out by another rail.")
    return f"accounts in {RECIPIENTS} can be sent money from {country}"


def check_webhooks() -> str:
    """Whether Stripe notifies this site of all that it listens to."""
    url = settings.SITE_URL + NOTIFIED
    endpoints = call(client().v1.webhook_endpoints.list, params={"limit": 100})["data"]
    ours = [each for each in endpoints if each["url"] == url and each["status"] == "enabled"]
    if not ours:
        raise Wrong(f"No enabled endpoint notifies {url}. Make two: one of your account, one of connected accounts.")
    heard = {kind for each in ours for kind in each["enabled_events"]}
    missing = [] if "*" in heard else [kind for kind in EVENT_TYPES if kind not in heard]
    if missing:
        raise Wrong(f"{url} is not notified of {', '.join(missing)}.")
    return f"{len(ours)} notify {url} of all {len(EVENT_TYPES)} kinds; payouts also need one of connected accounts"


def check_deliveries() -> str:
    """Whether what happened in the last day has arrived."""
    since = int((clock.wall() - timedelta(days=1)).timestamp())
    query = {"delivery_success": False, "created": {"gte": since}, "types": list(EVENT_TYPES), "limit": MANY}
    with provider_errors():
        lost = list(islice(client().v1.events.list(query).auto_paging_iter(), MANY))  # type: ignore[arg-type]
    if lost:
        count = f"{MANY} or more" if len(lost) == MANY else str(len(lost))
        raise Wrong(f"{count} events of the last day were not delivered, the last one {lost[0].id} ({lost[0].type}).")
    return "every event of the last day was delivered"


def check_address() -> str:
    """Whether our own address for notifications is there, and refuses one that is not signed."""
    url = settings.SITE_URL + NOTIFIED
    if settings.PRODUCTION and not url.startswith("https://"):
        raise Wrong(f"{url} is not an address of https: set SITE_URL.")
    try:
        answer = http_client.post(url, b"{}", {"Content-Type": "application/json"}, allow=lambda place: True)
    except http_client.Unanswered as error:
        raise Wrong(f"{url}: {error}") from error
    if answer.status != 400:
        raise Wrong(f"{url} answers {answer.status} to what is not signed, and should answer 400.")
    return f"{url} refuses what is not signed"


def check_clock() -> str:
    """Whether this machine's time is Stripe's, and which version of the API is spoken."""
    with provider_errors():
        answer = client().v1.balance.retrieve().last_response
    try:
        away = abs(clock.wall() - parsedate_to_datetime(answer.headers["Date"]))  # type: ignore[union-attr]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Wrong("Stripe names no time to compare with.") from error
    if away > MOST_OFF:
        raise Wrong(
            f"The time of this machine is {away.total_seconds():.0f} seconds away from Stripe's: set it by NTP."
        )
    return f"{away.total_seconds():.0f} seconds away; version {stripe.api_version} of the API"


CHECKS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("keys", check_keys),
    ("account", check_account),
    ("currencies", check_currencies),
    ("payouts to freelancers", check_connect),
    ("notifications", check_webhooks),
    ("deliveries", check_deliveries),
    ("address", check_address),
    ("clock and version", check_clock),
)


def look_over() -> list[tuple[str, bool, str]]:
    """Each check by its name, whether all is right, and the line."""
    lines = []
    for name, check in CHECKS:
        try:
            lines.append((name, True, check()))
        except Wrong as wrong:
            lines.append((name, False, str(wrong)))
        except ProviderRefused as refused:
            lines.append((name, False, f"Stripe refuses the question: {refused}. A restricted key may lack the right."))
        except ProviderUnavailable:
            lines.append((name, False, "Stripe does not answer, or does not accept the key."))
    return lines
