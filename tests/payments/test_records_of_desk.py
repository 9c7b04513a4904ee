"""What the money desk and the documents say of one world of money: see tests.money_record."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import F
from django.db.transaction import atomic, set_rollback

from market.contracts.proposals.actions import agree_proposal, propose_change
from market.contracts.proposals.changes import Wish
from market.contracts.workroom.actions import submit_work
from market.core.base import clock
from market.core.base.errors import ProviderUnavailable
from market.documents.actions import set_billing_details
from market.files.actions import keep_upload
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.desk.alarm_actions import alarm_of_stopped_work
from market.payments.desk.explaining import _sent_refunds, _uncounted_payments, _unknown_fees, explain
from market.payments.desk.export import SHEETS, Period, as_csv
from market.payments.desk.ledger_links import ROW_KINDS, ledger_link
from market.payments.desk.overview import overview_of
from market.payments.desk.queries import (
    account_page,
    accounts_at,
    legs_of,
    open_account,
    owner_of_accounts,
    transactions_page,
)
from market.payments.desk.reconciliation_actions import reconcile_balances
from market.payments.desk.replay_actions import replay_event, replay_events, retry_job, retry_jobs
from market.payments.desk.search import search_money
from market.payments.desk.stopped import stopped_events, stopped_jobs, tries_of
from market.payments.documents.contract_actions import issue_contract_file
from market.payments.documents.income_actions import (
    CALENDAR_YEAR,
    issue_income_certificate,
    issue_yearly_statement,
    year_period,
)
from market.payments.exchange_rates.actions import PRACTICE_SOURCE, record_exchange_rate, renew_practice_rate
from market.payments.give_backs.actions import give_back
from market.payments.models import (
    Chargeback,
    ExchangeRate,
    Funding,
    LedgerTransaction,
    PayoutAccount,
    PayoutBatch,
    ProviderEvent,
    Refund,
    Release,
    StaffProposal,
)
from market.payments.payout_batches.actions import make_payout_batch
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import fail_payout, mark_payout_paid, send_payout
from market.payments.proposals.actions import approve_staff_proposal, propose
from market.payments.provider import stripe
from market.payments.provider.reconciliation import compare_balances
from market.payments.provider.types import RefundRequest
from market.payments.refunds.actions import give_refund
from market.training.models import Certificate
from tests import make
from tests.access.probe import png
from tests.payments.bank_story import payout_in_taka
from tests.payments.story import checkout, contract, first, funded, pay, payable, released, submitted, usd
from tests.payments.test_money_desk import parked_event

pytestmark = pytest.mark.django_db
CAPITAL = {"amount": "100.00", "currency": "USD", "rail": "stripe", "reference": "TT 7"}


@pytest.fixture
def desk(record, provider, skip, settings, pavel):
    """A payment of each fate: what the desk looks through."""
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    release = payable(provider, skip, "100.00")
    give_back(by=release.freelancer, milestone_id=release.milestone_id, amount=usd("25.00"), reason="Too much.")
    send_payout(payout_id=request_payout(by=release.freelancer, amount=usd("60.00")).pk)
    refunded = funded(provider, "63.47")
    give_refund(by=refunded.contract.freelancer, milestone_id=refunded.pk)
    disputed = Funding.objects.get(milestone=submitted(provider, "40.00"), state="paid")
    sync_dispute(dispute_id=provider.want_back(disputed.charge_id).id)
    checkout(first(contract("30.00")))
    payout_in_taka(provider, skip, release.freelancer)
    make_payout_batch(by=pavel)
    propose(by=pavel, kind="capital_in", parameters=CAPITAL, reason="The provider keeps its fees from the balance.")
    parked_event()
    return record


def test_money_desk(alone, desk, pavel):
    note_search(desk)
    note_pages(desk, pavel)
    note_files(desk)


def note_search(desk):
    PayoutBatch.objects.update(bank_reference="EFT-77")
    funding, release = Funding.objects.earliest("pk"), Release.objects.exclude(transfer_id="").get()
    texts = ["carla@demo.test", "Farida", "Pavel", "301", "201", "601", "101", "#101", "1", "fees", "105.00"]
    texts += [
        "100",
        "63.47",
        "66.64",
        "40",
        "42",
        "25",
        "5000",
        "60",
        "INV-2027-000001",
        "eft-77",
        "PAY-2027-000001",
        "evt_charge.updated",
    ]
    texts += [Certificate.objects.latest("pk").serial.lower(), "release:401", "x", "", "x" * 300]
    texts += [funding.checkout_id, funding.payment_id, funding.charge_id, release.transfer_id, release.arrival_id]
    texts += [Chargeback.objects.get().dispute_id, PayoutAccount.objects.get().account_id]
    texts += [LedgerTransaction.objects.get(key="release:401").content_hash.hex()]
    for text in texts:
        desk.show(f"Search for {text}", search_money(text))
    desk.require("desk_search")


def note_pages(desk, pavel):
    reconcile_balances()
    approve_staff_proposal(by=make.make_person("Ola", roles=["operator"]), proposal_id=StaffProposal.objects.get().pk)
    overview = overview_of(pavel)
    desk.show("What waits", [overview.waiting, overview.stopped, overview.silent])
    desk.show("Balances", overview.currencies)
    desk.show("Comparisons", [columns_of(each) for each in overview.reconciliations])
    desk.show(
        "What explains them", [columns_of(part) for each in overview.reconciliations for part in each.differences.all()]
    )
    desk.show("Transactions of a contract", [each.key for each in transactions_page(contract=101).rows])
    desk.show("Transactions of a milestone", [each.key for each in transactions_page(milestone=202).rows])
    desk.show("Legs", [columns_of(each) for each in legs_of(LedgerTransaction.objects.earliest("pk"))])
    for name, kind in ROW_KINDS.items():
        row = kind.model._base_manager.order_by("pk").first()
        rows = LedgerTransaction.objects.filter(kind.condition(row.pk if row else 1)).order_by("pk")
        link = ledger_link(pavel, row) if row else ""
        desk.show(f"Transactions of a {name} {link}", list(rows.values_list("key", flat=True)))
    farida = Release.objects.earliest("pk").freelancer
    accounts = list(accounts_at(person=farida.pk))
    desk.show("Accounts of a person", [str(each) for each in accounts])
    desk.show("Accounts of a kind in taka", [str(each) for each in accounts_at(kind="payable", currency="BDT")])
    for account in accounts[:2]:
        desk.show(f"Entries of {account}", account_page(account).lines)
    desk.step("An operator looks at the person's accounts", lambda: owner_of_accounts(pavel, farida.pk))
    desk.step("And at one of them", lambda: open_account(pavel, accounts[0].pk))
    desk.require("desk_pages")


def columns_of(row) -> dict:
    """The columns of a row, without its time."""
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "at"}


def note_files(desk):
    first_days = Period(date(2027, 3, 1), date(2027, 3, 5), "USD", ZoneInfo("Asia/Dhaka"))
    rest = Period(date(2027, 3, 6), date(2027, 3, 31), "", ZoneInfo("UTC"))
    for name, sheet in SHEETS.items():
        for period in (first_days, rest):
            desk.show(f"{name} of {sheet.count(period)} lines", "".join(as_csv(sheet, period)).splitlines())
    desk.require("desk_files")


def test_stopped_work(record, pavel):
    event, _other = parked_event(), parked_event("charge.refunded")
    job = stopped_jobs()[0]
    record.show("Stopped", [*stopped_events(), job.name, job.ids, job.task, job.queue, job.attempts, job.is_late])
    record.show("Tries", [tries_of([event])[event.pk].is_queued, tries_of([event])[event.pk].count])
    record.step("One event again", lambda: replay_event(by=pavel, event_id=event.pk))
    record.step("All of a kind", lambda: replay_events(by=pavel, kind="charge.refunded"))
    parked_event("charge.failed")
    record.step("One job again", lambda: retry_job(by=pavel, job_id=stopped_jobs()[0].id))
    parked_event("charge.expired")
    record.step("All of a task", lambda: retry_jobs(by=pavel, task=job.task))
    record.refused("A task without any", lambda: retry_jobs(by=pavel, task=job.task))
    parked_event("charge.expired.again")
    ProviderEvent.objects.update(received_at=clock.now() - timedelta(minutes=16))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '16 minutes'")
    record.step("It has stopped for long", alarm_of_stopped_work)
    record.step("It still has", alarm_of_stopped_work)
    ProviderEvent.objects.update(worked_off_at=clock.now())
    record.step("The events have not", alarm_of_stopped_work)
    record.require("stopped_work")


def test_documents(record, provider, skip, settings):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    settings.VAT_PERCENT = Decimal(15)
    today = clock.local(clock.now()).date()
    values = {"taka_per_dollar": Decimal("121.5"), "source": " Bangladesh Bank "}
    record.step("The rate of a day", lambda: record_exchange_rate(day=today, **values))
    record.refused("Of a day to come", lambda: record_exchange_rate(day=today + timedelta(days=1), **values))
    wrong = {"taka_per_dollar": Decimal("9.99"), "source": " "}
    record.refused("A wrong one", lambda: record_exchange_rate(day=today, **wrong))
    release = released(provider, "100.00")
    client, freelancer, contract_id = (
        release.milestone.contract.client,
        release.freelancer,
        release.milestone.contract_id,
    )
    set_billing_details(by=client, name="Tea Ltd", address="1 Market Street\nLondon", tax_number="GB 123")
    give_back(by=freelancer, milestone_id=release.milestone_id, amount=usd("40.00"), reason="Too much.")
    payout = payout_in_taka(provider, skip, freelancer)
    record.step("A payout has arrived", lambda: mark_payout_paid(payout_id=payout.pk))
    day = clock.local(clock.now()).date()
    for by in (client, freelancer):
        record.step("A party asks for the contract", lambda by=by: issue_contract_file(by=by, contract_id=contract_id))
    ask = {"by": freelancer, "since": today, "until": day}
    record.step("The freelancer asks for a certificate", lambda: issue_income_certificate(**ask))
    idle = ask | {"since": day, "until": day}
    record.refused("Of a day without income", lambda: issue_income_certificate(**idle))
    record.step("All the same", lambda: issue_income_certificate(**idle, even_if_empty=True))
    record.step("For a statement", lambda: issue_yearly_statement(by=freelancer, year=2026))
    record.refused("Of a year without income", lambda: issue_yearly_statement(by=freelancer, year=2020))
    record.step("All the same", lambda: issue_yearly_statement(by=freelancer, year=2020, even_if_empty=True))
    record.step("Of the calendar year", lambda: issue_yearly_statement(by=freelancer, year=2027, kind=CALENDAR_YEAR))
    record.step("The payout comes back", lambda: fail_payout(payout_id=payout.pk, failure="account_closed"))
    record.require("documents")


def test_file_of_a_contract_that_was_changed(record, provider):
    running = contract("50.00", "20.00")
    client, freelancer, last = running.client, running.freelancer, running.milestones.get(position=2)
    wish = Wish(last.pk, last.title, Decimal("25.00"), last.days)
    proposal = propose_change(by=client, contract_id=running.pk, wishes=[wish])
    agree_proposal(by=freelancer, proposal_id=proposal.pk)
    milestone = pay(provider, first(running))
    upload = keep_upload(by=freelancer, file=png()).pk
    submit_work(by=freelancer, milestone_id=milestone.pk, note="Here it is.", file_ids=[str(upload)])
    record.step("A party asks for the contract", lambda: issue_contract_file(by=client, contract_id=running.pk))
    record.require("documents_of_a_change")


def test_example_rate_is_renewed(record):
    today = clock.local(clock.now()).date()
    record.step("There is none", renew_practice_rate)
    values = {"taka_per_dollar": Decimal(120), "source": PRACTICE_SOURCE}
    record_exchange_rate(day=today - timedelta(days=1), **values)
    record.step("It is of yesterday", renew_practice_rate)
    record.step("It is of today", renew_practice_rate)
    ExchangeRate.objects.update(source="Bangladesh Bank", day=F("day") - timedelta(days=9))
    record.step("The last one is no example", renew_practice_rate)
    record.require("example_rate")


def test_differences_are_explained(record, provider, monkeypatch):
    milestone, other = funded(provider, "40.00"), funded(provider, "60.00")
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    give_refund(by=other.contract.freelancer, milestone_id=other.pk)
    checkout(first(contract("30.00")))
    paid = checkout(first(contract("20.00")))
    provider.pay(paid.checkout_url)
    row = Refund.objects.get(milestone=milestone)
    funding = row.funding
    stripe.create_refund(RefundRequest(funding.payment_id, funding.charge_id, row.amount, str(row.pk)))
    Funding.objects.filter(milestone=other).update(provider_fee_value=1)
    (comparison,) = [each for each in compare_balances() if each.currency == "USD"]
    differs = replace(comparison, ours=comparison.ours + 100)
    record.show("What explains a difference", [columns_of(each) for each in explain(differs)])
    record.show("None", explain(replace(comparison, ours=comparison.theirs)))
    assert_only_rows_of_the_comparison_explain(differs, row)
    monkeypatch.setattr(stripe, "retrieve_payment", unavailable)
    record.show("While payments cannot be read", [columns_of(each) for each in explain(differs)])
    record.require("differences")


def assert_only_rows_of_the_comparison_explain(comparison, refund):
    """By cause: what makes a row another one's, so that it explains nothing here."""
    fee = Funding.objects.get(provider_fee_value=1)
    uncounted = Funding.objects.exclude(state="paid").latest("pk")
    rows = {
        ("fee", fee): [{"rail": "bkash"}, {"currency": "BDT"}, {"state": "expired"}, {"payment_id": ""}],
        ("uncounted", uncounted): [{"rail": "bkash"}, {"currency": "BDT"}, {"state": "paid"}, {"checkout_id": None}],
        ("refund", refund): [{"currency": "BDT"}, {"state": "failed"}, {"refund_id": "re_1"}],
        ("refund", refund.funding): [{"rail": "bkash"}],
    }
    finders = {"fee": _unknown_fees, "uncounted": _uncounted_payments, "refund": _sent_refunds}
    for (cause, row), changes in rows.items():
        find = finders[cause]
        assert [*find(comparison)], cause
        for columns in changes:
            with atomic():
                type(row).objects.filter(pk=row.pk).update(**columns)
                assert not [*find(comparison)], (cause, columns)
                set_rollback(True)


def unavailable(*_values):
    raise ProviderUnavailable


def test_periods_that_are_refused(record, carla, farida):
    day, today = timedelta(days=1), clock.local(clock.now()).date()
    ask = lambda since, until, by=farida: issue_income_certificate(by=by, since=since, until=until)  # noqa: E731
    record.refused("By a client", lambda: ask(today, today, carla))
    record.refused("Not over", lambda: ask(today, today + day))
    record.refused("Not in order", lambda: ask(today, today - day))
    record.refused("Too early", lambda: ask(date(1999, 12, 31), today))
    record.refused("Too long", lambda: ask(today - 5 * 366 * day - day, today))
    issue_income_certificate(by=farida, since=today - 5 * 366 * day, until=today, even_if_empty=True)
    record.refused("A year to come", lambda: issue_yearly_statement(by=farida, year=2027))
    record.refused("A calendar year to come", lambda: issue_yearly_statement(by=farida, year=2028, kind=CALENDAR_YEAR))
    record.refused("A year too early", lambda: issue_yearly_statement(by=farida, year=1999))
    record.show(
        "Years", [*(year_period(year, "income") for year in (2000, 2025, 2026)), year_period(2027, CALENDAR_YEAR)]
    )
    record.require("periods")
