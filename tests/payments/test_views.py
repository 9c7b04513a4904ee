"""Pages of money, as a person without script walks them."""

import pytest

from market.contracts.models import Milestone
from market.contracts.workroom.actions import request_refund
from market.payments.models import Funding, Payout, PayoutAccount
from tests.payments.story import checkout, contract, first, funded, payable, released, submitted

BUTTONS = ["fund", "approve", "release-part", "agree-refund", "refund"]


@pytest.mark.parametrize("verb", BUTTONS)
def test_buttons_are_for_parties(page, provider, omar, verb):
    milestone = submitted(provider)
    address = f"/milestones/{milestone.pk}/{verb}/"
    assert page().post(address).status_code == 302
    assert page(omar).post(address).status_code == 404
    assert page(milestone.contract.client).get(address).status_code == 302
    milestone.refresh_from_db()
    assert milestone.state == "submitted"


def test_funding_from_the_workroom_and_back(page, provider):
    milestone = first(contract("100.00"))
    browser = page(milestone.contract.client)
    shown = browser.get(f"/contracts/{milestone.contract_id}/").content.decode()
    assert "$105.00" in shown
    away = browser.post(f"/milestones/{milestone.pk}/fund/")
    assert away.status_code == 302
    back = provider.pay(away.url)
    arrived = browser.get(back.url, follow=True)
    assert "Your payment arrived" in arrived.content.decode()
    milestone.refresh_from_db()
    assert milestone.state == "funded"


def test_the_return_page_never_says_failed_while_it_is_open(page, provider):
    milestone = first(contract("100.00"))
    checkout(milestone)
    browser = page(milestone.contract.client)
    waiting = browser.get(f"/milestones/{milestone.pk}/funded/")
    assert (waiting.status_code, waiting["Refresh"]) == (200, "3")
    assert "failed" not in waiting.content.decode().lower()
    Funding.objects.update(state="expired")
    closed = browser.get(f"/milestones/{milestone.pk}/funded/")
    assert "Nothing was charged" in closed.content.decode()
    assert "Refresh" not in closed


def test_the_return_page_waits_also_while_the_provider_is_away(page, provider, settings):
    milestone = first(contract("100.00"))
    checkout(milestone)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9/none"
    assert page(milestone.contract.client).get(f"/milestones/{milestone.pk}/funded/")["Refresh"] == "3"


def test_the_return_page_leads_others_to_the_workroom(page, provider, omar):
    milestone = first(contract("100.00"))
    address = f"/milestones/{milestone.pk}/funded/"
    assert page(omar).get(address).status_code == 404
    assert page(milestone.contract.freelancer).get(address).status_code == 302
    assert page(milestone.contract.client).get(address).status_code == 302


def test_a_payment_that_came_too_late_is_said(page, provider):
    milestone = first(contract("100.00"))
    funding = checkout(milestone)
    provider.pay(funding.checkout_url)
    Milestone.objects.filter(pk=milestone.pk).update(state="lapsed")
    shown = page(milestone.contract.client).get(f"/milestones/{milestone.pk}/funded/").content.decode()
    assert "came too late" in shown


def test_a_provider_that_is_away_is_said_in_the_workroom(page, provider, settings):
    milestone = first(contract("100.00"))
    settings.STRIPE_API_BASE = "http://127.0.0.1:9/none"
    shown = page(milestone.contract.client).post(f"/milestones/{milestone.pk}/fund/", follow=True)
    assert "Nothing was charged" in shown.content.decode()


def test_approving_releasing_and_giving_back(page, provider):
    milestone = submitted(provider, "100.00")
    client, freelancer = page(milestone.contract.client), page(milestone.contract.freelancer)
    assert "Approve and release $100.00" in client.get(f"/contracts/{milestone.contract_id}/").content.decode()
    wrong = client.post(f"/milestones/{milestone.pk}/release-part/", {"amount": "100.01"})
    assert wrong.status_code == 400
    assert "100.01" in wrong.content.decode()
    assert client.post(f"/milestones/{milestone.pk}/release-part/", {"amount": "x"}).status_code == 400
    assert client.post(f"/milestones/{milestone.pk}/release-part/", {"amount": "২৫.৫০"}).status_code == 302
    milestone.refresh_from_db()
    assert str(milestone.held_value) == "74.50"
    request_refund(by=milestone.contract.client, milestone_id=milestone.pk, reason="Late")
    shown = freelancer.get(f"/contracts/{milestone.contract_id}/").content.decode()
    assert "clears until" in shown
    assert freelancer.post(f"/milestones/{milestone.pk}/agree-refund/").status_code == 302
    milestone.refresh_from_db()
    assert milestone.state == "split"
    refused = client.post(f"/milestones/{milestone.pk}/approve/", follow=True)
    assert "cannot be done" in refused.content.decode()


def test_giving_back(page, provider):
    milestone = funded(provider, "100.00")
    page(milestone.contract.freelancer).post(f"/milestones/{milestone.pk}/refund/")
    milestone.refresh_from_db()
    assert milestone.state == "refunded"


def test_the_statement_explains_every_line_to_both(page, provider):
    release = released(provider, "100.00")
    hers = page(release.freelancer).get("/money/").content.decode()
    assert "paid: $100.00 is held for you." in hers
    assert "$100.00 was released to you." in hers
    theirs = page(release.milestone.contract.client).get("/money/").content.decode()
    assert "You paid $105.00. $100.00 is held for Farida, $5.00 is our fee." in theirs
    assert "We keep $5.00 of our fee for it." in theirs


def test_an_empty_statement_says_what_would_stand_there(page, omar, farida):
    assert "No money has moved yet" in page(omar).get("/money/").content.decode()
    assert "Set up payouts" in page(farida).get("/money/").content.decode()
    assert page().get("/money/").status_code == 302


def test_setting_up_payouts_and_paying_out(page, provider, travel, run_jobs):
    release = payable(provider, travel, "100.00")
    browser = page(release.freelancer)
    assert "$100.00 is ready" in browser.get("/money/").content.decode()
    wrong = browser.post("/money/payout/", {"amount": "500", "currency": "USD"})
    assert (wrong.status_code, "100.00" in wrong.content.decode()) == (400, True)
    assert browser.post("/money/payout/", {"amount": "", "currency": "EUR"}).status_code == 302
    assert Payout.objects.get().amount_value == 100
    assert "Being sent" in browser.get("/money/").content.decode()
    assert browser.get("/money/payouts/").status_code == 200


def test_the_way_to_the_providers_page_and_back(page, provider, farida, omar):
    browser = page(farida)
    away = browser.post("/money/account/")
    back = provider.onboard(away.url)
    assert "Payouts go to the bank account" in browser.get(back.url, follow=True).content.decode()
    assert PayoutAccount.objects.get().state == "active"
    refused = page(omar).post("/money/account/", follow=True)
    assert "Only freelancers are paid out" in refused.content.decode()
    assert page(omar).get("/money/account/done/").status_code == 302


def test_the_statement_takes_few_statements(page, provider, django_assert_max_num_queries):
    release = released(provider, "60.00", "40.00")
    browser = page(release.freelancer)
    browser.get("/money/")
    with django_assert_max_num_queries(14):
        browser.get("/money/")
