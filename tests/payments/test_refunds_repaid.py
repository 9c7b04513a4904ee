"""A failed refund is repaid outside the provider, by an operator or by the client's bank; the ledger agrees."""

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
from market.payments.proposals.actions import approve_staff_proposal, propose
from market.payments.queries import spending_of
from market.payments.refunds.actions import give_refund
from market.payments.refunds.repayment_actions import DestinationNotApproved, OwnRefund, RefundNotOwed, repay_refund
from market.payments.releases.actions import release_part
from tests.make import make_person
from tests.payments.story import assert_books_whole, funded, usd

HOW = {"reference": "BKASH-7781", "note": "Agreed by mail on 3 May."}


def credit_of(client):
    return LedgerBalance.objects.get(account__kind="client_credit", account__user=client).value


def test_operator_records_the_repayment_of_a_failed_refund(failed_refund, pavel, page):
    client = failed_refund.milestone.contract.client
    assert credit_of(client) == failed_refund.amount.amount
    assert "Tell us where to send your refund" in page(client).get("/my-work/").content.decode()
    with pytest.raises(DestinationNotApproved):
        repay_refund(by=pavel, refund_id=failed_refund.pk, **HOW)
    place = {"refund": str(failed_refund.pk), "destination": "Carla Private, account 4711 of a bank in Turin"}
    proposal = propose(by=pavel, kind="refund_destination", parameters=place, reason=HOW["note"])
    approve_staff_proposal(by=make_person("Ola", roles=["operator"]), proposal_id=proposal.pk)
    assert place["destination"] in page(client).get("/money/").content.decode()
    assert "where to send your refund" not in page(client).get("/my-work/").content.decode()
    assert Notification.objects.filter(user=client, kind="refund.destination_set").count() == 1
    repay_refund(by=pavel, refund_id=failed_refund.pk, **HOW)
    failed_refund.refresh_from_db()
    assert (failed_refund.owed, failed_refund.repaid_by, failed_refund.repaid_reference) == (
        usd(0),
        pavel,
        "BKASH-7781",
    )
    assert credit_of(client) == 0
    (spent,) = spending_of(client)
    assert (spent.charged, spent.refunded, spent.not_arrived) == (usd("66.64"), usd("66.64"), usd(0))
    assert_books_whole()
    entry = AuditEntry.objects.get(code="refund.repaid")
    assert (entry.by, entry.facts["reference"], entry.facts["note"]) == (pavel, HOW["reference"], HOW["note"])
    assert Notification.objects.filter(user=client, kind="refund.repaid").count() == 1
    browser = page(client)
    assert "where to send your refund" not in browser.get("/my-work/").content.decode()
    money_html = browser.get("/money/").content.decode()
    assert "We owe you" not in money_html
    assert "+$66.64" in money_html
    contract_html = browser.get(failed_refund.milestone.contract.get_absolute_url()).content.decode()
    assert "did not go through" not in contract_html
    assert "$63.47 went back to you" in contract_html


def test_agreed_refund_is_repaid_once_and_by_an_operator_only(agreed_refund, pavel, omar):
    client = agreed_refund.milestone.contract.client
    for person, refusal in ((omar, NotFound), (client, NotAllowed)):
        with pytest.raises(refusal):
            repay_refund(by=person, refund_id=agreed_refund.pk, **HOW)
    client.roles = ["operator"]
    client.save()
    with pytest.raises(OwnRefund):
        repay_refund(by=client, refund_id=agreed_refund.pk, **HOW)
    with pytest.raises(Invalid) as refused:
        repay_refund(by=pavel, refund_id=agreed_refund.pk, reference=" ", note="")
    assert set(refused.value.errors) == {"reference", "note"}
    repay_refund(by=pavel, refund_id=agreed_refund.pk, **HOW)
    with pytest.raises(RefundNotOwed):
        repay_refund(by=pavel, refund_id=agreed_refund.pk, **HOW)
    assert_books_whole()


def test_nul_character_in_audit_facts_is_not_text(agreed_refund, pavel):
    """Views answer 400 when `is_not_text` is true; here the text is in the JSON of the audit log."""
    with pytest.raises(DataError) as error, atomic():
        audit("refund.repaid", by=pavel, on=agreed_refund, reference="a\0b")
    assert is_not_text(error.value)


def test_lost_chargeback_settles_a_agreed_refund(agreed_refund, provider, pavel):
    dispute = provider.want_back(Funding.objects.get(milestone=agreed_refund.milestone_id, state="paid").charge_id)
    sync_dispute(dispute_id=dispute.id)
    provider.decide(dispute, "lost")
    sync_dispute(dispute_id=dispute.id)
    agreed_refund.refresh_from_db()
    assert agreed_refund.owed == usd(0)
    assert agreed_refund.repaid_by is None
    Refund.objects.update(repaid_value=0, repaid_at=None)  # as before the migration
    with connection.cursor() as cursor:
        cursor.execute(import_module("market.payments.migrations.0009_refunds_paid_by_a_bank").PAID_BY_A_BANK)
    agreed_refund.refresh_from_db()
    assert (agreed_refund.repaid_value, bool(agreed_refund.repaid_at)) == (agreed_refund.amount.amount, True)
    with pytest.raises(RefundNotOwed):
        repay_refund(by=pavel, refund_id=agreed_refund.pk, **HOW)
    assert_books_whole()


def test_chargeback_after_a_repayment_is_the_operators_loss(agreed_refund, provider, pavel):
    repay_refund(by=pavel, refund_id=agreed_refund.pk, **HOW)
    dispute = provider.want_back(Funding.objects.get(milestone=agreed_refund.milestone_id, state="paid").charge_id)
    sync_dispute(dispute_id=dispute.id)
    provider.decide(dispute, "lost")
    sync_dispute(dispute_id=dispute.id)
    assert credit_of(agreed_refund.milestone.contract.client) == 0
    assert_books_whole()


def test_split_milestone_shows_that_its_refund_failed(provider, run_jobs, travel, page):
    milestone = funded(provider, "163.47")
    client = milestone.contract.client
    release_part(by=client, milestone_id=milestone.pk, amount=usd("100.00"))
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    travel(timedelta(days=3))
    assert Refund.objects.get().state == "failed"
    contract_html = page(client).get(milestone.contract.get_absolute_url()).content.decode()
    assert "The refund of the rest did not go through: $63.47" in contract_html
    assert "Refund not arrived" in contract_html
    assert "went back to you" not in contract_html
