"""The operators' money desk: balances, differences explained, the ledger by page, search, stopped work, files."""

import io
import logging
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from openpyxl import load_workbook
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from market.core.base import clock
from market.core.base.errors import NotAllowed, NotFound
from market.core.models import AuditEntry
from market.documents.models import Document
from market.notifications.models import Notification
from market.payments.desk.alarm_actions import alarm_of_stopped_work
from market.payments.desk.ledger_links import ROW_KINDS, ledger_link
from market.payments.desk.queries import PAGE, account_page, accounts_at, balances_per_currency, newest_reconciliations
from market.payments.desk.reconciliation_actions import reconcile_balances, start_reconciliation
from market.payments.desk.replay_actions import replay_event, replay_events, retry_job, retry_jobs
from market.payments.desk.search import search_money
from market.payments.desk.stopped import stopped_events, stopped_jobs, stopped_long, tries_of
from market.payments.desk.task_names import TASK_NAMES, without_package
from market.payments.job_names import defer_job
from market.payments.ledger import postings
from market.payments.models import Funding, LedgerAccount, LedgerTransaction, Payout, ProviderEvent
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
    text = b"".join(browser.get("/staff/money/export/", values).streaming_content).decode()
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
    assert AuditEntry.objects.filter(code="ledger.exported", by=pavel).count() == 5
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
