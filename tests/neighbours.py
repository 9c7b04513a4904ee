"""Two other people with a row of money in each state: what is written for one's rows alone leaves theirs as they are.

Written as rows, not by actions, with far deadlines: nothing ever happens to them, unless a condition is forgotten.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from market.accounts.models import User
from market.contracts.models import Contract, Delivery, Milestone, Proposal
from market.core.base import clock
from market.core.base.money import Money
from market.documents.models import BillingDetails
from market.messaging.models import Conversation
from market.payments.ledger.postings import Event, Leg, post
from market.payments.models import (
    Chargeback,
    Debt,
    Funding,
    GiveBack,
    Payout,
    PayoutAccount,
    PayoutBatch,
    PayoutMethod,
    PayoutQuote,
    Refund,
    Release,
    StaffProposal,
)
from market.profiles.models import ClientProfile
from tests import make

FAR = timedelta(days=4000)
HELD = {"funded": 100, "submitted": 50, "changes_requested": 40, "refund_requested": 30, "disputed": 20}


def settle_neighbours() -> None:
    """Nila has hired Nur; everything of theirs stands beside what a test makes."""
    nila, nur = make.make_person("Nila"), make.make_freelancer("Nur")
    ClientProfile.objects.update_or_create(user=nila, defaults={"company": "Nila Ltd"})
    BillingDetails.objects.create(user=nila, name="Nila Ltd", address="9 Other Street", updated_at=clock.now())
    contract = _contract(nila, nur)
    milestones = {state: _milestone(contract, at, state) for at, state in enumerate(Milestone.State.values, 1)}
    Milestone.everything.create(
        contract=contract, kind="bonus", position=0, title="Thanks", amount_value=5, currency="USD", days=1
    )
    for state in ("submitted", "changes_requested"):
        Delivery.objects.create(
            milestone=milestones[state],
            number=1,
            note="Ours.",
            submitted_at=clock.now(),
            replaceable_until=clock.now() + FAR,
        )
    _proposals(contract, milestones, nila)
    fundings = {state: _funding(row) for state, row in milestones.items()}
    _released(milestones["released"], fundings["released"], nila, nur)
    _given_back(milestones, fundings, nur)
    _books(milestones, nur)


def _contract(client: User, freelancer: User) -> Contract:
    conversation = Conversation.objects.create(title="A sign for a shop", created_at=clock.now())
    return Contract.objects.create(
        client=client,
        freelancer=freelancer,
        conversation=conversation,
        title="A sign for a shop",
        currency="USD",
        fee_rate=Decimal("0.05"),
        started_at=clock.now(),
    )


def _milestone(contract: Contract, position: int, state: str) -> Milestone:
    held = HELD.get(state, 0)
    return Milestone.objects.create(
        contract=contract,
        position=position,
        title=f"Sign {position}",
        amount_value=100,
        currency="USD",
        days=5,
        state=state,
        held_value=held,
        released_value=100 if state == "released" else 0,
        funded_at=clock.now() if held else None,
    )


def _proposals(contract: Contract, milestones: dict[str, Milestone], by: User) -> None:
    terms = {"contract": contract, "by": by, "asked_at": clock.now(), "due_at": clock.now() + FAR}
    Proposal.objects.create(kind="end", content={"split": []}, **terms)
    content = {"until": (clock.now() + FAR).isoformat()}
    Proposal.objects.create(kind="extension", milestone=milestones["funded"], content=content, **terms)
    StaffProposal.objects.create(
        kind="loss",
        parameters={"amount": "1.00", "currency": "USD", "rail": "stripe"},
        amount_value=1,
        currency="USD",
        mark="x",
        reason="It is gone.",
        proposed_by=by,
        proposed_at=clock.now(),
        expires_at=clock.now() + FAR,
    )


def _funding(milestone: Milestone) -> Funding:
    """Paid, or under way where the milestone waits for it."""
    is_open = milestone.state == Milestone.State.AWAITING_FUNDING
    mark = f"neighbour{milestone.position:04}"
    return Funding.objects.create(
        milestone=milestone,
        amount_value=100,
        fee_value=5,
        currency="USD",
        state="open" if is_open else "paid",
        checkout_id=f"cs_test_{mark}",
        payment_id="" if is_open else f"pi_{mark}",
        charge_id="" if is_open else f"ch_{mark}",
        provider_fee_value=3,
        created_at=clock.now(),
        expires_at=clock.now() + FAR,
    )


def _released(milestone: Milestone, funding: Funding, client: User, freelancer: User) -> None:
    """A release of each state, payouts of each way, and a quote."""
    PayoutAccount.objects.create(
        user=freelancer, account_id="acct_neighbour0001", state="active", created_at=clock.now()
    )
    to = {"kind": "bank", "routing_number": "225150135", "account_number": "77777777", "holder_name": "Nur Private"}
    when = {"created_at": clock.now(), "usable_at": clock.now()}
    method = PayoutMethod.objects.create(user=freelancer, currency="BDT", state="active", **to, **when)
    later = {"created_at": clock.now(), "usable_at": clock.now() + FAR}
    PayoutMethod.objects.create(user=freelancer, currency="BDT", state="cooling", **to, **later)
    batch = PayoutBatch.objects.create(
        currency="BDT",
        count=1,
        amount_value=500,
        made_by=client,
        made_at=clock.now(),
        state="sent",
        approved_by=freelancer,
    )
    row: dict[str, Any] = {"freelancer": freelancer, "amount_value": 5, "currency": "USD", "created_at": clock.now()}
    going = Payout.objects.create(**row, state="in_transit")
    paid = Payout.objects.create(**row, state="paid")
    Payout.objects.create(**row)
    Payout.objects.create(**row | {"currency": "BDT"}, rail="bank", state="in_transit", method=method, batch=batch)
    call = {"asked_at": clock.wall() - timedelta(days=9), "hold_up": "unclear"}
    Payout.objects.create(**row | {"currency": "BDT"}, rail="bkash", state="in_transit", **call)
    for state in Release.State.values:
        payout = {"in_transit": going, "paid_out": paid}.get(state)
        Release.objects.create(
            milestone=milestone,
            freelancer=freelancer,
            amount_value=10,
            fee_value=Decimal("0.50"),
            currency="USD",
            state=state,
            reason="part",
            released_at=clock.now(),
            clears_at=clock.now() + FAR,
            payout=payout,
            transfer_id=f"tr_neighbour_{state}" if payout else "",
            arrival_id=f"py_neighbour_{state}" if payout else "",
        )
    PayoutQuote.objects.create(
        user=freelancer,
        currency="USD",
        amount_value=5,
        payable_value=10,
        rate_value=120,
        rate_day=clock.now().date(),
        rate_source="Bangladesh Bank",
        rate_at=clock.now(),
        gross_value=600,
        margin_value=0,
        cost_value=0,
        created_at=clock.now(),
        expires_at=clock.now() + FAR,
    )


def _given_back(milestones: dict[str, Milestone], fundings: dict[str, Funding], freelancer: User) -> None:
    """Refunds, chargebacks, what is given back, and debts."""
    row: dict[str, Any] = {"currency": "USD", "created_at": clock.now()}
    for state in Refund.State.values:
        of = {"milestone": milestones["refunded"], "funding": fundings["refunded"], "reason": "given"}
        Refund.objects.create(amount_value=10, fee_value=1, state=state, **of, **row)
    parts = {"amount_value": 10, "fee_value": 1, "provider_fee_value": 15, "dispute_id": "dp_neighbour0001"}
    Chargeback.objects.create(funding=fundings["funded"], **parts, **row)
    lost = Chargeback.objects.create(
        funding=fundings["released"],
        **parts,
        **row,
        state="lost",
        reason="duplicate",
        left_value=2,
        owed_value=5,
        ended_at=clock.now(),
    )
    give = {"milestone": milestones["released"], "amount_value": 10, "reason": "A page was missing."}
    GiveBack.objects.create(**give, **row, left_value=3, state="open")
    done = GiveBack.objects.create(**give, **row)
    Debt.objects.create(freelancer=freelancer, chargeback=lost, amount_value=5, left_value=5, **row)
    Debt.objects.create(freelancer=freelancer, give_back=done, amount_value=10, left_value=4, **row)


def _books(milestones: dict[str, Milestone], freelancer: User) -> None:
    """Some of it in the ledger, so that accounts of theirs have balances."""
    for state, held in HELD.items():
        milestone, amount = milestones[state].pk, Decimal(held)
        legs = Leg("held", amount, milestone=milestone), Leg("provider", -amount, rail="stripe")
        post(Event(f"funding:neighbour:{state}", "funding", Money(amount, "USD"), milestone), *legs)
    for kind in ("clearing", "payable", "in_transit"):
        legs = Leg(kind, Decimal(10), user=freelancer.pk), Leg("provider", Decimal(-10), rail="stripe")
        post(Event(f"release:neighbour:{kind}", "release", Money(10, "USD"), milestones["released"].pk), *legs)
