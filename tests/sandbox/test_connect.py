"""Connected accounts of the local provider: onboarding, transfers, and their automatic payouts."""

from datetime import timedelta

import pytest
import stripe

from market.sandbox.models import Account
from tests.sandbox.calls import ORDER, RECIPIENT, transfer

pytestmark = pytest.mark.django_db


def test_transfer_needs_a_completed_onboarding(v1, paid, provider):
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


def test_expired_onboarding_link_redirects_to_the_refresh_url(v1, provider, travel):
    account = v1.accounts.create(RECIPIENT)
    link = {"account": account.id, "type": "account_onboarding", "refresh_url": "http://localhost/again/"}
    url = v1.account_links.create({**link, "return_url": "http://localhost/done/"}).url
    travel(timedelta(minutes=6))
    assert provider.onboard(url)["Location"] == "http://localhost/again/"


def test_transfer_cannot_exceed_its_charge(v1, paid, farida_account):
    transferred = transfer(v1, paid, farida_account, 12000)
    assert (transferred.source_transaction, transferred.transfer_group) == (paid.id, "contract-3")
    assert transferred.reversed is False
    with pytest.raises(stripe.InvalidRequestError, match="must not exceed the source amount"):
        transfer(v1, paid, farida_account, 601)
    with pytest.raises(stripe.InvalidRequestError, match="must be the same as the transfer currency"):
        transfer(v1, paid, farida_account, 1, currency="bdt")
    v1.transfers.reversals.create(transferred.id, {"amount": 2000})
    with pytest.raises(stripe.InvalidRequestError, match="unreversed"):
        v1.transfers.reversals.create(transferred.id, {"amount": 10001})
    assert v1.transfers.retrieve(transferred.id).amount_reversed == 2000
    transfer(v1, paid, farida_account, 2600)


def test_transfer_without_a_charge_needs_available_balance(v1, paid, farida_account, travel):
    params = {"amount": 12205, "currency": "usd", "destination": farida_account}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.transfers.create(params)
    assert refused.value.code == "balance_insufficient"
    travel(timedelta(days=2, minutes=1))
    assert v1.transfers.create(params).amount == 12205
    assert v1.balance.retrieve().available[0].amount == 0


def test_automatic_payout_two_days_after_the_transfer(v1, paid, farida_account, provider, travel):
    transferred = transfer(v1, paid, farida_account)
    travel(timedelta(days=2, minutes=1))
    own = {"stripe_account": farida_account}
    [payout] = v1.payouts.list({}, own).data
    assert (payout.amount, payout.status, payout.automatic) == (5000, "in_transit", True)
    lines = v1.balance_transactions.list({"payout": payout.id}, own).data
    assert [line.source for line in lines] == [transferred.destination_payment]
    travel(timedelta(days=2))
    assert v1.payouts.retrieve(payout.id, {}, own).status == "paid"
    assert [event.account_key for event in provider.events("payout.paid")] == [farida_account]
    assert v1.balance.retrieve({}, own).available[0].amount == 0
    assert v1.payouts.list().data == []
    with pytest.raises(stripe.InvalidRequestError, match="No such payout"):
        v1.payouts.retrieve(payout.id)


def test_transfer_can_be_reversed_after_a_failed_payout(v1, paid, farida_account, provider, travel):
    transferred = transfer(v1, paid, farida_account, 6667)
    travel(timedelta(days=5))
    [payout] = v1.payouts.list({}, {"stripe_account": farida_account}).data
    assert (payout.status, payout.failure_code) == ("failed", "account_closed")
    assert len(provider.events("payout.failed")) == 1
    v1.transfers.reversals.create(transferred.id)
    assert v1.transfers.retrieve(transferred.id).reversed
    assert v1.balance.retrieve({}, {"stripe_account": farida_account}).available[0].amount == 0


def test_foreign_currency_settles_in_the_currency_of_the_platform(v1, provider, farida_account):
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


def test_recipient_account_cannot_request_card_payments(v1):
    capabilities = {"transfers": {"requested": True}, "card_payments": {"requested": True}}
    with pytest.raises(stripe.InvalidRequestError, match="recipient service agreement"):
        v1.accounts.create({**RECIPIENT, "capabilities": capabilities})
    assert not Account.objects.exists()


def test_accounts_transfers_and_reversals_are_listed(v1, paid, farida_account):
    transferred = transfer(v1, paid, farida_account)
    reversal = v1.transfers.reversals.create(transferred.id, {"amount": 5})
    assert [each.id for each in v1.accounts.list().data] == [farida_account]
    assert [each.id for each in v1.transfers.list({"transfer_group": "contract-3"}).data] == [transferred.id]
    assert v1.transfers.list({"destination": "acct_other"}).data == []
    assert [each.id for each in v1.transfers.reversals.list(transferred.id).data] == [reversal.id]
    assert v1.transfers.reversals.retrieve(transferred.id, reversal.id).amount == 5
    assert v1.transfers.retrieve(transferred.id).reversals.data[0].id == reversal.id


def test_declined_charge_is_no_source_and_paid_out_transfer_is_final(v1, paid, farida_account, provider, travel):
    session = v1.checkout.sessions.create(ORDER)
    provider.click(session.url, "decline")
    with pytest.raises(stripe.InvalidRequestError, match="has not succeeded"):
        transfer(v1, v1.charges.list().data[0], farida_account)
    transferred = transfer(v1, paid, farida_account)
    travel(timedelta(days=5))
    with pytest.raises(stripe.InvalidRequestError, match="insufficient available funds"):
        v1.transfers.reversals.create(transferred.id)


def test_onboarding_links_accept_http_urls_only(v1, farida_account):
    link = {"account": farida_account, "type": "account_onboarding", "return_url": "http://localhost/"}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        v1.account_links.create({**link, "refresh_url": "mailto:farida@demo.test"})
    assert refused.value.code == "url_invalid"
