"""Chargebacks (disputes, as Stripe calls them) at the local provider."""

from datetime import timedelta

import pytest
import stripe
from django.contrib.messages import get_messages

from market.sandbox import disputes, ledger
from market.sandbox.models import Dispute
from market.sandbox.tasks import lose_sandbox_disputes
from tests.sandbox.calls import ORDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(provider):
    v1 = stripe.StripeClient("sk_test_sandbox", base_addresses={"api": provider.base}, max_network_retries=0).v1
    session = v1.checkout.sessions.create(ORDER)
    provider.pay(session.url)
    intent = v1.checkout.sessions.retrieve(session.id).payment_intent
    v1.charge = v1.payment_intents.retrieve(intent).latest_charge
    return v1


def balance():
    return sum(ledger.balance("")["usd"])


def test_dispute_withdraws_amount_and_fee_and_winning_returns_the_amount(paid, provider):
    before = balance()
    dispute = provider.want_back(paid.charge)
    assert balance() == before - 12600 - disputes.FEE
    assert paid.charges.retrieve(paid.charge).disputed
    provider.decide(dispute, "won")
    provider.decide(dispute, "lost")  # a decision is final
    assert balance() == before - disputes.FEE
    assert paid.disputes.retrieve(dispute.id).status == "won"
    kinds = ["created", "funds_withdrawn", "funds_reinstated", "closed"]
    assert [len(provider.events(f"charge.dispute.{kind}")) for kind in kinds] == [1, 1, 1, 1]


def test_charge_is_disputed_once_for_the_unrefunded_amount(paid, provider):
    paid.refunds.create({"charge": paid.charge, "amount": 2600})
    dispute = provider.want_back(paid.charge)
    provider.want_back(paid.charge)
    assert dispute.amount == 10000
    with pytest.raises(stripe.InvalidRequestError) as refused:
        paid.refunds.create({"charge": paid.charge})
    assert refused.value.code == "charge_disputed"


def test_dispute_without_evidence_is_lost_at_its_deadline(paid, provider, travel):
    dispute = provider.want_back(paid.charge)
    assert disputes.next_due() == dispute.due_by
    travel(disputes.ANSWER_WITHIN - timedelta(minutes=1))
    lose_sandbox_disputes()
    assert paid.disputes.retrieve(dispute.id).status == "needs_response"
    travel(timedelta(minutes=2))
    lose_sandbox_disputes()
    assert paid.disputes.retrieve(dispute.id).status == "lost"
    assert disputes.next_due() is None


@pytest.mark.parametrize(("words", "status"), [("winning_evidence", "won"), ("losing_evidence", "lost"), ("So.", "")])
def test_evidence_decides_a_dispute_once_it_is_submitted(paid, provider, words, status):
    dispute = provider.want_back(paid.charge)
    answer = {"evidence": {"uncategorized_text": words}}
    assert paid.disputes.update(dispute.id, {**answer, "submit": False}).status == "needs_response"
    assert paid.disputes.update(dispute.id, answer).status == (status or "under_review")
    if status:
        with pytest.raises(stripe.InvalidRequestError):
            paid.disputes.update(dispute.id, answer)
        with pytest.raises(stripe.InvalidRequestError):
            paid.disputes.close(dispute.id)


def test_desk_says_what_came_of_asking_the_bank(paid, provider):
    address = f"/sandbox/stripe/charges/{paid.charge}/dispute/"
    for says in ("The bank is asked.", "was asked for this payment before"):
        assert [says in str(each) for each in get_messages(provider.browser.post(address).wsgi_request)][-1]
    decided = provider.browser.post(f"/sandbox/stripe/disputes/{Dispute.objects.get().id}/", {"outcome": "won"})
    assert [str(each) for each in get_messages(decided.wsgi_request)][-1] == "The bank has refused it."


def test_refunded_charge_cannot_be_disputed_and_unknown_ids_are_404(paid, provider):
    paid.refunds.create({"charge": paid.charge})
    with pytest.raises(disputes.ProviderError):
        disputes.open_dispute(paid.charge)
    assert provider.browser.post("/sandbox/stripe/charges/ch_none/dispute/").status_code == 404
    assert provider.browser.post("/sandbox/stripe/disputes/du_none/", {"outcome": "won"}).status_code == 404
