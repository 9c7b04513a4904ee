"""The operators' money desk: balances, differences explained, the ledger by page, search, stopped work, files."""

import io
import logging
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import Q
from openpyxl import load_workbook
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from market.core.base import clock
from market.core.base.errors import NotAllowed, NotFound
from market.core.models import AuditEntry
from market.documents.models import Document
from market.notifications.models import Notification
from market.payments.desk import alarm_actions, export, stopped
from market.payments.desk.alarm_actions import alarm_of_stopped_work
from market.payments.desk.export import SHEETS, Period
from market.payments.desk.ledger_links import ROW_KINDS, ledger_link
from market.payments.desk.queries import (
    PAGE,
    account_page,
    accounts_at,
    balances_per_currency,
    newest_reconciliations,
    open_account,
    owner_of_accounts,
    silent_rails,
    transactions_page,
)
from market.payments.desk.reconciliation_actions import reconcile_balances, start_reconciliation
from market.payments.desk.replay_actions import replay_event, replay_events, retry_job, retry_jobs
from market.payments.desk.search import search_money
from market.payments.desk.stopped import PATIENCE, StoppedJob, stopped_events, stopped_jobs, stopped_long, tries_of
from market.payments.desk.task_names import TASK_NAMES, without_package
from market.payments.job_names import defer_job
from market.payments.ledger import postings
from market.payments.models import (
    Funding,
    LedgerAccount,
    LedgerBalance,
    LedgerTransaction,
    Payout,
    ProviderEvent,
    Reconciliation,
    WorkAlarm,
)
from market.payments.payouts.actions import request_payout
from market.runtime import health
from tests import make
from tests.payments.story import checkout, contract, first, funded, payable, usd


def parked_event(kind: str = "charge.updated") -> ProviderEvent:
    """An event of which the processing has failed for good."""
    row = ProviderEvent.objects.create(
        event_id=f"evt_{kind}", kind=kind, object_id="x", payload={}, received_at=clock.now(), failure="No such thing."
    )
    defer_job("work_off_event_job", event_pk=row.pk)
    ProcrastinateJob.objects.filter(args__event_pk=row.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'failed', attempts = 6 WHERE args @> %s",
            [f'{{"event_pk": {row.pk}}}'],
        )
    return row


def test_balances_are_those_of_the_ledger_and_sum_to_what_is_free(provider, travel):
    payable(provider, travel, "100.00")
    funded(provider, "60.00")
    dollars = next(each for each in balances_per_currency() if each.currency == "USD")
    by_kind = {row.kind: row.shown for row in dollars.rows}
    assert (by_kind["payable"], by_kind["held"], by_kind["fee_held"]) == (usd(100), usd(60), usd(3))
    assert dollars.owed == usd(163)
    assert dollars.held - dollars.owed == dollars.free


def test_differences_are_stored_with_the_payments_that_explain_them(provider, run_jobs, caplog, pavel, farida, page):
    funded(provider, "40.00")
    assert [each.difference for each in reconcile_balances()] == [0]
    provider.plan("drop", times=99)
    waiting = checkout(first(contract("100.00")))
    provider.pay(waiting.checkout_url)
    postings.post_capital("TT 1", usd(7))
    with caplog.at_level(logging.ERROR):
        reconcile_balances()
    (row,) = newest_reconciliations()
    parts = {part.cause: part for part in row.differences.all()}
    assert parts["uncounted"].funding == waiting
    assert parts["unexplained"].amount == usd(-7)
    assert sum(part.amount_value for part in parts.values()) == row.difference
    html = page(pavel).get("/staff/money/").content.decode()
    assert "we have not counted it yet" in html
    assert f"?milestone={waiting.milestone_id}" in html
    with pytest.raises(NotAllowed):
        start_reconciliation(by=farida)
    page(pavel).post("/staff/money/reconcile/")
    assert AuditEntry.objects.get(code="reconciliation.started").by == pavel
    run_jobs()
    assert newest_reconciliations()[0].pk > row.pk


