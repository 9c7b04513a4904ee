"""A client of the local provider, a paid charge and a connected account."""

import pytest
import stripe

from tests.sandbox.calls import ORDER, RECIPIENT


@pytest.fixture
def v1(provider):
    """The library's client of the local provider."""
    return stripe.StripeClient("sk_test_sandbox", base_addresses={"api": provider.base}, max_network_retries=0).v1


@pytest.fixture
def paid(v1, provider):
    """A paid Checkout's charge."""
    session = v1.checkout.sessions.create(ORDER)
    provider.pay(session.url)
    intent = v1.payment_intents.retrieve(v1.checkout.sessions.retrieve(session.id).payment_intent)
    return v1.charges.retrieve(intent.latest_charge)


@pytest.fixture
def farida_account(v1, provider):
    """A connected account that is set up."""
    account = v1.accounts.create(RECIPIENT)
    link = {"account": account.id, "type": "account_onboarding", "refresh_url": "http://localhost:8000/again/"}
    provider.onboard(v1.account_links.create({**link, "return_url": "http://localhost:8000/done/"}).url)
    return account.id
