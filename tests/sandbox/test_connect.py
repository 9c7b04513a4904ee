"""Connected accounts at the local provider: setting up, transfers, their own payouts."""

from datetime import timedelta

import pytest
import stripe

from market.sandbox.models import Account
from tests.sandbox.calls import ORDER, RECIPIENT, transfer

pytestmark = pytest.mark.django_db


def test_an_account_can_be_paid_only_when_it_is_set_up(v1, paid, provider):
    account = v1.accounts.create(RECIPIENT)
    assert (account.capabilities.transfers, account.payouts_enabled) == ("inactive", False)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        transfer(v1, paid, account.id)
    assert refused.value.code == "insufficient_capabilities_for_transfer"
    link = {"account": account.id, "type": "account_onboarding", "refresh_url": "http://localhost/again/"}
    url = v1.account_links.create({**link, "return_url": "http://localhost/done/"}).url
    assert provider.onboard(url, "more_needed")["Location"] == "http://localhost/done/"
    half = v1.accounts.retrieve(account.id)
    assert (half.details_submitted, half.payouts_enabled) == (True, False)
    assert half.requirements.currently_due == ["individual.verification.document"]
    assert provider.onboard(url)["Location"] == "http://localhost/again/"  # a link works once
    provider.onboard(v1.account_links.create({**link, "return_url": "http://localhost/done/"}).url)
    assert v1.accounts.retrieve(account.id).capabilities.transfers == "active"
    assert [event.account_key for event in provider.events("account.updated")] == [account.id, account.id]


def test_an_old_link_leads_to_a_new_one(v1, provider, travel):
    account = v1.accounts.create(RECIPIENT)
    link = {"account": account.id, "type": "account_onboarding", "refresh_url": "http://localhost/again/"}
    url = v1.account_links.create({**link, "return_url": "http://localhost/done/"}).url
    travel(timedelta(minutes=6))
    assert provider.onboard(url)["Location"] == "http://localhost/again/"


def test_a_transfer_cannot_exceed_its_charge(v1, paid, farida_account):
    sent = transfer(v1, paid, farida_account, 12000)
    assert (sent.source_transaction, sent.transfer_group, sent.reversed) == (paid.id, "contract-3", False)
    with pytest.raises(stripe.InvalidRequestError, match="must not exceed the source amount"):
        transfer(v1, paid, farida_account, 601)
    with pytest.raises(stripe.InvalidRequestError, match="must be the same as the transfer currency"):
        transfer(v1, paid, farida_account, 1, currency="bdt")
    v1.transfers.reversals.create(sent.id, {"amount": 2000})
    with pytest.raises(stripe.InvalidRequestError, match="unreversed"):
        v1.transfers.reversals.create(sent.id, {"amount": 10001})
    assert v1.transfers.retrieve(sent.id).amount_reversed == 2000
    transfer(v1, paid, farida_account, 2600)


def test_without_a_charge_a_transfer_needs_the_available_balance(v1, paid, farida_account, travel):
    params = {"amount": 12205, "currency": "usd", "destination": farida_account}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.transfers.create(params)
    assert refused.value.code == "balance_insufficient"
    travel(timedelta(days=2, minutes=1))
    assert v1.transfers.create(params).amount == 12205
    assert v1.balance.retrieve().available[0].amount == 0


def test_an_account_is_paid_out_by_itself_two_days_after_its_money_is_there(v1, paid, farida_account, provider, travel):
    sent = transfer(v1, paid, farida_account)
    travel(timedelta(days=2, minutes=1))
    own = {"stripe_account": farida_account}
    [payout] = v1.payouts.list({}, own).data
    assert (payout.amount, payout.status, payout.automatic) == (5000, "in_transit", True)
    lines = v1.balance_transactions.list({"payout": payout.id}, own).data
    assert [line.source for line in lines] == [sent.destination_payment]
    travel(timedelta(days=2))
    assert v1.payouts.retrieve(payout.id, {}, own).status == "paid"
    assert [event.account_key for event in provider.events("payout.paid")] == [farida_account]
    assert v1.balance.retrieve({}, own).available[0].amount == 0
    assert v1.payouts.list().data == []
    with pytest.raises(stripe.InvalidRequestError, match="No such payout"):
        v1.payouts.retrieve(payout.id)