def test_fee_that_was_not_known_explains_a_difference(provider):
    milestone = funded(provider, "40.00")
    funding = Funding.objects.get(milestone=milestone)
    Funding.objects.filter(pk=funding.pk).update(provider_fee_value=funding.provider_fee_value + 1)
    postings.post_settlement("x", usd(1), Decimal("0.99"), source="stripe", target="bank")
    rows = reconcile_balances()
    parts = {part.cause: part.amount_value for row in rows for part in row.differences.all()}
    assert parts["fee"] == 1


def test_page_of_an_account_cuts_no_transaction(db):
    """One whose two entries would stand on two pages stands on the older one."""
    legs = [postings.Leg("fees", Decimal(amount)) for amount in (4, -4)]
    postings.post(postings.Event("twice", "correction", usd(4)), *legs)
    for number in range(PAGE - 1):
        postings.post(
            postings.Event(f"once-{number}", "correction", usd(1)),
            postings.Leg("fees", Decimal(1)),
            postings.Leg("losses", Decimal(-1)),
        )
    account = LedgerAccount.objects.get(kind="fees", currency="USD")
    newest = account_page(account)
    older = account_page(account, before=newest.older)
    assert [len(newest.lines), len(older.lines)] == [PAGE - 1, 2]
    assert older.lines[0].balance == newest.lines[-1].balance - newest.lines[-1].amount
    assert len(account_page(account, after=older.newer).lines) == PAGE - 1


def test_account_shows_the_balance_after_each_entry_on_every_page(provider, pavel, page):
    for number in range(PAGE * 2 + 3):
        postings.post_capital(f"TT {number}", usd(number + 1))
    account = LedgerAccount.objects.get(kind="capital", currency="USD")
    newest = account_page(account)
    assert (len(newest.lines), newest.newer) == (PAGE, None)
    total = sum((line.amount.amount for line in newest.lines), Decimal(0))
    older = account_page(account, before=newest.older)
    assert newest.lines[-1].balance.amount - newest.lines[-1].amount.amount == older.lines[0].balance.amount
    assert newest.balance.amount - total == older.balance.amount
    back = account_page(account, after=older.newer)
    assert [line.entry.pk for line in back.lines] == [line.entry.pk for line in newest.lines]
    oldest = account_page(account, before=older.older)
    assert oldest.older is None
    assert oldest.lines[-1].balance == oldest.lines[-1].amount
    assert account_page(account, before=0).lines == []
    browser = page(pavel)
    html = browser.get(f"/staff/money/accounts/{account.pk}/").content.decode()
    assert f"?before={newest.older}" in html
    transaction = LedgerTransaction.objects.latest("pk")
    assert (
        transaction.content_hash.hex() in browser.get(f"/staff/money/transactions/{transaction.pk}/").content.decode()
    )


def test_search_finds_by_person_number_amount_and_every_id(provider, travel, pavel, page):
    release = payable(provider, travel, "123.40")
    milestone, person = release.milestone, release.freelancer
    funding = Funding.objects.get(milestone=milestone)

    def kinds(text: str) -> set[str]:
        return {str(each.kind) for each in search_money(text)}

    assert "Person" in kinds(person.email.upper())
    assert "Person" in kinds(person.name[:4])
    assert {"Contract"} <= kinds(str(milestone.contract_id))
    assert {"Payment", "Release"} <= kinds("123.40")
    assert {"Payment", "Release"} <= kinds("১২৩.৪০")
    for text in (funding.checkout_id, funding.payment_id, funding.charge_id):
        assert "Payment" in kinds(text)
    assert kinds(person.certificate.serial) == {"Certificate"}
    invoice = Document.objects.get(kind="invoice")
    (result,) = search_money(invoice.full_number.lower())
    assert result.url.endswith(f"?contract={milestone.contract_id}")
    assert kinds("INV-2026-999999") == kinds("XXX-2026-000001") == set()
    row = LedgerTransaction.objects.get(key=f"release:{release.pk}")
    assert kinds(row.key) == kinds(row.content_hash.hex()) == {"Transaction"}
    assert [*kinds(""), *kinds("x"), *kinds("zzzz"), *kinds("0" * 300)] == []
    html = page(pavel).get("/staff/money/search/", {"q": person.email}).content.decode()
    assert f"/staff/money/accounts/?person={person.pk}" in html
    assert html.count(person.email) == 1  # in the box alone
    assert f" · Freelancer · account {person.pk}<" in html


