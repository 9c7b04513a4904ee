"""What refunds, releases and the acts of two operators write, act by act; see tests.money_record."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from market.contracts.proposals.actions import agree_proposal, ask_to_end
from market.contracts.workroom.actions import request_refund
from market.payments.models import Refund
from market.payments.proposals import actions as proposals
from market.payments.queries import balances_of, spending_of
from market.payments.refunds.actions import agree_refund, give_refund
from market.payments.refunds.repayment_actions import repay_refund, set_destination
from market.payments.refunds.summary import summarize_end
from market.payments.releases.actions import release_part
from market.payments.statements.record import movements_of
from tests import make
from tests.money_record import ours
from tests.payments.story import contract, first, funded, pay, submit, usd

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHY = "The provider keeps its fees from the balance."
CAPITAL = {"amount": "100.00", "currency": "USD", "rail": "stripe", "reference": " TT 7 "}


@pytest.fixture
def ola(db):
    """The second operator."""
    return make.make_person("Ola", roles=["operator"])


def test_refund(record, provider, run_jobs, travel, pavel, ola):
    milestone = funded(provider, "63.47", "20.00")
    client, freelancer, named = milestone.contract.client, milestone.contract.freelancer, {"milestone_id": milestone.pk}
    request_refund(by=client, reason="Not needed any more.", **named)
    record.step("The freelancer agrees to a refund", lambda: agree_refund(by=freelancer, **named))
    provider.plan("refund_failed")
    record.step("It is sent", run_jobs)
    record.step("The card refuses it", lambda: travel(3 * DAY))
    refund = ours(Refund).get()
    record.show("The client's money", spending_of(client))
    destination = {"refund_id": refund.pk, "destination": "Account 4711 of a bank in Turin"}
    record.step("Two operators agree where it goes", lambda: set_destination(by=pavel, **destination))
    paid = {"refund_id": refund.pk, "reference": " TT 9 ", "note": " By bank, as she wrote. "}
    record.step("Ola has sent it", lambda: repay_refund(by=ola, **paid))
    record.show("The client's money after that", spending_of(client))
    record.show("What the client reads of it", [each.line for each in movements_of(milestone.contract, client)])
    record.require("refund")


def test_releases_in_parts_and_a_refund(record, provider, run_jobs, carla, farida):
    milestone = funded(provider, "100.00")
    part = {"by": milestone.contract.client, "milestone_id": milestone.pk}
    record.step("The client releases a part", lambda: release_part(amount=usd("33.33"), **part))
    give = {"by": milestone.contract.freelancer, "milestone_id": milestone.pk}
    record.step("The freelancer refunds the rest", lambda: give_refund(**give))
    record.step("It arrives", run_jobs)
    record.show("The client's money", spending_of(milestone.contract.client))
    record.show("The freelancer's money", balances_of(milestone.contract.freelancer))
    record.require("release_in_parts")


def test_early_end(record, provider, run_jobs):
    agreed = contract("100.00", "50.00", "25.00")
    one, two, _three = agreed.milestones.order_by("position")
    for each in (one, two):
        pay(provider, first(agreed) if each == one else two)
    submit(agreed.milestones.get(pk=one.pk))
    client, freelancer = agreed.client, agreed.freelancer
    record.show("The client's money", spending_of(client))
    shares = {one.pk: Decimal("70.00"), two.pk: Decimal(0)}
    record.show("What an end would do", summarize_end(agreed, {one.pk: Decimal("70.00")}))
    end = {"by": client, "contract_id": agreed.pk, "shares": shares, "note": "We stop here."}
    proposal = record.step("The client proposes to end it", lambda: ask_to_end(**end))
    record.step("The freelancer agrees", lambda: agree_proposal(by=freelancer, proposal_id=proposal.pk))
    record.step("The rest goes back", run_jobs)
    record.require("early_end")


def test_money_by_deadlines(record, provider, travel):
    """Three milestones: one delivered and never answered, one never delivered, one never funded."""
    agreed = contract("100.00")
    submit(pay(provider, first(agreed)))
    idle = contract("50.00", client=agreed.client, freelancer=agreed.freelancer)
    pay(provider, first(idle))
    contract("25.00", client=agreed.client, freelancer=agreed.freelancer)
    for title, days in (("A week", 7), ("Two weeks", 7), ("Three weeks", 7), ("Sixty days", 40), ("Ninety days", 30)):
        record.step(title, partial(travel, days * DAY))
    record.require("money_by_deadlines")


def test_last_day_of_holding(record, provider, travel):
    milestone = submit(funded(provider, "100.00"))
    milestone.review_due_at = milestone.review_notice_at = None
    milestone.save(update_fields=["review_due_at", "review_notice_at"])
    last = milestone.last_day_at - milestone.submitted_at
    record.step("A week before the last day", lambda: travel(last - 7 * DAY))
    record.step("The last day", lambda: travel(7 * DAY))
    record.require("last_day_of_holding")


def test_acts_of_two_operators(record, provider, pavel, ola, farida, travel):
    def propose(kind, **values):
        parameters = {"amount": "3.20", "currency": "USD", **values}
        return proposals.propose(by=pavel, kind=kind, parameters=parameters, reason=f" {WHY} ")

    row = record.step("Pavel proposes capital", lambda: propose("capital_in", **CAPITAL))
    approve = lambda: proposals.approve_staff_proposal(by=ola, proposal_id=row.pk)  # noqa: E731
    record.step("Ola approves it", approve)
    for kind, values in (
        ("capital_out", {"rail": "stripe", "reference": "TT 8"}),
        ("settlement", {"source_rail": "stripe", "target_rail": "bank", "fee": "0.20", "reference": "S 1"}),
        ("correction", {"source": "capital", "target": "fees"}),
        ("role", {"email": "farida@demo.test", "role": "officer"}),
    ):
        row = record.step(f"He proposes {kind}", partial(propose, kind, **values))
        record.step(f"{kind} is done", approve)
    row = propose("capital_in", **CAPITAL | {"reference": "TT 9"})
    refuse = {"by": ola, "proposal_id": row.pk, "reason": " It was booked before. "}
    record.step("Ola refuses one", lambda: proposals.refuse_staff_proposal(**refuse))
    row = propose("capital_in", **CAPITAL | {"reference": "TT 10"})
    record.step("Pavel withdraws one", lambda: proposals.withdraw_staff_proposal(by=pavel, proposal_id=row.pk))
    propose("capital_in", **CAPITAL | {"reference": "TT 11"})
    record.step("One waits for long", lambda: travel(6 * DAY))
    record.step("And expires", lambda: travel(DAY))
    record.require("acts_of_two_operators")
