"""The fee that goes back with what is given back: to the cent, whatever a bank took of the payment before."""

from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from market.contracts.workroom.actions import locked_milestone
from market.core.base.money import from_cents
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.give_backs.actions import refund_given
from market.payments.ledger.debt_postings import GivenBackFrom
from market.payments.models import Chargeback, Funding, LedgerEntry, Release
from market.sandbox.models import Dispute
from tests.payments.test_give_backs import paid_out

AMOUNT = Decimal("99.97")


def our_fees() -> Decimal:
    return LedgerEntry.objects.filter(account__kind="fees").aggregate(sum=Sum("amount"))["sum"]


@pytest.mark.django_db
def test_fees_that_go_back_sum_to_what_was_kept(provider, travel):
    release = paid_out(provider, travel, str(AMOUNT))
    charge_id = Funding.objects.get(milestone=release.milestone_id, state="paid").charge_id

    @settings(max_examples=8)
    @given(claimed=st.integers(1, 10400), cuts=st.sets(st.integers(1, 9996), max_size=4))
    def give_all_back(claimed, cuts):
        mark = transaction.savepoint()
        try:
            bank_dispute = provider.want_back(charge_id)
            Dispute.objects.update(amount=claimed)
            provider.decide(bank_dispute, "lost")
            sync_dispute(dispute_id=bank_dispute.id)
            give_rest_back(release, cuts)
        finally:
            transaction.savepoint_rollback(mark)

    give_all_back()


def give_rest_back(release: Release, cuts: set[int]) -> None:
    """Give all that the bank left in parts that begin at these cents."""
    row, whole = Chargeback.objects.get(), our_fees()
    assert row.owed_value == row.amount_value, "the freelancer owes it: nothing can be called back"
    left = AMOUNT - row.amount_value
    places = [Decimal(0), *(each for each in map(from_cents, sorted(cuts)) if each < left), left]
    for amount in (end - start for start, end in pairwise(places)):
        source = GivenBackFrom({"provider": amount}, "stripe")
        refund = refund_given(locked_milestone(release.milestone_id), amount, source)
        assert abs(refund.fee_value - whole * amount / left) <= Decimal("0.03")
    assert our_fees() == 0