def test_accounts_with_a_balance_come_first_and_name_the_contract(provider, travel, pavel, page):
    full = funded(provider, "60.00")
    payable(provider, travel, "100.00")
    assert [row.milestone == full for row in accounts_at(kind="held")] == [True, False]
    assert full.contract.title in page(pavel).get("/staff/money/accounts/?kind=held").content.decode()


def test_account_with_a_cent_has_a_balance(db, rina):
    values = {"in_transit": "0.01", "clearing": "0.00", "client_credit": "0.02"}
    rows = [LedgerAccount.objects.create(kind=kind, currency="USD", user=rina) for kind in values]
    for row, value in zip(rows, values.values(), strict=True):
        LedgerBalance.objects.filter(account=row).update(value=Decimal(value))
    assert list(accounts_at(person=rina.pk)) == [rows[2], rows[0], rows[1]]


def test_stopped_work_is_run_again_by_one_and_by_kind(pavel, farida, page):
    event, other = parked_event(), parked_event("charge.refunded")
    assert list(stopped_events()) == [event, other]
    assert [job.is_late for job in stopped_jobs()] == [False, False]
    for act in (lambda: replay_event(by=farida, event_id=event.pk), lambda: retry_jobs(by=farida, task="x")):
        with pytest.raises(NotAllowed):
            act()
    replay_event(by=pavel, event_id=event.pk)
    replay_event(by=pavel, event_id=event.pk)
    assert ProcrastinateJob.objects.filter(args__event_pk=event.pk, status="todo", attempts=0).exists()
    browser = page(pavel)
    html = browser.get("/staff/money/stopped/").content.decode()
    assert ("No such thing." in html, "In the queue" in html, "6 tries in vain" in html) == (True, True, True)
    assert "of this kind again" not in html  # there is one of each
    assert tries_of([event])[event.pk].is_queued
    (job,) = stopped_jobs()
    retry_job(by=pavel, job_id=job.id)
    with pytest.raises(NotFound):
        retry_job(by=pavel, job_id=job.id)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
    browser.post("/staff/money/stopped/jobs/retry/", {"task": job.task})
    assert stopped_jobs() == []
    assert replay_events(by=pavel, kind="charge.refunded") == 1
    lone = ProviderEvent.objects.create(event_id="evt_1", kind="charge", payload={}, received_at=clock.now())
    replay_event(by=pavel, event_id=lone.pk)  # its job was deleted
    assert ProcrastinateJob.objects.get(args={"event_pk": lone.pk}).task_name == stopped.PROCESSING
    codes = set(AuditEntry.objects.values_list("code", flat=True))
    assert {"provider_event.replayed", "parked_job.retried", "parked_job.all_retried"} <= codes


def test_every_task_has_a_name():
    elastic = {"search.backends.elastic.tasks.compare_index"}  # a site without the engine does not load it
    ours = {without_package(each) for each in app.tasks if not each.startswith("tests.")}
    assert ours | elastic == set(TASK_NAMES)


def test_operators_are_notified_of_stopped_work_once_and_readyz_tells(pavel, page, mailbox):
    parked_event()
    assert alarm_of_stopped_work() == []  # it has just happened
    ProviderEvent.objects.update(received_at=clock.now() - timedelta(minutes=16))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '16 minutes'")
    assert alarm_of_stopped_work() == ["event charge.updated", "job payments.tasks.work_off_event_job"]
    assert alarm_of_stopped_work() == []
    assert Notification.objects.filter(user=pavel, kind="work.stopped").count() == 2
    make.run_jobs()
    assert any("stopped: Processing a message of a provider" in each.subject for each in mailbox)
    assert health.SLOW_FACTS["stopped_work"]() == "1 event charge.updated, 1 job payments.tasks.work_off_event_job"
    ProviderEvent.objects.update(worked_off_at=clock.now())
    assert list(stopped_long()) == ["job payments.tasks.work_off_event_job"]
    alarm_of_stopped_work()
    ProviderEvent.objects.update(worked_off_at=None)
    assert alarm_of_stopped_work() == ["event charge.updated"]  # it has stopped again


