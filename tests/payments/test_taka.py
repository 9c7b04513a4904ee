"""Contracts in taka, paid by bKash and by SSLCOMMERZ: held, released and refunded as dollars are, each by its rail."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.core.base import clock
from market.core.base.errors import ProviderUnavailable
from market.core.base.money import Money
from market.notifications.models import Notification
from market.payments.funding.actions import FundingRefused, OutsideLimits, PaymentLookedAt, fund_milestone
from market.payments.funding.checkout_actions import settle_funding
from market.payments.funding.outcome_actions import decide_suspicion
from market.payments.models import Funding, ProviderEvent, Refund
from market.payments.personal import empty_events
from market.payments.provider import bkash as bkash_calls
from market.payments.provider import bkash_http
from market.payments.provider import sslcommerz as sslcommerz_calls
from market.payments.provider.actions import receive_event
from market.payments.provider.port import ProviderRefused
from market.payments.provider.rails import NoRail, rails_of
from market.payments.provider.reconciliation import expected_balances
from market.payments.provider.types import WebhookEvent
from market.payments.refunds.actions import give_refund, send_refund
from market.payments.releases.actions import approve_milestone
from market.sandbox.bkash import actions as bkash_books
from market.sandbox.bkash import notices
from market.sandbox.models import BkashRefund, SslcommerzPayment
from market.sandbox.sslcommerz import actions as sslcommerz_books
from tests.payments.story import SITE, assert_books_whole, contract, first, submit

BOOKS = {"bkash": bkash_books, "sslcommerz": sslcommerz_books}


def in_taka(*amounts):
    return first(contract(*(amounts or ("20000.00",)), currency="BDT"))


def open_page(milestone, rail=""):
    return fund_milestone(by=milestone.contract.client, milestone_id=milestone.pk, site=SITE, rail=rail)


def press(provider, funding, outcome):
    """Press a button on the page of a Checkout."""
    provider.click(funding.checkout_url, outcome)


def come_back(funding):
    """The funding as the return page settles it, and its milestone."""
    lead = settle_funding(funding_id=funding.pk)
    lead.milestone.refresh_from_db()
    return lead, lead.milestone


@pytest.fixture(autouse=True)
def _desks(bkash_desk, sslcommerz):
    """Both stand-ins, with the site set to talk to them."""


@pytest.fixture(params=["bkash", "sslcommerz"])
def rail(request):
    return request.param


PAYS = {"bkash": "succeed", "sslcommerz": "pay"}


def test_taka_are_held_released_and_refunded(rail, provider, run_jobs, travel):
    opened = open_page(in_taka("20000.00", "30000.00"), rail)
    assert (opened.rail, opened.charge) == (rail, Money("21000.00", "BDT"))
    press(provider, opened, PAYS[rail])
    paid, milestone = come_back(opened)
    assert (paid.state, milestone.state, milestone.held_value) == ("paid", "funded", 20000)
    submit(milestone)
    approve_milestone(by=milestone.contract.client, milestone_id=milestone.pk)
    opened = open_page(milestone.contract.milestones.get(position=2))  # by the rail of the last payment
    press(provider, opened, PAYS[rail])
    paid, milestone = come_back(opened)
    assert paid.rail == rail
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    travel(timedelta(days=2))
    refund = Refund.objects.get(milestone=milestone)
    assert (refund.state, refund.amount) == ("succeeded", Money("31500.00", "BDT"))
    assert expected_balances(rail) == {"BDT": BOOKS[rail].balance()}
    assert_books_whole()


@pytest.mark.parametrize(
    ("rail", "outcome", "back", "state"),
    [
        ("bkash", "decline", "?paymentID=x&status=failure", "expired"),  # of bKash a page that was left is dead
        ("bkash", "cancel", "?paymentID=x&status=cancel", "expired"),
        ("bkash", "poor", "?paymentID=x&status=success", "expired"),  # agreed, and refused when it was executed
        ("sslcommerz", "decline", "?unpaid=1", "open"),
    ],
)
def test_what_was_not_paid_can_be_paid_again(rail, outcome, back, state, provider, page):
    opened = open_page(in_taka(), rail)
    press(provider, opened, outcome)
    browser = page(opened.milestone.contract.client)
    answer = browser.get(f"/milestones/{opened.milestone_id}/funded/{back}", follow=True)
    assert answer.status_code == 200
    opened.refresh_from_db()
    assert opened.state == state
    again = open_page(opened.milestone, rail)
    press(provider, again, PAYS[rail])
    assert come_back(again)[0].state == "paid"


def test_notification_of_bkash_alone_funds_a_milestone(provider, page, monkeypatch, run_jobs):
    opened = open_page(in_taka(), "bkash")
    press(provider, opened, "succeed")
    bkash_calls.capture_checkout(str(opened.checkout_id))

    def post(body, headers):
        return page().post("/webhooks/bkash/", body, content_type="text/plain", headers=dict(headers)).status_code

    monkeypatch.setattr(notices, "post_to_site", post)
    notices.deliver_pending(post)
    run_jobs()
    opened.refresh_from_db()
    assert opened.state == "paid"


def test_client_chooses_the_way_and_may_change_it(provider):
    """The page that was open is given up; the way of the last payment comes first."""
    milestone = in_taka()
    client = milestone.contract.client
    assert [each.name for each in rails_of(client, "BDT")] == ["bkash", "sslcommerz"]
    before = open_page(milestone)
    assert open_page(milestone) == before
    now = open_page(milestone, "sslcommerz")
    before.refresh_from_db()
    assert (before.rail, before.state, now.rail, now.state) == ("bkash", "expired", "sslcommerz", "open")
    press(provider, before, "succeed")  # the client agrees on the page that was given up: nothing is taken
    assert come_back(before)[0].state == "expired"
    press(provider, now, "pay")
    come_back(now)
    assert [each.name for each in rails_of(client, "BDT")] == ["sslcommerz", "bkash"]
    with pytest.raises(NoRail):
        open_page(in_taka(), "stripe")


def test_late_payment_is_held_while_the_milestone_waits_and_goes_back_else(provider, travel, run_jobs):
    """SSLCOMMERZ cannot close a page: what is paid after we gave it up counts, or goes back."""
    milestone = in_taka()
    given_up = open_page(milestone, "sslcommerz")
    settle_funding(funding_id=given_up.pk, closing=True)
    press(provider, given_up, "pay_late")
    assert come_back(given_up)[0].state == "paid"
    other = in_taka()
    given_up, now = open_page(other, "sslcommerz"), open_page(other, "bkash")
    press(provider, now, "succeed")
    come_back(now)
    press(provider, given_up, "pay_late")
    late, other = come_back(given_up)
    run_jobs()
    travel(timedelta(days=2))
    refund = Refund.objects.get(funding=late)
    assert (other.held_value, refund.reason, refund.state, refund.amount) == (
        20000,
        "late_payment",
        "succeeded",
        Money("21000.00", "BDT"),
    )
    assert_books_whole()


def test_second_payment_of_a_page_goes_back(provider, travel, run_jobs):
    opened = open_page(in_taka(), "sslcommerz")
    press(provider, opened, "pay_twice")
    for _ in range(2):
        paid, milestone = come_back(opened)
    run_jobs()
    travel(timedelta(days=2))
    assert (paid.state, milestone.held_value) == ("paid", 20000)
    assert [each.amount for each in Refund.objects.all()] == [Money("21000.00", "BDT")]
    assert set(Refund.objects.values_list("state", flat=True)) == {"succeeded"}
    assert expected_balances("sslcommerz") == {"BDT": sslcommerz_books.balance()}
    assert_books_whole()


def test_client_reads_what_became_of_money_that_does_not_count(provider, page, run_jobs):
    opened = open_page(in_taka(), "sslcommerz")
    press(provider, opened, "pay_less")
    address = f"/milestones/{opened.milestone_id}/funded/"
    client = opened.milestone.contract.client
    html = page(client).get(address).content.decode()
    assert "You paid ৳20,999.99, and ৳21,000 was asked for" in html
    assert "on its way back to you" in html
    assert Notification.objects.filter(user=client, kind="funding.surplus").exists()
    again = open_page(opened.milestone, "sslcommerz")
    press(provider, again, "pay_twice")
    assert "You paid more than once: ৳21,000 goes back" in page(client).get(address, follow=True).content.decode()
    run_jobs()
    assert_books_whole()


def test_client_reads_that_nothing_was_paid_where_the_wallet_has_too_little(provider, page):
    opened = open_page(in_taka(), "bkash")
    press(provider, opened, "poor")
    html = page(opened.milestone.contract.client).get(f"/milestones/{opened.milestone_id}/funded/").content.decode()
    assert "bKash took no money from you" in html
    assert "Try again" in html


def test_payment_under_suspicion_holds_nothing_until_it_is_cleared(provider):
    opened = open_page(in_taka(), "sslcommerz")
    press(provider, opened, "pay_risky")
    for _ in range(2):
        waiting, milestone = come_back(opened)
    assert (waiting.state, waiting.suspicion, milestone.state) == ("open", "waiting", "awaiting_funding")
    assert Notification.objects.filter(kind="funding.suspect", user=milestone.contract.client).count() == 1
    with pytest.raises(PaymentLookedAt):
        open_page(milestone, "bkash")
    sslcommerz_books.approve(SslcommerzPayment.objects.get().pk)
    assert come_back(opened)[1].held_value == 20000


@pytest.mark.parametrize(("decision", "held", "refunds"), [("accepted", 20000, 0), ("refused", 0, 1)])
def test_operator_decides_about_a_payment_under_suspicion(provider, pavel, run_jobs, decision, held, refunds):
    opened = open_page(in_taka(), "sslcommerz")
    press(provider, opened, "pay_risky")
    come_back(opened)
    for _ in range(2):
        decide_suspicion(by=pavel, funding_id=opened.pk, suspicion=Funding.Suspicion(decision), reason="I called.")
        run_jobs()
    opened.milestone.refresh_from_db()
    assert (opened.milestone.held_value, Refund.objects.count()) == (held, refunds)
    assert_books_whole()


def test_payment_under_suspicion_goes_back_once_nothing_waits_for_it(provider, travel, run_jobs):
    opened = open_page(in_taka(), "sslcommerz")
    press(provider, opened, "pay_risky")
    come_back(opened)
    travel(timedelta(days=8))
    assert come_back(opened)[1].state == "lapsed"
    assert [each.amount for each in Refund.objects.all()] == [Money("21000.00", "BDT")]
    assert_books_whole()


def test_payment_of_another_amount_goes_back(provider, run_jobs):
    opened = open_page(in_taka(), "sslcommerz")
    press(provider, opened, "pay_less")
    ended, milestone = come_back(opened)
    assert (ended.state, milestone.held_value) == ("expired", 0)
    assert [each.amount for each in Refund.objects.all()] == [Money("20999.99", "BDT")]
    assert_books_whole()


def test_page_that_bkash_has_forgotten_holds_nothing_up(provider, monkeypatch):
    opened = open_page(in_taka(), "bkash")

    def unknown(_key):
        raise ProviderRefused("2002", "Invalid Payment ID")

    monkeypatch.setattr(bkash_calls, "retrieve_checkout", unknown)
    with pytest.raises(FundingRefused):
        open_page(opened.milestone, "sslcommerz")
    Funding.objects.update(created_at=clock.now() - timedelta(days=1))
    assert come_back(opened)[0].state == "expired"


def test_executed_payment_counts_when_the_site_stopped_before_it_knew(provider, monkeypatch):
    """bKash took the money, our process died, and the page was given up meanwhile."""
    opened = open_page(in_taka(), "bkash")
    press(provider, opened, "succeed")
    bkash_calls.capture_checkout(str(opened.checkout_id))
    Funding.objects.filter(pk=opened.pk).update(state="expired")
    paid, milestone = come_back(opened)
    assert (paid.state, milestone.held_value) == ("paid", 20000)
    assert_books_whole()


def test_one_payment_has_the_limits_of_its_rail(settings):
    milestone = in_taka("600000.00")
    with pytest.raises(OutsideLimits):
        open_page(milestone, "sslcommerz")
    assert not Funding.objects.exists()
    assert open_page(milestone, "bkash").charge.amount == Decimal("630000.00")


def given_back(provider, rail) -> Refund:
    """A refund of a payment by this rail that is not sent yet."""
    opened = open_page(in_taka(), rail)
    press(provider, opened, PAYS[rail])
    milestone = come_back(opened)[1]
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    return Refund.objects.get()


def test_refused_question_about_a_refund_fails_none(rail, provider, monkeypatch):
    refund = given_back(provider, rail)
    Refund.objects.update(refund_id="R1")

    def refuse(*_args):
        raise ProviderRefused("2033", "Transaction not found")

    calls = {"bkash": bkash_calls, "sslcommerz": sslcommerz_calls}[rail]
    monkeypatch.setattr(calls, "retrieve_refund", refuse)
    with pytest.raises(ProviderUnavailable):
        send_refund(refund_id=refund.pk)
    refund.refresh_from_db()
    assert (refund.state, refund.refund_id) == ("pending", "R1")


def test_refund_by_bkash_whose_answer_is_slow_is_asked_for_once_in_ten_minutes(provider, monkeypatch):
    refund, real, waits = given_back(provider, "bkash"), bkash_http.exchange, []

    def exchange(path, payload, headers, **more):
        if path.endswith("refund/payment/transaction"):
            waits.append(more["seconds"])
            raise ProviderUnavailable
        return real(path, payload, headers, **more)

    monkeypatch.setattr(bkash_calls, "exchange", exchange)
    for _time in range(2):
        with pytest.raises(ProviderUnavailable):
            send_refund(refund_id=refund.pk)
    assert waits == [30]
    Refund.objects.update(asked_at=clock.now() - timedelta(minutes=10))
    monkeypatch.setattr(bkash_calls, "exchange", real)
    assert send_refund(refund_id=refund.pk).state == "succeeded"
    assert BkashRefund.objects.count() == 1


def test_event_that_has_our_number_alone_is_erased_with_its_client(provider):
    opened = open_page(in_taka(), "bkash")
    for number in (opened.pk, opened.pk + 1):
        event = WebhookEvent(f"m-{number}", "Completed", "checkout", "", {"email": "x@demo.test"}, mark=str(number))
        receive_event(rail="bkash", event=event)
    empty_events(opened.milestone.contract.client)
    payloads = ProviderEvent.objects.order_by("event_id").values_list("payload", flat=True)
    assert [each["email"] for each in payloads] == [None, "x@demo.test"]


def test_any_number_of_milestones_is_funded_ahead_in_one_payment_of_each_rail(rail, provider, page, api):
    contract_of_four = contract("20000.00", "5000.00", "6000.00", "7000.00", currency="BDT")
    begun = first(contract_of_four)
    opened = open_page(begun, rail)
    press(provider, opened, PAYS[rail])
    come_back(opened)
    client, ids = begun.contract.client, list(contract_of_four.milestones.values_list("pk", flat=True))[1:]
    shown = page(client).get(f"/contracts/{contract_of_four.pk}/").content.decode()
    assert all(f'value="{",".join(map(str, ids[:count]))}"' in shown for count in (1, 2, 3))
    body = {"milestones": ids, "rail": rail}
    answer = api(client).post(f"/api/v1/contracts/{contract_of_four.pk}/fund/", body, format="json")
    assert answer.status_code == 200
    lead = Funding.objects.get(milestone=ids[0])
    assert (lead.rail, lead.others.count()) == (rail, 2)
    press(provider, lead, PAYS[rail])
    settle_funding(funding_id=lead.pk)
    held = list(contract_of_four.milestones.values_list("state", "held_value"))
    assert held == [("funded", 20000), ("funded", 5000), ("funded", 6000), ("funded", 7000)]
    assert_books_whole()
