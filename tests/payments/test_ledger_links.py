"""Which transactions are of a row of money, with those of other rows beside: by key, by kind, by milestone."""

import pytest

from market.accounts.models import User
from market.contracts.models import Milestone
from market.core.base import clock
from market.documents.models import Document
from market.payments.desk.ledger_links import ROW_KINDS, ledger_link
from market.payments.models import Debt, Funding, GiveBack, LedgerTransaction, Payout, PayoutBatch, Release
from tests.payments.story import contract, first
from tests.payments.test_rows_of_people import make_chargeback, make_payout, make_release
from tests.payments.test_sums_and_sides import make_debt, make_give_back

pytestmark = pytest.mark.django_db


def found(name: str, number: int) -> list[str]:
    rows = LedgerTransaction.objects.filter(ROW_KINDS[name].condition(number))
    return list(rows.order_by("pk").values_list("key", flat=True))


@pytest.mark.parametrize(
    ("name", "templates"),
    [
        ("payment", ["funding:{}"]),
        ("release", ["release:{}", "clearing:{}"]),
        ("refund", ["refund:{}", "refund-paid:{}", "refund-failed:{}", "refund-repaid:{}", "given-back:{}"]),
        (
            "payout",
            [
                *("payout:{}:5", "payout-paid:{}:5", "payout-failed:{}:5", "payout-returned:{}:5"),
                *("payout-fee:{}", "payout-cost:{}", "payout-cost-returned:{}"),
                *("allowance-payout:{}", "allowance-paid:{}", "allowance-failed:{}", "allowance-came-back:{}"),
            ],
        ),
        ("payout_quote", ["exchange-out:{}:5", "exchange-in:{}:5"]),
        ("debt", ["debt-paid:{}:5", "chargeback-taken-debt:{}:5"]),
        ("chargeback", ["chargeback:{}", "chargeback-won:{}", "chargeback-lost:{}", "chargeback-forgiven:{}"]),
        ("allowance", ["allowance:{}", "allowance-returned:{}"]),
    ],
)
def test_keys_of_a_row(post_at, name, templates):
    milestone = first(contract("100.00"))
    for number in (7, 77, 17):
        for template in templates:
            post_at("correction", milestone, clock.now(), template.format(number))
    assert found(name, 7) == [template.format(7) for template in templates]


def test_parts_of_a_chargeback_are_of_its_milestone_and_kind(post_at, farida):
    milestone, other = (first(contract("100.00", freelancer=farida)) for _each in range(2))
    paid = {"amount_value": 100, "fee_value": 5, "currency": "USD", "state": "paid", "created_at": clock.now()}
    Funding.objects.create(milestone=milestone, **paid)
    row = make_chargeback(milestone, dispute_id="dp_1")
    for kind in ("chargeback_reversed", "chargeback_owed", "correction"):
        for of, number in ((milestone, row.pk), (milestone, f"{row.pk}1"), (other, row.pk)):
            post_at(kind, of, clock.now(), f"{kind}:{of.pk}:{number}")
    parts = [f"{kind}:{milestone.pk}:{row.pk}" for kind in ("chargeback_reversed", "chargeback_owed")]
    assert found("chargeback", row.pk) == parts
    debt, later = make_debt(milestone, chargeback=row, amount_value=5, left_value=5), row.pk + 9
    assert found("debt", debt.pk) == parts
    give_back = make_give_back(milestone)
    assert found("debt", make_debt(milestone, give_back=give_back, amount_value=5, left_value=5).pk) == []
    assert found("debt", later) == found("chargeback", later) == []
    for of in (milestone, other):
        for kind in ("give_back", "correction"):
            post_at(kind, of, clock.now(), f"{kind}:{of.pk}:given")
    assert found("give_back", give_back.pk) == [f"give_back:{milestone.pk}:given"]


def test_batch_has_the_transactions_of_its_payouts(post_at, farida, pavel):
    milestone, now = first(contract("100.00", freelancer=farida)), clock.now()
    batch, other = (
        PayoutBatch.objects.create(count=1, currency="BDT", amount_value=5, made_by=pavel, made_at=now)
        for _each in range(2)
    )
    keys = {}
    for of in (batch, other):
        payout = make_payout(farida, batch=of, currency="BDT")
        release = make_release(milestone, payout=payout, state="in_transit")
        parts = [f"{kind}:{payout.pk}:{release.pk}" for kind in ("payout", "payout-paid")]
        keys[of] = [*parts, f"payout-cost:{payout.pk}", f"allowance-payout:{payout.pk}"]
        for key in (*keys[of], f"payout:{payout.pk}:{release.pk + 9}"):
            post_at("correction", milestone, now, key)
    assert {of: found("payout_batch", of.pk) for of in keys} == keys


def test_document_leads_to_its_payout_or_its_contract(post_at, farida, pavel):
    milestone = first(contract("100.00", freelancer=farida))
    payout, desk = make_payout(farida), "/staff/money/transactions/"
    of_payout, of_contract = Document(kind="payout", payout=payout.pk), Document(contract=milestone.contract_id)
    assert [ledger_link(pavel, row) for row in (of_payout, of_contract)] == ["", ""]
    post_at("correction", milestone, clock.now(), f"payout-fee:{payout.pk}")
    assert ledger_link(pavel, of_payout) == f"{desk}?of=payout&number={payout.pk}"
    assert ledger_link(pavel, of_contract) == f"{desk}?contract={milestone.contract_id}"
    assert ledger_link(pavel, Document(payout=payout.pk + 1)) == ledger_link(farida, of_payout) == ""
    assert ledger_link(pavel, milestone) == f"{desk}?milestone={milestone.pk}"
    for row in (Payout(pk=5), Milestone(pk=5), Release(pk=5), Debt(pk=5), GiveBack(pk=5), User(pk=5)):
        assert bool(ledger_link(pavel, row)) is isinstance(row, Payout), row
