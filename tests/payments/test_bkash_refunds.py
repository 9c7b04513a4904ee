"""Refunds by bKash, which knows no idempotency keys: none is made twice, and equal ones are told apart."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.core.base import clock, http_client
from market.core.base.errors import ProviderUnavailable
from market.payments.models import Funding, Refund
from market.payments.provider import bkash, bkash_token
from market.payments.provider.port import ProviderRefused
from market.sandbox.models import BkashRefund
from tests.payments.story import funded
from tests.payments.test_bkash import refused

pytestmark = pytest.mark.django_db


def test_several_refunds_of_a_payment(bkash_desk):
    page = bkash_desk.paid()
    first, second = bkash_desk.refund_of(page, "500", mark="1"), bkash_desk.refund_of(page, "550", mark="2")
    assert bkash.find_refund(first) is None
    created = bkash.create_refund(first)
    assert (created.status, created.failure) == ("succeeded", "")
    assert bkash.retrieve_refund(first, created.id) == created
    assert bkash.create_refund(second).id != created.id
    with refused("2072"):
        bkash.create_refund(bkash_desk.refund_of(page, "1", mark="3"))
    with pytest.raises(ProviderUnavailable):
        bkash.retrieve_refund(first, "NONE")


def test_refund_whose_answer_was_lost_is_not_made_twice(bkash_desk, monkeypatch):
    page = bkash_desk.paid()
    refund = bkash_desk.refund_of(page, "500")
    answers = iter(["status", "transaction"])
    real = http_client.post

    def post(url, *args, **more):
        answer = real(url, *args, **more)
        if url.endswith("/transaction") or next(answers, "") == "transaction":
            raise http_client.Unanswered("It broke off.")
        return answer

    monkeypatch.setattr(http_client, "post", post)
    with pytest.raises(ProviderUnavailable):  # neither the refund nor the look after it is answered
        bkash.create_refund(refund)
    monkeypatch.setattr(http_client, "post", real)
    assert BkashRefund.objects.count() == 1
    created = bkash.create_refund(refund)
    assert (created, created.status) == (bkash.find_refund(refund), "succeeded")
    assert bkash.create_refund(refund) == created
    assert BkashRefund.objects.count() == 1


def refund_rows(provider, charge_id: str, *amounts: str) -> list[Refund]:
    """Our refunds of one payment that have no number yet."""
    milestone = funded(provider, "100.00")
    Funding.objects.update(charge_id=charge_id)
    return [
        Refund.objects.create(
            milestone=milestone,
            funding=Funding.objects.get(),
            amount_value=Decimal(amount),
            fee_value=0,
            currency="BDT",
            reason="given",
            created_at=clock.now(),
        )
        for amount in amounts
    ]


def test_equal_refunds_are_told_apart(bkash_desk, provider):
    page = bkash_desk.paid()
    rows = refund_rows(provider, bkash_desk.row(page).trx_id, "500.00", "500.00")
    first, second = (bkash_desk.refund_of(page, "500", mark=str(row.pk)) for row in rows)
    for ask in (bkash.find_refund, bkash.create_refund):
        with pytest.raises(ProviderUnavailable):
            ask(second)  # the first one may be under way
    created = bkash.create_refund(first)
    rows[0].refund_id = created.id
    rows[0].save()
    assert bkash.find_refund(second) is None
    assert bkash.create_refund(second).id != created.id
    assert bkash.find_refund(first) == created
    assert BkashRefund.objects.count() == 2


def test_refunds_of_a_payment_are_sent_one_at_a_time(bkash_desk):
    page = bkash_desk.paid()
    refund = bkash_desk.refund_of(page, "500")
    bkash_token.shared.ask(lambda cache: cache.add(f"bkash:refunding:{page.id}", "2", 60))
    with pytest.raises(ProviderUnavailable):
        bkash.create_refund(refund)
    assert not BkashRefund.objects.exists()


def test_refund_that_takes_a_day(bkash_desk, travel):
    page = bkash_desk.paid()
    refund = bkash_desk.refund_of(page, "500")
    bkash_desk.plan("refund_late")
    created = bkash.create_refund(refund)
    assert created.status == "pending"
    travel(timedelta(days=1))
    assert bkash.retrieve_refund(refund, created.id).status == "succeeded"


def test_refused_refund(bkash_desk):
    refund = bkash_desk.refund_of(bkash_desk.paid(), "500")
    bkash_desk.plan("refund_refused")
    with refused("2072"):
        bkash.create_refund(refund)
    assert bkash.find_refund(refund) is None


def refuse(monkeypatch, path: str, code: str, message: str) -> None:
    """Let bKash refuse the calls of this path."""
    real = bkash._call

    def call(address, payload, **more):
        if address.endswith(path):
            raise ProviderRefused(code, message)
        return real(address, payload, **more)

    monkeypatch.setattr(bkash, "_call", call)


def test_list_that_is_refused_tells_nothing_of_a_refund(bkash_desk, monkeypatch):
    refund = bkash_desk.refund_of(bkash_desk.paid(), "500")
    created = bkash.create_refund(refund)
    refuse(monkeypatch, "/payment/status", "2033", "Transaction not found")
    for ask in (lambda: bkash.retrieve_refund(refund, created.id), lambda: bkash.find_refund(refund)):
        with pytest.raises(ProviderUnavailable):
            ask()
    refuse(monkeypatch, "/payment/status", "2079", "No refund found")
    assert bkash.find_refund(refund) is None


def test_refund_waits_for_money_of_ours(bkash_desk, monkeypatch):
    refund = bkash_desk.refund_of(bkash_desk.paid(), "500")
    refuse(monkeypatch, "/payment/transaction", "2023", "Insufficient Balance")
    with pytest.raises(ProviderUnavailable):
        bkash.create_refund(refund)
