"""The money page of a freelancer: what can be paid out now, what comes when, lines that add up, their file."""

import csv
import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from market.core.base import clock
from market.core.text.formats import format_day
from market.payments.exchange_rates.actions import record_exchange_rate
from market.payments.exchange_rates.models import PRACTICE_SOURCE
from market.payments.models import ExchangeRate, LedgerTransaction, Payout
from market.payments.payouts.actions import request_payout
from market.payments.payouts.coming import milestones_held_for, money_coming_to
from market.payments.payouts.sending_actions import settle_payout
from market.payments.queries import balances_of
from market.payments.refunds.actions import give_refund
from market.payments.statements.queries import running_balances
from tests.payments.story import funded, payable, released, submitted, usd


def text_of(response) -> str:
    """What the page says, without its tags."""
    return re.sub("<[^>]+>", "", response.content.decode())


def today() -> date:
    return clock.local(clock.now()).date()


def day(at) -> str:
    return format_day(clock.local(at), "en")


@pytest.fixture
def busy(provider, travel):
    """Farida has 40 USD ready, 60 clearing and 25 held, all from Carla."""
    ready = payable(provider, travel, "40.00")
    people = {"client": ready.milestone.contract.client, "freelancer": ready.freelancer}
    clearing = released(provider, "60.00", **people)
    submitted(provider, "25.00", **people)
    return ready, clearing


TIME = "Time (Dhaka time)"


def lines_of(page, user, query: str = "") -> list[dict[str, str]]:
    response = page(user).get(f"/money/statement.csv{query}")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="amar-kaj-{today():%Y-%m-%d}.csv"'
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_page_answers_what_can_be_paid_out_now_and_what_comes_when(page, busy):
    _ready, clearing = busy
    rate = record_exchange_rate(day=today(), taka_per_dollar=Decimal("122.31"), source="Bangladesh Bank")
    text = text_of(page(clearing.freelancer).get("/money/"))
    assert "Pay out $40.00" in text
    assert "About ৳4,892: an estimate at ৳122.31 a dollar" in text
    assert f"the rate of {format_day(rate.day, 'en')}. Source: Bangladesh Bank." in text
    assert "This rate is old" not in text
    record_exchange_rate(day=today(), taka_per_dollar=Decimal("122.31"), source=PRACTICE_SOURCE)
    assert "Source: an example of this test site." in text_of(page(clearing.freelancer).get("/money/"))
    assert f"can be paid out from {day(clearing.clears_at)}" in text
    (coming,) = money_coming_to(clearing.freelancer)
    assert (coming.amount, coming.at, coming.milestone) == (usd("60.00"), clearing.clears_at, clearing.milestone)
    (held,) = milestones_held_for(clearing.freelancer)
    assert held.review_due_at is not None
    assert f"yours on {day(held.review_due_at)} at the latest" in text


def test_day_of_arrival_is_the_providers_and_a_payout_opens_to_its_parts(page, api, busy, travel, run_jobs):
    ready, _clearing = busy
    payout = request_payout(by=ready.freelancer)
    run_jobs()
    browser = page(ready.freelancer)
    assert "the day of arrival is not known yet" in browser.get("/money/").content.decode()
    travel(timedelta(hours=1))  # the provider pays the account out; its bank needs two days
    settle_payout(payout_id=payout.pk)
    payout.refresh_from_db()
    assert payout.state == Payout.State.IN_TRANSIT
    assert payout.arrives_at is not None
    assert f"arrives about {day(payout.arrives_at)}" in text_of(browser.get("/money/"))
    html = browser.get(f"/money/payouts/{payout.pk}/").content.decode()
    assert f"/contracts/{ready.milestone.contract_id}/#milestone-{ready.milestone_id}" in html
    assert page(ready.milestone.contract.client).get(f"/money/payouts/{payout.pk}/").status_code == 404
    (answer,) = api(ready.freelancer).get("/api/v1/me/payouts/").json()["results"]
    assert answer["arrives_at"] is not None
    assert [part["contract"] for part in answer["parts"]] == [ready.milestone.contract_id]


def test_balance_in_the_api_says_what_comes_and_estimates_in_taka(api, busy):
    ready, clearing = busy
    record_exchange_rate(day=today(), taka_per_dollar=Decimal("122.31"), source="Bangladesh Bank")
    (balance,) = api(ready.freelancer).get("/api/v1/me/balance/").json()
    (coming,) = balance["coming"]
    assert (coming["stage"], coming["amount"]["amount"]) == ("clearing", "60.00")
    assert (coming["milestone"], coming["payout"]) == (clearing.milestone_id, None)
    assert balance["payable_in_taka"]["amount"]["currency"] == "BDT"
    assert balance["payable_in_taka"]["rate_day"] == today().isoformat()
    assert balance["payable_in_taka"]["rate_source"] == "Bangladesh Bank"
    assert balance["payable_in_taka"]["rate_is_old"] is False


def test_page_says_that_a_rate_is_old_and_estimates_nothing_without_one(page, busy):
    freelancer = busy[0].freelancer
    assert "an estimate at" not in text_of(page(freelancer).get("/money/"))
    record_exchange_rate(day=today() - timedelta(days=91), taka_per_dollar=Decimal(122), source="Bangladesh Bank")
    assert "This rate is old" in text_of(page(freelancer).get("/money/"))
    record_exchange_rate(day=today() - timedelta(days=90), taka_per_dollar=Decimal(123), source="Bangladesh Bank")
    text = text_of(page(freelancer).get("/money/"))
    assert "an estimate at ৳123 a dollar" in text
    assert "This rate is old" not in text


