"""Parameters of calls to the provider, shared by the tests."""

from decimal import Decimal

from market.sandbox.models import SslcommerzSession
from market.sandbox.sslcommerz import actions

ORDER = {
    "mode": "payment",
    "line_items": [
        {"quantity": 1, "price_data": {"currency": "usd", "unit_amount": 12600, "product_data": {"name": "Logo"}}}
    ],
    "client_reference_id": "funding-7",
    "customer_email": "carla@demo.test",
    "metadata": {"funding": "7"},
    "payment_intent_data": {"transfer_group": "contract-3", "metadata": {"funding": "7"}},
    "success_url": "http://localhost:8000/back/?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://localhost:8000/contracts/3/",
}
RECIPIENT = {
    "country": "BD",
    "email": "farida@demo.test",
    "controller": {"stripe_dashboard": {"type": "express"}},
    "capabilities": {"transfers": {"requested": True}},
    "tos_acceptance": {"service_agreement": "recipient"},
}


def transfer(v1, charge, account, amount=5000, **more):
    return v1.transfers.create(
        {
            "amount": amount,
            "currency": "usd",
            "destination": account,
            "source_transaction": charge.id,
            "transfer_group": "contract-3",
            **more,
        }
    )


def sslcommerz_session() -> SslcommerzSession:
    """A page of SSLCOMMERZ that nobody has paid."""
    fields = {"tran_id": "7-0123456789ab", "currency": "BDT", "product_name": "Logo", "cus_email": "carla@demo.test"}
    return actions.open_session(fields, Decimal("1200.00"))
