"""The state machine of test_disputes with chargebacks: a bank takes money once and never more than was charged."""

import os
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from market.contracts.models import Milestone
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Chargeback, Funding
from market.sandbox import disputes
from market.sandbox.errors import ProviderError
from market.sandbox.models import Dispute
from tests.properties.steps import ignore_refusal
from tests.properties.test_disputes import DisputedEscrow
from tests.properties.test_escrow import PLACES


class ChargedBackEscrow(DisputedEscrow):
    """Chargebacks in addition to disputes, refunds, approvals, payouts and deadlines."""

    @rule(place=PLACES)
    def open_bank_dispute(self, place: int) -> None:
        funding = Funding.objects.filter(milestone=self.milestone(place), state="paid", rail="stripe").first()
        if funding is not None:
            self.dispute_charge(funding.charge_id)

    def dispute_charge(self, charge_id: str) -> None:
        try:
            disputes.open_dispute(charge_id)
        except ProviderError:  # all of it was refunded, or there is a dispute already
            return

    @rule(outcome=st.sampled_from(["won", "lost", "lost"]))
    def decide_bank_disputes(self, outcome: str) -> None:
        for dispute in Dispute.objects.filter(status__in=disputes.OPEN):
            disputes.decide_dispute(dispute.id, won=outcome == "won")

    @rule()
    def sync_bank_disputes(self) -> None:
        """Sync every dispute, in any order with other steps, and repeatedly."""
        for key in list(Dispute.objects.values_list("id", flat=True)):
            ignore_refusal(lambda key=key: sync_dispute(dispute_id=key))

    @invariant()
    def chargebacks_take_no_more_than_was_charged(self) -> None:
        if not hasattr(self, "contract"):
            return
        for chargeback in Chargeback.objects.select_related("funding__milestone"):
            milestone = chargeback.funding.milestone
            if chargeback.state == "open":
                assert milestone.is_frozen == (milestone.state in milestone.HOLDING)
            if chargeback.state == "lost":
                from_freelancer = chargeback.earned_value + chargeback.owed_value + chargeback.left_value
                assert from_freelancer <= milestone.released_value
                assert chargeback.held_value + from_freelancer <= chargeback.amount_value
            else:
                assert (
                    chargeback.held_value
                    == chargeback.earned_value
                    == chargeback.owed_value
                    == chargeback.left_value
                    == Decimal(0)
                )
        frozen = Milestone.objects.filter(frozen_at__isnull=False).values_list("pk", flat=True)
        contested = Chargeback.objects.filter(state="open").values_list("funding__milestone", flat=True)
        assert set(frozen) <= set(contested)


@pytest.mark.django_db
def test_chargebacks_conserve_money(provider):
    ChargedBackEscrow.provider = provider
    run_state_machine_as_test(
        ChargedBackEscrow,
        settings=settings(
            max_examples=int(os.environ.get("ESCROW_RUNS", "3")),  # by `make prove`: 500
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