def test_command_records_a_rate_and_refuses_what_is_none(db):
    call_command("record_exchange_rate", "2026-01-31", "122.31", "Bangladesh Bank")
    call_command("record_exchange_rate", "2026-01-31", "122.35", "Bangladesh Bank, corrected")
    (rate,) = ExchangeRate.objects.all()
    assert (rate.taka_per_dollar, rate.source) == (Decimal("122.35"), "Bangladesh Bank, corrected")
    wrong = [("2999-01-01", "122", "Bank"), ("2026-01-31", "1.2", "Bank"), ("2026-01-31", "NaN", "Bank")]
    for values in [*wrong, ("31.1.2026", "122", "Bank"), ("2026-01-31", "x", "Bank"), ("2026-01-31", "122", " ")]:
        with pytest.raises(CommandError):
            call_command("record_exchange_rate", *values)


def test_statement_in_the_api_has_the_lines_of_the_page(api, page, busy):
    freelancer = busy[0].freelancer
    answer = api(freelancer).get("/api/v1/me/statement/").json()
    lines = lines_of(page, freelancer)
    assert answer["count"] == len(lines)
    for entry, line in zip(answer["results"], lines, strict=True):
        assert entry["text"] == line["What happened"]
        assert (entry["balance"]["amount"], entry["change"]) == (line["Balance"], line["Change of the balance"])
    releases = api(freelancer).get("/api/v1/me/statement/?kind=release").json()["results"]
    assert {each["kind"] for each in releases} == {"release", "clearing"}
    assert api(freelancer).get("/api/v1/me/statement/?until=2000-01-01").json()["results"] == []
    for wrong in ("kind=wages", "since=yesterday", "since=2026-02-02&until=2026-02-01", "contract=1%00"):
        refusal = api(freelancer).get(f"/api/v1/me/statement/?{wrong}")
        assert (refusal.status_code, len(refusal.json()["errors"])) == (400, 1), wrong
    assert api().get("/api/v1/me/statement/").status_code == 401


def test_running_balance_adds_up_to_what_is_the_freelancers_here(page, busy, run_jobs):
    """Each line's sum with its sign leads to its balance, and the last balance is what clears and is ready."""
    ready, _clearing = busy
    request_payout(by=ready.freelancer, amount=usd("15.00"))
    run_jobs()
    balance = usd("0.00")
    for line in reversed(lines_of(page, ready.freelancer)):
        balance += usd(line["Change of the balance"])
        assert usd(line["Balance"]) == balance, line
    (money,) = balances_of(ready.freelancer)
    assert balance == money.clearing + money.payable == usd("85.00")
    assert "Balance here: $85.00" in page(ready.freelancer).get("/money/").content.decode()


def test_clients_running_balance_is_what_was_paid_less_what_came_back(provider, page, run_jobs):
    milestone = funded(provider, "40.00")
    client = milestone.contract.client
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    columns = ("Amount", "Our fee in it", "Change of the balance", "Balance")
    assert [tuple(line[each] for each in columns) for line in lines_of(page, client)] == [
        ("42.00", "2.00", "42.00", "0.00"),
        ("42.00", "2.00", "0.00", "-42.00"),
        ("42.00", "2.00", "-42.00", "-42.00"),
    ]


def test_client_reaches_the_receipt_of_each_payment(provider, page):
    contract = funded(provider, "60.00").contract
    link = f'<a href="/contracts/{contract.pk}/record/">Receipt</a>'
    assert page(contract.client).get("/money/").content.decode().count(link) == 1
    assert link not in page(contract.freelancer).get("/money/").content.decode()
    assert "Receipt and record to print" in page(contract.client).get(f"/contracts/{contract.pk}/").content.decode()


def test_file_and_page_hold_exactly_the_filtered_lines(page, busy, travel, omar):
    ready, clearing = busy
    user = ready.freelancer
    everything = lines_of(page, user)
    assert [line["Kind"] for line in lines_of(page, user, "?kind=release")] == ["release", "clearing", "release"]
    contract = clearing.milestone.contract_id
    of_contract = lines_of(page, user, f"?contract={contract}")
    assert [line["Kind"] for line in of_contract] == ["release", "funding"]
    assert of_contract == [line for line in everything if line["Key in the books"] in keys_of(contract)]
    day = everything[-1][TIME][:10]
    assert {line[TIME][:10] for line in lines_of(page, user, f"?until={day}")} == {day}
    html = page(user).get(f"/money/?contract={contract}").content.decode()
    assert f"/money/statement.csv?contract={contract}" in html
    assert "Download these 2 lines" in html
    for query in (
        "?kind=x",
        f"?contract={10**9}",
        "?since=x",
        "?since=2026-02-01&until=2026-01-01",
        "?until=9999-12-31",
    ):
        assert page(user).get(f"/money/{query}").status_code == 400
        assert page(user).get(f"/money/statement.csv{query}").status_code == 400
    assert page(omar).get(f"/money/?contract={contract}").status_code == 400


def keys_of(contract: int) -> set[str]:
    return set(LedgerTransaction.objects.filter(milestone__contract=contract).values_list("key", flat=True))


def test_balances_are_read_in_one_statement(busy, django_assert_num_queries):
    ready, _clearing = busy
    ids = list(LedgerTransaction.objects.exclude(milestone=None).values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert len(running_balances(ready.freelancer, ids)) == len(ids)


def test_money_is_one_tap_away_for_who_earns(page, farida, carla):
    farida.side = "freelancer"
    farida.save()
    ways = page(farida).get("/my-work/").content.decode().split('<nav class="tabs"')[1].split("</nav>")[0]
    assert 'href="/money/"' in ways
    assert ways.count("<a ") <= 7
    assert 'href="/money/"' not in page(carla).get("/my-work/").content.decode().split('<nav class="tabs"')[1]
