"""Sums, shares and filters of money, each with what must not count beside it."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from market.contracts.deliveries.actions import ReplacingOver, replace_delivery
from market.contracts.models import Delivery, Milestone
from market.core.base import clock
from market.core.base.errors import Invalid
from market.core.text import locale
from market.notifications.models import Notification
from market.payments.chargebacks.actions import _loss_sources, _split_dispute, remind_of_answer
from market.payments.debts import actions as debts
from market.payments.give_backs.actions import (
    AllOnItsWay,
    MoreThanReleased,
    PayoutOnItsWay,
    reduce_left,
    require_giveable,
)
from market.payments.give_backs.queries import Returnable, fee_back, most_now, plan_of, returnable_of
from market.payments.holidays import queries as banking
from market.payments.holidays.actions import LONGEST, add_holiday
from market.payments.ledger import postings
from market.payments.models import (
    Chargeback,
    Debt,
    GiveBack,
    Holiday,
    LedgerDay,
    LedgerTransaction,
    Payout,
    PayoutAccount,
    Refund,
    Release,
)
from market.payments.payouts.bank import FIRST_CHECK, BankPayoutTerms, bank_columns, bank_terms, expected_arrivals
from market.payments.payouts.onboarding_actions import start_onboarding
from market.payments.provider import stripe_connect
from market.payments.provider.types import ConnectedAccount
from market.payments.refunds.actions import give_refund
from market.payments.releases.actions import HoldFrozen
from market.payments.seals import queries as seals
from market.payments.seals.actions import publish_days
from market.payments.statements.queries import (
    CLIENT_KINDS,
    FREELANCER_KINDS,
    KIND_GROUPS,
    StatementFilter,
    statement_transactions,
)
from tests.payments.bank_story import give_account, taka
from tests.payments.story import contract, first, funded, released, submitted, usd
from tests.payments.test_rows_of_people import make_chargeback, make_release

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
CENT = Decimal("0.01")


@pytest.fixture
def now(monkeypatch) -> datetime:
    instant = clock.now()
    monkeypatch.setattr(clock, "now", lambda: instant)
    return instant


def make_give_back(milestone: Milestone, **columns: Any) -> GiveBack:
    usual = {"amount_value": 20, "currency": "USD", "created_at": clock.now()}
    return GiveBack.objects.create(milestone=milestone, **usual | columns)


def make_debt(milestone: Milestone, **columns: Any) -> Debt:
    usual = {"freelancer": milestone.contract.freelancer, "currency": "USD", "created_at": clock.now()}
    return Debt.objects.create(**usual | columns)


def test_money_that_can_be_given_back_by_where_it_is(provider):
    """What was taken or given back is gone; what was exchanged is no release of a client; what is owed is not there."""
    milestone, other = funded(provider, "100.00"), funded(provider, "100.00")
    make_release(other, amount_value=5000)
    make_release(milestone, amount_value=5000, reason="exchanged", state="payable")
    for amount, columns in (
        (1, {"state": "clearing", "owed_value": Decimal("0.25")}),
        (2, {"state": "payable"}),
        (4, {"state": "in_transit", "transfer_id": "tr_1"}),
        (8, {"state": "paid_out", "transfer_id": "tr_2"}),
        (16, {"state": "paid_out"}),
        (32, {"state": "withheld", "transfer_id": "tr_3"}),
        (64, {"state": "exchanged"}),
        (128, {"state": "taken_back"}),
        (256, {"state": "given_back"}),
    ):
        make_release(milestone, amount_value=amount, **columns)
    there = returnable_of(milestone)
    assert there == Returnable(Decimal("0.75"), Decimal(2), Decimal(4), Decimal(8), Decimal(112))
    assert (there.here, there.all) == (Decimal("2.75"), Decimal("126.75"))
    assert most_now(milestone) == Decimal("2.75")
    Release.objects.filter(state="in_transit").delete()
    make_give_back(other, left_value=5, state="open")
    row = make_give_back(milestone)
    assert most_now(milestone) == Decimal("122.75")
    GiveBack.objects.filter(pk=row.pk).update(left_value=CENT, state="open")
    assert most_now(milestone) == Decimal("2.75")
    for amount, parts in (
        ("0.75", ("0.75", 0, 0, 0)),
        ("2.00", ("0.75", "1.25", 0, 0)),
        ("9.00", ("0.75", 2, "6.25", 0)),
        ("20.00", ("0.75", 2, 8, "9.25")),
    ):
        plan = plan_of(milestone, usd(amount))
        assert (plan.clearing, plan.payable, plan.called_back, plan.owed) == tuple(usd(each) for each in parts)
        assert plan.now == plan.clearing + plan.payable
        assert (plan.amount, plan.charge) == (usd(amount), usd(amount) + plan.fee)


def test_fee_that_goes_back_with_released_money(provider):
    """Its share of what we keep for what is released still; of the last of it all that is left."""
    milestone = released(provider, "100.00").milestone
    released(provider, "40.00")
    for amount, fee in (("30.00", "1.50"), ("0.10", "0.01"), ("0.09", "0.00"), ("99.99", "5.00"), ("100.00", "5.00")):
        assert fee_back(milestone, Decimal(amount)) == Decimal(fee), amount
    lost = make_chargeback(milestone, state="lost", earned_value=10, left_value=5, amount_value=50)
    make_debt(milestone, chargeback=lost, amount_value=20, left_value=3)
    make_chargeback(milestone, dispute_id="dp_2", state="won", earned_value=40)
    assert fee_back(milestone, Decimal(13)) == 1
    assert (fee_back(milestone, Decimal("64.99")), fee_back(milestone, Decimal(65))) == (5, 5)
    milestone.given_back_value = Decimal(15)
    assert (fee_back(milestone, Decimal(10)), fee_back(milestone, Decimal(50))) == (1, 5)
    fees = postings.Leg("fees", Decimal(-5)), postings.Leg("losses", Decimal(5))
    postings.post(postings.Event("x", "correction", usd(5), milestone.pk), *fees)
    assert (fee_back(milestone, Decimal(10)), fee_back(milestone, Decimal(50))) == (0, 0)
    more = postings.Leg("fees", Decimal(-1)), postings.Leg("losses", Decimal(1))
    postings.post(postings.Event("y", "correction", usd(1), milestone.pk), *more)
    assert (fee_back(milestone, Decimal(10)), fee_back(milestone, Decimal(50))) == (0, 0)


def test_who_may_give_back_how_much(provider, rina):
    release, other = released(provider, "100.00"), released(provider, "40.00")
    milestone = release.milestone
    by = milestone.contract.freelancer
    assert require_giveable(by, milestone, usd("100.00")) == plan_of(milestone, usd("100.00"))
    assert require_giveable(by, milestone, usd("0.01")).clearing == usd("0.01")
    words = "Give back more than nothing, and not more than you have of it: $100.00."
    for amount in ("0.00", "-1.00", "100.01"):
        with pytest.raises(MoreThanReleased) as refused:
            require_giveable(by, milestone, usd(amount))
        assert (str(refused.value), refused.value.errors) == (words, {"amount": [words]})
    make_chargeback(other.milestone, left_value=5)
    row = make_chargeback(milestone, dispute_id="dp_2", state="lost")
    require_giveable(by, milestone, usd(5))
    for columns in ({"state": "open"}, {"left_value": CENT}):
        Chargeback.objects.filter(pk=row.pk).update(**{"state": "lost", "left_value": 0} | columns)
        with pytest.raises(HoldFrozen):
            require_giveable(by, milestone, usd(5))
    Chargeback.objects.filter(pk=row.pk).update(state="won", left_value=0)
    make_release(milestone, amount_value=7, state="in_transit", freelancer=by)
    require_giveable(by, milestone, usd(100))
    with pytest.raises(PayoutOnItsWay) as waits:
        require_giveable(by, milestone, usd("100.01"))
    assert (type(waits.value), waits.value.facts) == (PayoutOnItsWay, {"most": usd(100)})
    Release.objects.filter(pk=release.pk).update(state="given_back")
    with pytest.raises(AllOnItsWay):
        require_giveable(by, milestone, usd(5))


def test_what_is_collected_is_taken_off(provider, now):
    milestone = funded(provider, "100.00")
    row, other = (make_give_back(milestone, left_value=15, state="open", check_at=now) for _each in range(2))
    for amount, columns in (("14.99", (CENT, "open", now)), ("0.01", (0, "done", None))):
        reduce_left(row, usd(amount))
        row.refresh_from_db()
        assert (row.left_value, row.state, row.check_at) == columns
    other.refresh_from_db()
    assert other.left_value == 15


def test_share_of_each_milestone_in_a_dispute():
    """By what was charged for each, to the cent, whatever the bank asks for."""

    def split(amount: str, fee: str, *charged: tuple[str, str]) -> list[tuple[Decimal, ...]]:
        rows = [
            SimpleNamespace(amount_value=Decimal(part), charge=usd(Decimal(part) + Decimal(more)), currency="USD")
            for part, more in charged
        ]
        return _split_dispute(SimpleNamespace(id="dp_1", amount=usd(amount), fee=Decimal(fee)), rows)  # type: ignore[arg-type]

    def sums(rows: list[tuple[Decimal, ...]]) -> tuple[Decimal, Decimal]:
        return sum((row[0] + row[1] for row in rows), Decimal(0)), sum((row[2] for row in rows), Decimal(0))

    parts = (("100.00", "5.00"), ("50.01", "2.50"), ("0.99", "0.05"))
    whole = split("158.55", "15.00", *parts)
    assert [row[:2] for row in whole] == [tuple(map(Decimal, each)) for each in parts]
    assert [row[2] for row in whole] == [Decimal("9.93"), Decimal("4.97"), Decimal("0.10")]
    for amount, fee in (("158.55", "15.00"), ("100.00", "0.01"), ("0.02", "20.00"), ("77.77", "7.77")):
        assert sums(split(amount, fee, *parts)) == (Decimal(amount), Decimal(fee))
    assert split("77.77", "7.77", *parts)[1] == (Decimal("24.53"), Decimal("1.23"), Decimal("2.57"))


def test_what_covers_a_lost_chargeback(provider, now):
    """First refunds that have failed, then what is held, what was released, and what waits for the client."""
    milestone, other = submitted(provider, "100.00"), submitted(provider, "100.00")
    funding = milestone.fundings.get()
    refund = {"milestone": milestone, "funding": funding, "currency": "USD", "created_at": now, "reason": "given"}
    Refund.objects.create(amount_value=20, fee_value=1, state="failed", **refund)
    Refund.objects.create(amount_value=3, fee_value=0, state="pending", **refund)
    make_release(milestone, amount_value=30, owed_value=10, state="paid_out", transfer_id="tr_1")
    make_release(milestone, amount_value=50, state="given_back")
    make_release(milestone, amount_value=50, state="payable", reason="exchanged")
    make_release(other, amount_value=50)
    one, two = (make_give_back(each) for each in (milestone, other))
    debt = make_debt(milestone, give_back=one, amount_value=20, left_value=7, passed_on_value=8)
    make_debt(other, give_back=two, amount_value=20, left_value=9, passed_on_value=0)
    Milestone.objects.filter(pk=milestone.pk).update(held_value=30)
    milestone.refresh_from_db()
    row = make_chargeback(milestone, amount_value=100, fee_value=5)
    row.funding.milestone = milestone
    sources, released_part, waiting = _loss_sources(row)
    assert (sources.credit, sources.held, sources.fee_held) == (21, 30, 5)
    assert (released_part, waiting) == (32, 5)
    assert (sources.fees, sources.losses) == (-1, 18)
    debt.refresh_from_db()
    assert (debt.amount_value, debt.left_value, debt.ended_at) == (13, 0, now)


@pytest.mark.parametrize(
    ("columns", "hears"),
    [
        ({}, True),
        ({"answer_by": SECOND}, True),
        ({"answer_by": timedelta(0)}, False),
        ({"answer_by": -DAY}, False),
        ({"answered_at": -DAY}, False),
        ({"accepted_at": -DAY}, False),
        ({"state": "won"}, None),
        ({"remind_at": SECOND}, None),
        ({"remind_at": None}, None),
        ({"answer_by": None}, None),
    ],
)
def test_operators_are_reminded_of_an_answer(provider, now, pavel, columns, hears):
    """`hears` None: nothing is written."""
    row = make_chargeback(submitted(provider, "50.00"))
    usual = {"answer_by": 2 * DAY, "remind_at": timedelta(0)} | columns
    values = {name: now + value if isinstance(value, timedelta) else value for name, value in usual.items()}
    Chargeback.objects.update(**values)
    remind_of_answer(chargeback_id=row.pk)
    row.refresh_from_db()
    assert Notification.objects.filter(kind="chargeback.still_to_answer").exists() is bool(hears)
    if hears is None:
        assert row.remind_at == values["remind_at"]
    else:
        assert row.remind_at == (now + DAY if values["answer_by"] == now + 2 * DAY else None)


def test_what_stands_on_whose_statement(post_at, now, rina):
    milestone, other = first(contract("100.00")), first(contract("50.00"))
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    kinds = sorted({*CLIENT_KINDS, *FREELANCER_KINDS, "correction", "loss"})
    for kind in kinds:
        post_at(kind, milestone, now)
    of_contract = lambda user: statement_transactions(user).filter(milestone=milestone)  # noqa: E731
    assert [row.kind for row in of_contract(client)] == [each for each in reversed(kinds) if each in CLIENT_KINDS]
    shown = [each for each in reversed(kinds) if each in FREELANCER_KINDS]
    assert [row.kind for row in of_contract(freelancer)] == shown
    assert not statement_transactions(rina)
    for group, (_words, of_group) in KIND_GROUPS.items():
        rows = StatementFilter(kind=group).apply(LedgerTransaction.objects.all())
        assert {row.kind for row in rows} == set(of_group)
    late = post_at("funding", other, now)
    assert list(StatementFilter(contract=other.contract_id).apply(LedgerTransaction.objects.all())) == [late]


def test_statement_of_days_has_both_ends_as_the_reader_counts_them(post_at):
    milestone, zone = first(contract("100.00")), ZoneInfo("Asia/Tokyo")
    start, end = datetime(2027, 3, 1, tzinfo=zone), datetime(2027, 3, 3, tzinfo=zone)
    rows = [post_at("funding", milestone, at) for at in (start - SECOND, start, end - SECOND, end)]
    every = LedgerTransaction.objects.filter(milestone=milestone).order_by("pk")
    with locale.override("en", zone=str(zone)):
        for chosen, wanted in (
            (StatementFilter(since=start.date()), rows[1:]),
            (StatementFilter(until=date(2027, 3, 2)), rows[:3]),
            (StatementFilter(since=start.date(), until=date(2027, 3, 2)), rows[1:3]),
            (StatementFilter(), rows),
        ):
            assert list(chosen.apply(every)) == wanted


def test_lines_with_their_seals(post_at, now, monkeypatch):
    """The day of a block, and which transaction or block is not as it was."""
    milestone = first(contract("100.00"))
    days = [
        LedgerDay.objects.create(day=date(2027, 3, day), first_block=start, last_block=end, transactions=1, head=b"h")
        for day, start, end in ((1, 1, 2), (2, 3, 5), (9, 9, 9))
    ]
    one, two, three = days
    assert seals._days_of([]) == seals._days_of([6, 7]) == {}
    assert seals._days_of([1, 2, 3, 5, 6, 9]) == {1: one, 2: one, 3: two, 5: two, 9: three}
    assert seals._days_of([2]) == {2: one}
    rows = [post_at("funding", milestone, now) for _each in range(4)]
    blocks = dict(zip([each.pk for each in rows], (None, 6, 2, 5), strict=True))
    monkeypatch.setattr(seals, "block_numbers", lambda ids: {each: blocks[each] for each in ids})
    bad = {"ledger_altered": {rows[2].pk}, "ledgerblock": {5}}
    queries: list[list[int]] = []

    def ids(sql: str, wanted: list[int]) -> set[int]:
        queries.append(wanted)
        return next(value for name, value in bad.items() if name in sql)

    monkeypatch.setattr(seals, "_ids", ids)
    lines = seals.sealed_lines(rows, milestone.contract.client)
    assert [(each.block, each.day, each.is_whole) for each in lines] == [
        (None, None, True),
        (6, None, True),
        (2, one, False),
        (5, two, False),
    ]
    assert [each.hash for each in lines] == [bytes(each.content_hash).hex() for each in rows]
    assert [each.line.key for each in lines] == [each.key for each in rows]
    assert queries == [[each.pk for each in rows], [2, 5, 6]]


def test_days_that_are_published_end_at_midnight_in_bangladesh(now, monkeypatch):
    midnight = datetime(2027, 3, 2, tzinfo=ZoneInfo("Asia/Dhaka"))
    with connection.cursor() as cursor:
        for number, at in enumerate((midnight - DAY, midnight - SECOND, midnight, midnight + timedelta(hours=7)), 1):
            columns = "number, previous_hash, block_hash, transactions, sealed_at, horizon"
            values = [number, b"", bytes([number]), number * 10, at, str(number)]
            cursor.execute(f"INSERT INTO payments_ledgerblock ({columns}) VALUES (%s, %s, %s, %s, %s, %s)", values)  # noqa: S608
    published = lambda: [  # noqa: E731
        (each.day.day, each.first_block, each.last_block, each.transactions, bytes(each.head))
        for each in LedgerDay.objects.order_by("day")
    ]
    first_days = [(1, 1, 2, 30, b"\x02")]
    for at, days in (
        (midnight - SECOND, []),
        (midnight, first_days),
        (midnight + DAY - SECOND, first_days),
        (midnight + DAY, [*first_days, (2, 3, 4, 70, b"\x04")]),
    ):
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        publish_days()
        assert published() == days


def test_banking_days(pavel, monkeypatch):
    """Fridays and Saturdays, fixed holidays and entered ones are left out, whichever end they stand at."""
    monkeypatch.setattr(banking, "fixed_holidays", lambda: {(3, 26): ("", "")})
    monkeypatch.setattr(banking, "entered_holidays", lambda _first, _last: [(date(2027, 3, 15), date(2027, 3, 16))])
    for day in (date(2027, 3, 8), date(2027, 3, 10), date(2027, 5, 12)):
        Holiday.objects.create(day=day, name_en="x", name_bn="x", added_at=clock.now())
    at = lambda month, day: datetime.combine(date(2027, month, day), time(15), ZoneInfo("Asia/Dhaka"))  # noqa: E731
    closed = banking.holidays_between(date(2027, 3, 8), date(2027, 3, 10))
    assert closed == {date(2027, 3, day) for day in (8, 10, 15, 16)}
    for start, count, arrives in (
        (at(3, 4), 0, at(3, 4)),
        (at(3, 4), 1, at(3, 7)),  # a Thursday
        (at(3, 7), 1, at(3, 9)),
        (at(3, 7), 2, at(3, 11)),
        (at(3, 11), 2, at(3, 17)),
        (at(3, 25), 1, at(3, 28)),
        (at(3, 13), 41, at(5, 11)),
        (at(3, 13), 42, at(5, 13)),
    ):
        assert banking.banking_days_after(start, count) == arrives, (start, count)
    for start, before in ((at(3, 7), at(3, 4)), (at(3, 11), at(3, 9)), (at(3, 9), at(3, 7)), (at(3, 18), at(3, 17))):
        assert banking.banking_day_before(start) == before
    assert banking.banking_day_before(at(3, 17).astimezone(UTC)) == at(3, 14)


def test_day_and_names_of_a_holiday_have_limits(pavel):
    today = clock.local(clock.now()).date()
    add = {"by": pavel, "name_en": "E" * 100, "name_bn": "ঈ" * 100}
    assert add_holiday(**add, day=today + LONGEST).name_bn == "ঈ" * 100
    for wrong, at in (
        ({"day": today + LONGEST + DAY}, "day"),
        ({"day": today, "name_en": "E" * 101}, "name_en"),
        ({"day": today, "name_bn": "ঈ" * 101}, "name_bn"),
    ):
        with pytest.raises(Invalid) as refused:
            add_holiday(**add | wrong)
        assert list(refused.value.errors) == [at]


def test_refund_adds_to_what_went_back_before(provider, now):
    milestone = funded(provider, "100.00")
    Milestone.objects.filter(pk=milestone.pk).update(refunded_value=7, held_value=60)
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    milestone.refresh_from_db()
    assert (milestone.refunded_value, milestone.held_value, milestone.state) == (67, 0, "refunded")


def test_account_at_the_provider_is_made_once_for_its_freelancer(farida, monkeypatch):
    calls: list[Any] = []

    def create(**named: Any) -> ConnectedAccount:
        calls.append(named)
        return ConnectedAccount("acct_1", is_active=False, is_submitted=False)

    monkeypatch.setattr(stripe_connect, "create_account", create)
    monkeypatch.setattr(stripe_connect, "create_account_link", lambda **named: calls.append(named) or "https://page")
    for _again in range(2):
        assert start_onboarding(by=farida, site="https://amarkaj.example") == "https://page"
    account = PayoutAccount.objects.get()
    link = {
        "account_id": "acct_1",
        "refresh_url": "https://amarkaj.example/money/account/",
        "return_url": "https://amarkaj.example/money/account/done/",
    }
    creation = {"email": "farida@demo.test", "key": f"account:{account.pk}", "metadata": {"user": str(farida.pk)}}
    assert calls == [creation, link, link]
    assert (account.user, account.account_id, account.state) == (farida, "acct_1", "started")


def test_terms_of_a_payout_in_taka(farida, rina, settings, monkeypatch):
    """By the bank it arrives at noon some banking days later, in a wallet at once; only where the site offers it."""
    settings.PAY_OUT = {"bank": ["BDT"], "bkash": ["BDT"]}
    now = datetime(2027, 3, 2, 23, tzinfo=ZoneInfo("Asia/Dhaka"))
    monkeypatch.setattr(clock, "now", lambda: now)
    assert bank_terms(farida, "BDT") is None
    wallet_details = {"kind": "bkash", "account_number": "01711000321", "routing_number": ""}
    method, wallet = give_account(farida), give_account(rina, **wallet_details)
    numbers = settings.LIFECYCLE
    arrival = banking.banking_days_after(now.replace(hour=12), numbers.payout_bank_days)
    assert bank_terms(farida, "BDT") == BankPayoutTerms(method, taka(numbers.payout_cost_bdt), arrival)
    assert bank_terms(rina, "BDT") == BankPayoutTerms(wallet, taka(numbers.payout_wallet_cost_bdt), now)
    assert arrival > now
    assert bank_terms(farida, "USD") is None
    columns = bank_columns(farida, "BDT")
    assert (columns["rail"], columns["check_at"], columns["arrives_at"]) == ("bank", None, arrival)
    assert bank_columns(rina, "BDT")["check_at"] == now + FIRST_CHECK
    settings.PAY_OUT = {"bank": ["USD"]}
    assert bank_terms(farida, "BDT") is bank_terms(rina, "BDT") is None
    rows = (
        ("bank", "pending", None),
        ("bank", "pending", now),
        ("bank", "pending", arrival + DAY),
        ("bank", "in_transit", now),
        ("bank", "in_transit", None),
        ("stripe", "pending", None),
    )
    payouts = [Payout(pk=pk, rail=rail, state=state, arrives_at=at) for pk, (rail, state, at) in enumerate(rows)]
    assert list(expected_arrivals(payouts).values()) == [arrival, arrival, arrival + DAY, now, None, None]
    assert expected_arrivals(payouts[3:]) == {3: now, 4: None, 5: None}


def test_delivery_is_replaced_before_its_time_is_over(provider, now):
    milestone = submitted(provider, "100.00")
    named = {"by": milestone.contract.freelancer, "milestone_id": milestone.pk, "note": "Here it is, complete."}
    for until in (now, None):
        Delivery.objects.update(replaceable_until=until, replaced_at=None)
        with pytest.raises(ReplacingOver):
            replace_delivery(**named)
        Delivery.objects.update(replaced_at=None)
    Delivery.objects.update(replaceable_until=now + SECOND)
    replace_delivery(**named)
    assert list(Delivery.objects.order_by("number").values_list("replaced_at", "replaceable_until")) == [
        (now, now + SECOND),
        (None, now + SECOND),
    ]


def test_what_is_owed_is_taken_off_each_release(provider, now):
    """The oldest first; other milestones and what is owed of nothing stay as they are."""
    milestone, other = funded(provider, "100.00"), funded(provider, "100.00")
    rows = [make_release(milestone, amount_value=50, owed_value=owed) for owed in (10, 0, 20, 5)]
    make_release(milestone, amount_value=50, owed_value=5, reason="exchanged")
    theirs = make_release(other, amount_value=50, owed_value=7)
    owed = debts.owed_releases(milestone)
    assert owed == [rows[0], rows[2], rows[3]]
    debt = make_debt(milestone, give_back=make_give_back(milestone), amount_value=40, left_value=35)
    for part, after in ((Decimal(12), (0, 0, 18, 5)), (Decimal(23), (0, 0, 0, 0))):
        debts.take_off_debt(debt, owed, part)
        assert [Release.objects.get(pk=each.pk).owed_value for each in rows] == list(after)
    debt.refresh_from_db()
    assert (debt.amount_value, debt.left_value, debt.ended_at) == (5, 0, now)
    theirs.refresh_from_db()
    assert theirs.owed_value == 7


def test_debts_to_a_client_end_up_to_what_the_bank_took(provider, now):
    milestone, other = funded(provider, "100.00"), funded(provider, "100.00")
    make_release(milestone, amount_value=50, owed_value=40)
    rows = [
        make_debt(each, give_back=make_give_back(each), amount_value=20, left_value=left)
        for each, left in ((milestone, 10), (milestone, 0), (other, 9), (milestone, 20))
    ]
    assert debts.end_debts_to_client(milestone, Decimal(0)) == 0
    assert debts.end_debts_to_client(milestone, Decimal(15)) == 15
    left = [(each.left_value, each.amount_value, each.ended_at) for each in Debt.objects.order_by("pk")]
    assert left == [(0, 10, now), (0, 20, None), (9, 20, None), (15, 15, None)]
    assert debts.end_debts_to_client(milestone, Decimal(99)) == 15
    assert debts.waiting_for_client(milestone) == 10 + 20
    assert debts.waiting_for_client(other) == 11
    assert rows[0].pk < rows[3].pk
