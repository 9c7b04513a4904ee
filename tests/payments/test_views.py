"""Payment views without JavaScript: funding, release, refund, money page, payouts."""

import pytest

from market.contracts.models import Milestone
from market.contracts.workroom.actions import request_refund
from market.payments.models import Funding, Payout, PayoutAccount
from tests.payments.story import checkout, contract, first, funded, payable, released, submitted

BUTTONS = ["fund", "approve", "release-part", "agree-refund", "refund"]


@pytest.mark.parametrize("verb", BUTTONS)
def test_milestone_actions_redirect_anonymous_and_are_404_for_outsiders(page, provider, omar, verb):
    milestone = submitted(provider)
    path = f"/milestones/{milestone.pk}/{verb}/"
    assert page().post(path).status_code == 302
    assert page(omar).post(path).status_code == 404
    assert page(milestone.contract.client).get(path).status_code == 302
    milestone.refresh_from_db()
    assert milestone.state == "submitted"


def test_funding_redirects_to_the_checkout_and_back_to_the_workroom(page, provider):
    milestone = first(contract("100.00"))
    browser = page(milestone.contract.client)
    html = browser.get(f"/contracts/{milestone.contract_id}/").content.decode()
    assert "$105.00" in html
    to_provider = browser.post(f"/milestones/{milestone.pk}/fund/")
    assert to_provider.status_code == 302
    from_provider = provider.pay(to_provider.url)
    response = browser.get(from_provider.url, follow=True)
    assert "Your payment arrived" in response.content.decode()
    milestone.refresh_from_db()
    assert milestone.state == "funded"


def test_return_page_refreshes_while_the_checkout_is_open(page, provider):
    milestone = first(contract("100.00"))
    checkout(milestone)
    browser = page(milestone.contract.client)
    waiting = browser.get(f"/milestones/{milestone.pk}/funded/")
    assert (waiting.status_code, waiting["Refresh"]) == (200, "3")
    assert "failed" not in waiting.content.decode().lower()
    Funding.objects.update(state="expired")
    closed = browser.get(f"/milestones/{milestone.pk}/funded/")
    assert "Stripe took no money from you" in closed.content.decode()
    assert "Refresh" not in closed


def test_back_from_the_checkout_without_paying_says_that_nothing_was_paid(page, provider):
    milestone = first(contract("100.00"))
    back = provider.click(checkout(milestone).checkout_url, "abandon")["Location"]
    assert back.endswith(f"/milestones/{milestone.pk}/funded/?unpaid=1")
    workroom = page(milestone.contract.client).get(f"/milestones/{milestone.pk}/funded/?unpaid=1", follow=True)
    assert "Nothing was paid." in workroom.content.decode()
    assert 'class="messages flash"' in workroom.content.decode()


def test_return_page_refreshes_while_the_provider_is_unavailable(page, provider, settings):
    milestone = first(contract("100.00"))
    checkout(milestone)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9/none"
    assert page(milestone.contract.client).get(f"/milestones/{milestone.pk}/funded/")["Refresh"] == "3"


def test_return_page_redirects_parties_without_a_checkout(page, provider, omar):
    milestone = first(contract("100.00"))
    path = f"/milestones/{milestone.pk}/funded/"
    assert page(omar).get(path).status_code == 404
    assert page(milestone.contract.freelancer).get(path).status_code == 302
    assert page(milestone.contract.client).get(path).status_code == 302


def test_return_page_says_that_a_payment_came_too_late(page, provider):
    milestone = first(contract("100.00"))
    funding = checkout(milestone)
    provider.pay(funding.checkout_url)
    Milestone.objects.filter(pk=milestone.pk).update(state="lapsed")
    html = page(milestone.contract.client).get(f"/milestones/{milestone.pk}/funded/").content.decode()
    assert "came too late" in html


def test_workroom_shows_an_error_when_the_provider_is_unavailable(page, provider, settings):
    milestone = first(contract("100.00"))
    settings.STRIPE_API_BASE = "http://127.0.0.1:9/none"
    response = page(milestone.contract.client).post(f"/milestones/{milestone.pk}/fund/", follow=True)
    assert "Nothing was charged" in response.content.decode()


def test_partial_release_form_then_agreed_refund(page, provider):
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
    html = freelancer.get(f"/contracts/{milestone.contract_id}/").content.decode()
    assert "can be paid out from" in html
    assert freelancer.post(f"/milestones/{milestone.pk}/agree-refund/").status_code == 302
    milestone.refresh_from_db()
    assert milestone.state == "split"
    refused = client.post(f"/milestones/{milestone.pk}/approve/", follow=True)
    assert "cannot be done" in refused.content.decode()


def test_freelancer_refunds_by_form(page, provider):
    milestone = funded(provider, "100.00")
    page(milestone.contract.freelancer).post(f"/milestones/{milestone.pk}/refund/")
    milestone.refresh_from_db()
    assert milestone.state == "refunded"


def test_statement_sentences_for_client_and_freelancer(page, provider):
    release = released(provider, "100.00")
    freelancer_html = page(release.freelancer).get("/money/").content.decode()
    assert "paid: $100.00 is held for you." in freelancer_html
    assert "$100.00 was released to you." in freelancer_html
    client_html = page(release.milestone.contract.client).get("/money/").content.decode()
    assert "You paid $105.00. $100.00 is held for Farida, $5.00 is our fee." in client_html
    assert "We keep $5.00 of our fee for it." in client_html


def test_empty_statement_and_redirect_of_anonymous(page, omar, farida):
    assert "No money has moved yet" in page(omar).get("/money/").content.decode()
    assert "Set up payouts" in page(farida).get("/money/").content.decode()
    assert page().get("/money/").status_code == 302


def test_payout_form_validates_the_amount_and_requests_a_payout(page, provider, travel, run_jobs):
    release = payable(provider, travel, "100.00")
    browser = page(release.freelancer)
    assert "Pay out $100.00" in browser.get("/money/").content.decode()
    wrong = browser.post("/money/payout/", {"amount": "500", "currency": "USD"})
    assert (wrong.status_code, "100.00" in wrong.content.decode()) == (400, True)
    assert browser.post("/money/payout/", {"amount": "", "currency": "EUR"}).status_code == 302
    assert Payout.objects.get().amount_value == 100
    assert "Being sent" in browser.get("/money/").content.decode()
    assert browser.get("/money/payouts/").status_code == 200


def test_payout_onboarding_redirects_to_the_provider_and_back(page, provider, farida, omar):
    browser = page(farida)
    to_provider = browser.post("/money/account/")
    from_provider = provider.onboard(to_provider.url)
    back = browser.get(from_provider.url, follow=True).content.decode()
    assert "Payouts in dollars go through Stripe to the bank account" in back
    assert PayoutAccount.objects.get().state == "active"
    refused = page(omar).post("/money/account/", follow=True)
    assert "Only freelancers are paid out" in refused.content.decode()
    assert page(omar).get("/money/account/done/").status_code == 302


def test_statement_query_count(page, provider, django_assert_max_num_queries):
    release = released(provider, "60.00", "40.00")
    browser = page(release.freelancer)
    browser.get("/money/")
    with django_assert_max_num_queries(19):
        browser.get("/money/")
