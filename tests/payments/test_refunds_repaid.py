"""A refund that failed is sent another way: by an operator, or by the client's bank. The books agree each time."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import DataError, connection
from django.db.transaction import atomic

from market.core.base.audit import audit
from market.core.base.errors import Invalid, NotAllowed, NotFound, is_not_text
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Funding, LedgerBalance, Refund
from market.payments.queries import spending_of
from market.payments.refunds.actions import give_refund
from market.payments.refunds.repayment_actions import OwnRefund, RefundNotOwed, repay_refund
from market.payments.releases.actions import release_part
from tests.payments.story import assert_books_whole, funded, usd

HOW = {"reference": "BKASH-7781", "note": "Agreed by mail on 3 May."}


def credit_of(client):
    return LedgerBalance.objects.get(account__kind="client_credit", account__user=client).value


def test_an_operator_puts_on_record_that_a_failed_refund_was_sent_another_way(failed, pavel, page):
    client = failed.milestone.contract.client
    assert credit_of(client) == failed.amount.amount
    assert "Tell us where to send your refund" in page(client).get("/my-work/").content.decode()
    repay_refund(by=pavel, refund_id=failed.pk, **HOW)
    failed.refresh_from_db()
    assert (failed.owed, failed.repaid_by, failed.repaid_reference) == (usd(0), pavel, "BKASH-7781")
    assert credit_of(client) == 0
    (spent,) = spending_of(client)
    assert (spent.charged, spent.refunded, spent.not_arrived) == (usd("66.64"), usd("66.64"), usd(0))
    assert_books_whole()
    entry = AuditEntry.objects.get(code="refund.repaid")
    assert (entry.by, entry.facts["reference"], entry.facts["note"]) == (pavel, HOW["reference"], HOW["note"])
    assert Notification.objects.filter(user=client, kind="refund.repaid").count() == 1
    browser = page(client)
    assert "where to send your refund" not in browser.get("/my-work/").content.decode()
    money = browser.get("/money/").content.decode()
    assert "We owe you" not in money
    assert "+$66.64" in money
    contract = browser.get(failed.milestone.contract.get_absolute_url()).content.decode()
    assert "did not go through" not in contract
    assert "$63.47 went back to you" in contract


def test_a_failed_refund_is_repaid_once_and_by_nobody_else(failed, pavel, omar):
    client = failed.milestone.contract.client
    for person, refusal in ((omar, NotFound), (client, NotAllowed)):
        with pytest.raises(refusal):
            repay_refund(by=person, refund_id=failed.pk, **HOW)
    client.roles = ["operator"]
    client.save()
    with pytest.raises(OwnRefund):
        repay_refund(by=client, refund_id=failed.pk, **HOW)
    with pytest.raises(Invalid) as refused:
        repay_refund(by=pavel, refund_id=failed.pk, reference=" ", note="")
    assert set(refused.value.errors) == {"reference", "note"}
    repay_refund(by=pavel, refund_id=failed.pk, **HOW)
    with pytest.raises(RefundNotOwed):
        repay_refund(by=pavel, refund_id=failed.pk, **HOW)
    assert_books_whole()


def test_a_nul_in_the_words_of_an_operator_is_no_fault_of_ours(failed, pavel):
    """Pages answer 400 to what `is_not_text` knows: here the text stands in JSON, of the audit log."""
    with pytest.raises(DataError) as error, atomic():
        audit("refund.repaid", by=pavel, on=failed, reference="a\0b")
    assert is_not_text(error.value)


def test_what_the_bank_paid_of_a_failed_refund_is_owed_no_more(failed, provider, pavel):
    asked = provider.want_back(Funding.objects.get(milestone=failed.milestone_id, state="paid").charge_id)
    sync_dispute(dispute_id=asked.id)
    provider.decide(asked, "lost")
    sync_dispute(dispute_id=asked.id)
    failed.refresh_from_db()
    assert failed.owed == usd(0)
    assert failed.repaid_by is None
    Refund.objects.update(repaid_value=0, repaid_at=None)  # as it stood before there was a place for it
    with connection.cursor() as cursor:
        cursor.execute(import_module("market.payments.migrations.0009_refunds_paid_by_a_bank").PAID_BY_A_BANK)
    failed.refresh_from_db()
    assert (failed.repaid_value, bool(failed.repaid_at)) == (failed.amount.amount, True)
    with pytest.raises(RefundNotOwed):
        repay_refund(by=pavel, refund_id=failed.pk, **HOW)
    assert_books_whole()


def test_a_bank_that_takes_what_was_sent_another_way_takes_it_from_the_operator(failed, provider, pavel):
    repay_refund(by=pavel, refund_id=failed.pk, **HOW)
    asked = provider.want_back(Funding.objects.get(milestone=failed.milestone_id, state="paid").charge_id)
    sync_dispute(dispute_id=asked.id)
    provider.decide(asked, "lost")
    sync_dispute(dispute_id=asked.id)
    assert credit_of(failed.milestone.contract.client) == 0
    assert_books_whole()


def test_a_split_milestone_tells_that_its_refund_did_not_arrive(provider, run_jobs, travel, page):
    milestone = funded(provider, "163.47")
    client = milestone.contract.client
    release_part(by=client, milestone_id=milestone.pk, amount=usd("100.00"))
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    travel(timedelta(days=3))
    assert Refund.objects.get().state == "failed"
    contract = page(client).get(milestone.contract.get_absolute_url()).content.decode()
    assert "The refund of the rest did not go through: $63.47" in contract
    assert "Refund not arrived" in contract
    assert "went back to you" not in contract