def test_a_bank_can_refuse_a_payout_and_the_transfer_be_taken_back(v1, paid, farida_account, provider, travel):
    sent = transfer(v1, paid, farida_account, 6667)
    travel(timedelta(days=5))
    [payout] = v1.payouts.list({}, {"stripe_account": farida_account}).data
    assert (payout.status, payout.failure_code) == ("failed", "account_closed")
    assert len(provider.events("payout.failed")) == 1
    v1.transfers.reversals.create(sent.id)
    assert v1.transfers.retrieve(sent.id).reversed
    assert v1.balance.retrieve({}, {"stripe_account": farida_account}).available[0].amount == 0


def test_a_foreign_currency_settles_in_the_platforms_own(v1, provider, farida_account):
    price = {"currency": "bdt", "unit_amount": 1000000, "product_data": {"name": "Logo"}}
    session = v1.checkout.sessions.create({**ORDER, "line_items": [{"quantity": 1, "price_data": price}]})
    provider.pay(session.url)
    intent = v1.payment_intents.retrieve(
        v1.checkout.sessions.retrieve(session.id).payment_intent, {"expand": ["latest_charge.balance_transaction"]}
    )
    charge = intent.latest_charge
    line = charge.balance_transaction
    assert (charge.currency, line.currency, line.amount, line.exchange_rate) == ("bdt", "usd", 8200, 0.0082)
    with pytest.raises(stripe.InvalidRequestError, match="must be the same as the transfer currency"):
        transfer(v1, charge, farida_account, 100, currency="bdt")


def test_a_card_capability_is_no_recipients(v1):
    asked = {"transfers": {"requested": True}, "card_payments": {"requested": True}}
    with pytest.raises(stripe.InvalidRequestError, match="recipient service agreement"):
        v1.accounts.create({**RECIPIENT, "capabilities": asked})
    assert not Account.objects.exists()


def test_accounts_transfers_and_reversals_are_listed(v1, paid, farida_account):
    sent = transfer(v1, paid, farida_account)
    back = v1.transfers.reversals.create(sent.id, {"amount": 5})
    assert [each.id for each in v1.accounts.list().data] == [farida_account]
    assert [each.id for each in v1.transfers.list({"transfer_group": "contract-3"}).data] == [sent.id]
    assert v1.transfers.list({"destination": "acct_other"}).data == []
    assert [each.id for each in v1.transfers.reversals.list(sent.id).data] == [back.id]
    assert v1.transfers.reversals.retrieve(sent.id, back.id).amount == 5
    assert v1.transfers.retrieve(sent.id).reversals.data[0].id == back.id


def test_a_declined_charge_is_no_source_and_paid_out_money_cannot_be_taken_back(
    v1, paid, farida_account, provider, travel
):
    session = v1.checkout.sessions.create(ORDER)
    provider.click(session.url, "decline")
    with pytest.raises(stripe.InvalidRequestError, match="has not succeeded"):
        transfer(v1, v1.charges.list().data[0], farida_account)
    sent = transfer(v1, paid, farida_account)
    travel(timedelta(days=5))
    with pytest.raises(stripe.InvalidRequestError, match="insufficient available funds"):
        v1.transfers.reversals.create(sent.id)


def test_links_lead_to_web_addresses_only(v1, farida_account):
    link = {"account": farida_account, "type": "account_onboarding", "return_url": "http://localhost/"}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.account_links.create({**link, "refresh_url": "mailto:farida@demo.test"})
    assert refused.value.code == "url_invalid"
