"""API calls about the platform itself: its account, where Stripe notifies it, and to which countries it sends money."""

from django.conf import settings

from market.core.base import clock
from market.sandbox.api import Call
from market.sandbox.connect_serializers import account
from market.sandbox.errors import NoSuch
from market.sandbox.models import Account
from market.sandbox.serializers import Shape, list_object, unix_time
from market.sandbox.webhooks import API_VERSION

COUNTRY = "US"
REACHED = ["BD", "CA", "GB", "IN", "US"]  # some of those to which Stripe sends money from there


def get_own_account(call: Call) -> Shape:
    """GET account"""
    call.params.done()
    own = Account(
        id="acct_sandbox",
        created=clock.now(),
        country=COUNTRY,
        default_currency="usd",
        service_agreement="full",
        is_transfers_requested=True,
        is_details_submitted=True,
    )
    shape = account(own)
    schedule = {"delay_days": 2, "interval": "manual"}
    return {
        **shape,
        "charges_enabled": True,
        "settings": {"payouts": {"debit_negative_balances": True, "schedule": schedule}},
        "type": "standard",
    }


def list_endpoints(call: Call) -> Shape:
    """GET webhook_endpoints"""
    call.params.whole("limit", most=100)
    call.params.done()
    endpoint: Shape = {
        "id": "we_sandbox",
        "object": "webhook_endpoint",
        "api_version": API_VERSION,
        "application": None,
        "created": unix_time(clock.now()),
        "description": None,
        "enabled_events": ["*"],
        "livemode": False,
        "metadata": {},
        "status": "enabled",
        "url": f"{settings.SITE_URL}/webhooks/stripe/",
    }
    return list_object(call.path, [endpoint])


def get_country(call: Call, key: str) -> Shape:
    """GET country_specs/…"""
    call.params.done()
    if key != COUNTRY:
        raise NoSuch("country_spec", key, "country")
    needs: Shape = {"additional": [], "minimum": []}
    return {
        "id": key,
        "object": "country_spec",
        "default_currency": "usd",
        "supported_bank_account_currencies": {"usd": [COUNTRY]},
        "supported_payment_currencies": ["bdt", "usd"],
        "supported_payment_methods": ["card"],
        "supported_transfer_countries": REACHED,
        "verification_fields": {"company": needs, "individual": needs},
    }