def test_files_for_the_accountant_hold_the_period_and_no_formula(provider, pavel, farida, page):
    funded(provider, "100.00")
    postings.post_capital("=HYPERLINK(1)", usd(7))
    today = clock.local(clock.now()).date().isoformat()
    values = {"sheet": "transactions", "since": today, "until": today, "currency": "USD", "kind": "csv"}
    browser = page(pavel)
    answer = browser.get("/staff/money/export/", values)
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == f'attachment; filename="transactions-{today}-{today}.csv"'
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeffTime (Dhaka time),Key,Kind")
    assert "capital:=HYPERLINK(1)" in text
    assert ",held," in text
    book = load_workbook(
        io.BytesIO(b"".join(browser.get("/staff/money/export/", values | {"kind": "xlsx"}).streaming_content))
    )
    rows = list(book.active.values)
    assert len(rows) == len(text.strip().split("\n"))
    assert isinstance(rows[1][0], datetime)  # days as days, numbers as numbers
    assert isinstance(rows[-1][10], int | float)
    assert isinstance(next(row[3] for row in rows[1:] if row[3]), int)
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    type(pavel).objects.filter(pk=pavel.pk).update(language="bn")
    in_bangla = page(pavel).get("/staff/money/export/", values | {"kind": "xlsx"}).streaming_content
    assert next(load_workbook(io.BytesIO(b"".join(in_bangla))).active.values)[0].startswith("সময় (ঢাকা")
    for sheet in ("fees", "payouts"):
        assert b"".join(browser.get("/staff/money/export/", values | {"sheet": sheet}).streaming_content)
    assert browser.get("/staff/money/export/", values | {"until": "2020-01-01"}).status_code == 400
    rows = AuditEntry.objects.filter(code="ledger.exported", by=pavel).order_by("pk")
    assert [each.facts["sheet"] for each in rows] == ["transactions"] * 3 + ["fees", "payouts"]
    assert rows[0].facts == {"sheet": "transactions", "kind": "csv", "since": today, "until": today}
    assert page(farida).get("/staff/money/export/", values).status_code == 404


def test_rows_of_money_lead_to_their_transactions_for_operators_only(provider, travel, run_jobs, pavel, farida, page):
    release = payable(provider, travel, "100.00")
    milestone = release.milestone
    request_payout(by=release.freelancer)
    waiting = checkout(first(contract("30.00")))
    run_jobs()
    payout, funding = Payout.objects.get(), Funding.objects.get(milestone=milestone)
    invoice, income = Document.objects.filter(kind="invoice").get(), Document(kind="income_certificate")
    desk = "/staff/money/transactions/"
    expected = {
        payout: f"{desk}?of=payout&number={payout.pk}",
        funding: f"{desk}?of=payment&number={funding.pk}",
        release: f"{desk}?of=release&number={release.pk}",
        invoice: f"{desk}?contract={milestone.contract_id}",
        milestone: f"{desk}?milestone={milestone.pk}",
    }
    assert {row: ledger_link(pavel, row) for row in expected} == expected
    assert [ledger_link(farida, row) for row in expected] == [""] * 5
    assert [ledger_link(pavel, row) for row in (waiting, waiting.milestone, income, pavel)] == [""] * 4
    browser = page(pavel)
    html = browser.get(f"{desk}?of=payout&number={payout.pk}").content.decode()
    assert f"payout:{payout.pk}:{release.pk}" in html
    assert f"release:{release.pk}<" not in html
    assert f"Transactions: Payout {payout.pk}" in html
    for name, kind in ROW_KINDS.items():  # each is read by the database, also for a number that no row has
        assert not LedgerTransaction.objects.filter(kind.condition(10**9)).exists(), name


MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def test_event_stands_once_it_failed_or_waits_for_longer_than_a_minute(db, now):
    row = ProviderEvent.objects.create(event_id="evt_1", kind="charge", payload={}, received_at=now)
    later = ProviderEvent.objects.create(event_id="evt_0", kind="charge", payload={}, received_at=now, failure="No.")
    for columns, stands in (
        ({"failure": "No."}, True),
        ({"failure": "No.", "worked_off_at": now}, False),
        ({"failure": "", "worked_off_at": None}, False),
        ({"received_at": now - MINUTE}, False),
        ({"received_at": now - MINUTE - SECOND}, True),
        ({"worked_off_at": now}, False),
    ):
        ProviderEvent.objects.filter(pk=row.pk).update(**columns)
        assert list(stopped_events()) == [*[row] * stands, later], columns
    later.delete()
    ProviderEvent.objects.create(event_id="evt_3", kind="k" * 100, payload={}, received_at=now, worked_off_at=now)
    names = {"event charge": 2, f"event {'k' * 94}": 1}
    for age, counts in ((PATIENCE, {}), (PATIENCE + SECOND, names)):
        ProviderEvent.objects.update(received_at=now - age, worked_off_at=None)
        ProviderEvent.objects.get_or_create(event_id="evt_2", kind="charge", payload={}, received_at=now - age)
        assert stopped_long() == counts


def test_job_is_late_after_the_time_of_its_queue(now):
    for queue, late in (("default", 0), ("slow", 3600)):
        limit = max(PATIENCE, timedelta(seconds=late))
        for age, is_late in ((limit, False), (limit + SECOND, True)):
            job = StoppedJob(7, "payments.tasks.x", queue, {"row": 5, "text": "private"}, 0, True, now - age)
            with pytest.MonkeyPatch.context() as patched:
                patched.setattr(stopped, "queue_of", lambda _name, late=late: SimpleNamespace(late=late))
                assert stopped._is_late(job) is is_late
    assert not stopped._is_late(replace(job, since=None))
    assert job.ids == {"row": 5}


def test_operators_are_notified_again_after_a_day(now, pavel, farida, monkeypatch):
    monkeypatch.setattr(alarm_actions, "stopped_long", lambda: {"event charge": 3, "event payout": 1})
    assert alarm_actions._in_words("event charge won") == "charge won"
    WorkAlarm.objects.create(name="job mended", alarmed_at=now)
    WorkAlarm.objects.create(name="event payout", alarmed_at=now - timedelta(days=1) + SECOND)
    assert alarm_of_stopped_work() == ["event charge"]
    assert set(WorkAlarm.objects.values_list("name", flat=True)) == {"event charge", "event payout"}
    assert list(Notification.objects.values_list("user", flat=True)) == [pavel.pk]
    WorkAlarm.objects.filter(name="event payout").update(alarmed_at=now - timedelta(days=1))
    assert alarm_of_stopped_work() == ["event payout"]
    assert set(WorkAlarm.objects.values_list("alarmed_at", flat=True)) == {now}


def test_file_holds_the_days_of_its_period_in_their_zone(db, farida, monkeypatch):
    period = Period(date(2027, 3, 1), date(2027, 3, 2), "USD", ZoneInfo("Asia/Dhaka"))
    first_instant, end = datetime(2027, 2, 28, 18, tzinfo=UTC), datetime(2027, 3, 2, 18, tzinfo=UTC)
    assert (period.start, period.end) == (first_instant, end)
    row = {"freelancer": farida, "amount_value": 5, "currency": "USD"}
    instants = (first_instant - SECOND, first_instant, end - SECOND, end)
    payouts = [Payout.objects.create(created_at=instant, **row) for instant in instants]
    other = Payout.objects.create(created_at=first_instant, **row | {"currency": "BDT"})
    rows = SHEETS["payouts"].rows
    Payout.objects.filter(pk=payouts[1].pk).update(ended_at=end, state="paid", rail="bank", cost_value=1)
    days = [datetime(2027, 3, 1), datetime(2027, 3, 3)]  # noqa: DTZ001  # as spreadsheets have them
    numbers = [None, "", "USD", 5, 1, 4]
    assert next(rows(period)) == [payouts[1].pk, *days, "paid", farida.pk, "bank", *numbers]
    assert [each[0] for each in rows(period)] == [each.pk for each in payouts[1:3]]
    assert [each[0] for each in rows(replace(period, currency=""))] == [each.pk for each in (*payouts[1:3], other)]
    assert SHEETS["payouts"].count(period) == 2
    for instant in instants:
        monkeypatch.setattr(clock, "now", lambda instant=instant: instant)
        postings.post_capital(f"T-{instant:%c}", usd(5))
    keys = [f"capital:T-{instant:%c}" for instant in instants[1:3] for _leg in range(2)]
    assert [each[1] for each in SHEETS["transactions"].rows(period)] == keys
    assert SHEETS["transactions"].count(period) == 4
    assert SHEETS["transactions"].count(replace(period, currency="BDT")) == SHEETS["fees"].count(period) == 0


