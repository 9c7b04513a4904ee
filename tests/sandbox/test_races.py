"""Races at the local provider: concurrent requests, with real commits."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from market.sandbox.models import Charge, Session
from tests.sandbox.calls import ORDER

pytestmark = pytest.mark.django_db(transaction=True)


def test_concurrent_requests_with_one_idempotency_key_create_one_object(provider):
    def create(_):
        client = stripe.StripeClient("sk_test_sandbox", base_addresses={"api": provider.base}, max_network_retries=0)
        return client.v1.checkout.sessions.create(ORDER, {"idempotency_key": "twin"}).id

    with ThreadPoolExecutor(6) as pool:
        session_ids = set(pool.map(create, range(6)))
    assert session_ids == set(Session.objects.values_list("id", flat=True))
    assert len(session_ids) == 1


def test_concurrent_refunds_never_exceed_the_charge(provider):
    def client():
        return stripe.StripeClient("sk_test_sandbox", base_addresses={"api": provider.base}, max_network_retries=0).v1

    provider.pay(client().checkout.sessions.create(ORDER).url)
    charge = Charge.objects.get()

    def refund(_):
        try:
            return client().refunds.create({"charge": charge.id, "amount": 5000}).amount
        except stripe.InvalidRequestError:
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(refund, range(4))) == 10000
    charge.refresh_from_db()
    assert charge.amount_refunded == 10000
