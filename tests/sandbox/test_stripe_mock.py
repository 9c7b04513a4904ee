"""The local provider against stripe-mock, Stripe's own server of its published description.

The same library makes the same calls to both. stripe-mock refuses unknown paths and wrong parameters, so what passes it
is a call that Stripe understands; and every object that the site reads has the same fields of the same types in both.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest
import stripe
from django.conf import settings

from tests.sandbox.calls import ORDER, RECIPIENT

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("stripe-mock")]
MOCK = "github.com/stripe/stripe-mock@v0.203.0"
LINK = {"type": "account_onboarding", "refresh_url": "http://localhost/a/", "return_url": "http://localhost/b/"}
# Objects whose fields depend on the state or the kind of a payment: stripe-mock fills them from its samples.
DEPENDS = {"last_payment_error", "payment_method_details", "destination_details", "requirements", "future_requirements"}
# Documented, but not in every response: an agreement other than "full"; the refunds of a charge, when expanded.
OPTIONAL = {"account.tos_acceptance.service_agreement", "charge.refunds"}


def _binary() -> Path:
    """stripe-mock, built once into the folder of the project's data, by the Go of the tests' own packages."""
    folder = Path(settings.BASE_DIR) / ".data" / "tools"
    binary = folder / f"stripe-mock-{MOCK.rpartition('@')[2]}"
    if not binary.exists():
        go = Path(sys.executable).with_name("go")
        folder.mkdir(parents=True, exist_ok=True)
        # One folder for each process: test workers may build at once.
        with tempfile.TemporaryDirectory(dir=folder) as build_folder:
            environment = {**os.environ, "GOBIN": build_folder, "GOTOOLCHAIN": "local"}
            built = subprocess.run([go, "install", MOCK], env=environment, capture_output=True, text=True, check=False)
            assert built.returncode == 0, built.stderr
            (Path(build_folder) / "stripe-mock").replace(binary)
    return binary


@pytest.fixture(scope="module")
def mock_base():
    """The address of a running stripe-mock."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = free.getsockname()
    command = [str(_binary()), "-http-addr", f"{address[0]}:{address[1]}", "-https-addr", "127.0.0.1:0"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as line:
                if line.connect_ex(address) == 0:
                    break
            time.sleep(0.05)
        yield f"http://{address[0]}:{address[1]}"
    finally:
        process.terminate()
        process.wait()


class MockIds:
    """Ids for stripe-mock, which accepts any."""

    id, payment_intent = "cs_test_1", "pi_1"


def client(base):
    return stripe.StripeClient("sk_test_sandbox", base_addresses={"api": base}, max_network_retries=0).v1


@pytest.fixture
def mock(mock_base):
    return client(mock_base)


@pytest.fixture
def ours(provider):
    """The local provider, with a paid Checkout and a connected account."""
    v1 = client(provider.base)
    session = v1.checkout.sessions.create(ORDER)
    provider.pay(session.url)
    v1.paid = v1.checkout.sessions.retrieve(session.id)
    v1.charge = v1.payment_intents.retrieve(v1.paid.payment_intent).latest_charge
    v1.account = v1.accounts.create(RECIPIENT).id
    provider.onboard(v1.account_links.create({**LINK, "account": v1.account}).url)
    return v1


def transfer_params(charge, account):
    return {
        "amount": 5000,
        "currency": "usd",
        "destination": account,
        "source_transaction": charge,
        "transfer_group": "contract-3",
        "metadata": {"release": "1"},
    }


def type_name(value):
    if isinstance(value, bool):
        return "flag"
    return "number" if isinstance(value, int | float) else type(value).__name__


def differences(ours, theirs, path):
    """Fields that only the local provider has, that it lacks, or that have another type at Stripe."""
    gone = set() if "." in path else set(theirs) - set(ours)
    odd = {name for name in gone | (set(ours) - set(theirs)) if f"{path}.{name}" not in OPTIONAL}
    yield from (f"{path}.{name}: {'missing here' if name in gone else 'unknown to Stripe'}" for name in sorted(odd))
    for name in sorted(set(theirs) & set(ours) - DEPENDS):
        local, real = ours[name], theirs[name]
        if local is not None and real is not None and type_name(local) != type_name(real):
            yield f"{path}.{name}: {type_name(local)}, at Stripe {type_name(real)}"
        elif isinstance(local, dict) and isinstance(real, dict) and name != "metadata":
            yield from differences(local, real, f"{path}.{name}")


# Fields that market.payments.provider.stripe reads: each must be there, and not null.
CALLS = {
    "a Checkout": (
        lambda v1: v1.checkout.sessions.create(ORDER),
        ["id", "url", "status", "payment_status", "amount_total", "currency", "expires_at"],
    ),
    "a Checkout seen again": (
        lambda v1: v1.checkout.sessions.retrieve(getattr(v1, "paid", MockIds).id),
        ["id", "status", "payment_status", "payment_intent", "amount_total", "currency"],
    ),
    "a Checkout closed": (
        lambda v1: v1.checkout.sessions.expire(v1.checkout.sessions.create(ORDER).id),
        ["id", "status", "payment_status"],
    ),
    "a payment with its charge and line": (
        lambda v1: v1.payment_intents.retrieve(
            getattr(v1, "paid", MockIds).payment_intent, {"expand": ["latest_charge.balance_transaction"]}
        ),
        ["id", "status", "amount_received", "currency", "latest_charge"],
    ),
    "a charge": (lambda v1: v1.charges.retrieve(getattr(v1, "charge", "ch_1")), ["id", "amount", "paid", "status"]),
    "a refund": (
        lambda v1: v1.refunds.create({"charge": getattr(v1, "charge", "ch_1"), "amount": 100, "metadata": {"a": "b"}}),
        ["id", "status", "amount", "currency", "charge"],
    ),
    "an account": (
        lambda v1: v1.accounts.create(RECIPIENT),
        ["id", "capabilities", "payouts_enabled", "details_submitted", "requirements"],
    ),
    "an account seen again": (
        lambda v1: v1.accounts.retrieve(getattr(v1, "account", "acct_1")),
        ["id", "capabilities", "payouts_enabled", "details_submitted"],
    ),
    "our own account": (
        lambda v1: v1.accounts.retrieve_current(),
        ["id", "country", "charges_enabled", "settings", "requirements"],
    ),
    "endpoints": (lambda v1: v1.webhook_endpoints.list({"limit": 100}), ["data", "has_more", "url", "object"]),
    "a country": (lambda v1: v1.country_specs.retrieve("US"), ["id", "supported_transfer_countries"]),
    "a link": (
        lambda v1: v1.account_links.create({**LINK, "account": getattr(v1, "account", "acct_1")}),
        ["url", "expires_at", "created", "object"],
    ),
    "a transfer": (
        lambda v1: v1.transfers.create(
            transfer_params(getattr(v1, "charge", "ch_1"), getattr(v1, "account", "acct_1"))
        ),
        ["id", "amount", "amount_reversed", "destination", "destination_payment", "reversed", "balance_transaction"],
    ),
    "a balance": (lambda v1: v1.balance.retrieve(), ["available", "pending", "object", "livemode"]),
    "the balance of an account": (
        lambda v1: v1.balance.retrieve({}, {"stripe_account": getattr(v1, "account", "acct_1")}),
        ["available", "pending"],
    ),
    "events": (lambda v1: v1.events.list({"limit": 1, "created": {"gte": 1}}), ["data", "has_more", "url", "object"]),
    "sessions": (lambda v1: v1.checkout.sessions.list({"limit": 1}), ["data", "has_more", "url", "object"]),
    "payouts": (
        lambda v1: v1.payouts.list({"limit": 1}, {"stripe_account": getattr(v1, "account", "acct_1")}),
        ["data", "has_more", "url"],
    ),
    "lines": (
        lambda v1: v1.balance_transactions.list({"limit": 1, "type": "charge"}),
        ["data", "has_more", "url", "object"],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_response_has_the_same_shape_as_at_stripe(ours, mock, name):
    call, read = CALLS[name]
    local, real = call(ours).to_dict(), call(mock).to_dict()
    assert not list(differences(local, real, local.get("object") or name))
    for field in read:
        assert field in real, f"Stripe has no {field}"
        assert local[field] is not None, f"{field} is null here"
    if "data" in local and local["data"] and real["data"] and local["data"][0]["object"] != "event":
        assert not list(differences(local["data"][0], real["data"][0], name))


def test_event_has_the_same_shape_as_at_stripe(ours, mock):
    local, real = ours.events.list({"limit": 1}).data[0].to_dict(), mock.events.retrieve("evt_1").to_dict()
    local["data"], real["data"] = {"object": {}}, {"object": {}}
    assert not list(differences(local, real, "event"))
    assert {"id", "type", "created", "livemode", "data", "api_version"} <= set(local)


def test_reversal_and_payout_have_the_same_shape_as_at_stripe(ours, mock, travel):
    transferred = ours.transfers.create(transfer_params(ours.charge, ours.account))
    local = ours.transfers.reversals.create(transferred.id, {"amount": 1000}).to_dict()
    assert not list(differences(local, mock.transfers.reversals.create("tr_1", {"amount": 1000}).to_dict(), "reversal"))
    travel(timedelta(days=3))
    [payout] = ours.payouts.list({}, {"stripe_account": ours.account}).data
    real = mock.payouts.retrieve("po_1", {}, {"stripe_account": "acct_1"}).to_dict()
    assert not list(differences(payout.to_dict(), real, "payout"))
    [line] = ours.balance_transactions.list({"payout": payout.id, "type": "payment"}, {"stripe_account": ours.account})
    assert not list(differences(line.to_dict(), mock.balance_transactions.retrieve("txn_1").to_dict(), "line"))


def test_dispute_has_the_same_shape_as_at_stripe(ours, mock, provider):
    theirs = mock.disputes.retrieve("du_1").to_dict()
    dispute = provider.want_back(ours.charge)
    answer = {"evidence": {"uncategorized_text": "It was delivered."}, "submit": False}
    for local in (
        ours.disputes.retrieve(dispute.id),
        ours.disputes.list({"limit": 1}).data[0],
        ours.disputes.update(dispute.id, answer),
        ours.disputes.update(dispute.id, {**answer, "submit": True}),
        ours.disputes.close(dispute.id),
    ):
        assert not list(differences(local.to_dict(), theirs, "dispute"))
    assert local.status == "lost"
    assert mock.disputes.update("du_1", answer).id
    assert mock.disputes.close("du_1").id


@pytest.mark.parametrize(
    "wrong",
    [
        lambda v1: v1.checkout.sessions.create({**ORDER, "colour": "green"}),
        lambda v1: v1.checkout.sessions.create({**ORDER, "mode": "gift"}),
        lambda v1: v1.transfers.create({"currency": "usd", "amount": 5}),
        lambda v1: v1.account_links.create({"account": "acct_1", "type": "party"}),
        lambda v1: v1.refunds.create({"charge": "ch_1", "amount": "much"}),
    ],
)
def test_invalid_request_is_400_at_both(ours, mock, wrong):
    for v1 in (ours, mock):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            wrong(v1)
        assert refused.value.http_status == 400