def test_workbook_has_a_most_of_lines(db, farida, monkeypatch):
    day = clock.local(clock.now()).date()
    period = Period(day, day, "", ZoneInfo("Asia/Dhaka"))
    row = {"freelancer": farida, "amount_value": 5, "currency": "USD", "created_at": clock.now()}
    Payout.objects.bulk_create(Payout(**row) for _each in range(2))
    monkeypatch.setattr(export, "MOST_IN_WORKBOOK", 2)
    with export.as_workbook(SHEETS["payouts"], period) as file:
        assert len(list(load_workbook(file).active.values)) == 3
    monkeypatch.setattr(export, "MOST_IN_WORKBOOK", 1)
    with pytest.raises(export.WorkbookTooLarge) as refused:
        export.as_workbook(SHEETS["payouts"], period)
    assert str(refused.value) == "These are more than 1 lines: choose a shorter period, or CSV."


def test_ledger_is_read_by_page_and_account(db, farida, rina, pavel):
    keys = [f"T-{number}" for number in range(PAGE + 1)]
    for key in keys:
        postings.post_capital(key, usd(5))
    ours = partial(transactions_page, condition=Q(key__startswith="capital:T-"))
    newest = ours()
    assert newest.rows == transactions_page().rows
    assert [each.key for each in newest.rows] == [f"capital:{key}" for key in keys[:0:-1]]
    assert newest.older == newest.rows[-1].pk
    oldest = ours(before=newest.older)
    assert ([each.key for each in oldest.rows], oldest.older) == ([f"capital:{keys[0]}"], None)
    assert len(ours(before=newest.rows[0].pk).rows) == PAGE
    assert ours(before=newest.rows[0].pk).older is None
    mine = LedgerAccount.objects.create(kind="payable", currency="USD", user=farida)
    taka = LedgerAccount.objects.create(kind="payable", currency="BDT", user=farida)
    other = LedgerAccount.objects.create(kind="clearing", currency="BDT", user=rina)
    assert list(accounts_at(person=farida.pk)) == [taka, mine]
    assert list(accounts_at(kind="payable")) == [taka, mine]
    assert list(accounts_at(kind="payable", currency="BDT-and-more")) == [taka]
    in_taka = list(accounts_at(currency="BDT"))
    assert ({other, taka} <= {*in_taka}, {each.currency for each in in_taka}) == (True, {"BDT"})
    assert set(accounts_at(kind="none")) == set(LedgerAccount.objects.all())
    assert (owner_of_accounts(pavel, None), owner_of_accounts(pavel, 0)) == (None, None)
    assert (owner_of_accounts(pavel, rina.pk), open_account(pavel, mine.pk)) == (rina, mine)
    open_account(pavel, LedgerAccount.objects.filter(kind="capital")[0].pk)
    with pytest.raises(NotFound):
        open_account(pavel, 0)
    seen = AuditEntry.objects.filter(code="ledger_account.seen").order_by("pk")
    assert [(each.by, each.on_id) for each in seen] == [(pavel, rina.pk), (pavel, farida.pk)]


def test_rails_that_were_never_compared_are_silent(db, settings):
    settings.PAY_IN, settings.PAY_OUT = {"stripe": ["USD"], "bkash": ["BDT"]}, {"bank": ["BDT"], "bkash": ["BDT"]}
    assert silent_rails() == ["stripe", "bkash", "bank"]
    row = {"rail": "stripe", "at": clock.now(), "ours": 1, "theirs": 1}
    rows = [Reconciliation.objects.create(currency=currency, **row) for currency in ("USD", "USD", "BDT")]
    assert (silent_rails(), newest_reconciliations()) == (["bkash", "bank"], rows[:0:-1])
