"""What two operators may propose, kind by kind: what is read of each text, what is refused, and whom it concerns."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.transaction import atomic

from market.accounts.people.ties import mailbox_of
from market.core.base import clock
from market.payments.ledger import postings
from market.payments.models import Chargeback, Debt, Refund, StaffProposal
from market.payments.proposals import debt_to_client, forgiveness, queries, refund_destination
from market.payments.proposals.actions import propose, refuse_staff_proposal, remind_of_staff_proposal
from market.payments.proposals.booking import ReferenceBooked, post_once
from market.payments.proposals.kinds import KINDS, choices_of
from tests import make
from tests.payments.story import contract, first, funded, usd
from tests.payments.test_rows_of_people import make_chargeback
from tests.payments.test_sums_and_sides import make_debt, make_give_back

pytestmark = pytest.mark.django_db
WHY = "The provider keeps its fees from the balance."
MONEY = {"amount": "1,000.50", "currency": "USD"}
CAPITAL = MONEY | {"rail": "stripe", "reference": " TT \n 7 "}
SETTLEMENT = MONEY | {"source_rail": "stripe", "target_rail": "bank", "fee": "", "reference": "S 1"}


@pytest.fixture
def ola(db):
    """The second operator."""
    return make.make_person("Ola", roles=["operator"])


@pytest.fixture
def rows(provider, farida, rina):
    """A chargeback that is open, one that is owed, debts to clients, and a refund that a card refused."""
    milestone = funded(provider, "100.00", client=make.make_person("Carla"), freelancer=farida)
    other = funded(provider, "50.00", client=make.make_person("Carlo"), freelancer=rina)
    now = clock.now()
    open_, lost = (make_chargeback(each, dispute_id=f"dp_{each.pk}", fee_value=1) for each in (milestone, other))
    Chargeback.objects.filter(pk=lost.pk).update(state="lost", ended_at=now)
    owed = make_debt(other, chargeback=lost, amount_value=40, left_value=Decimal("31.50"))
    debt = make_debt(milestone, give_back=make_give_back(milestone), amount_value=20, left_value=12)
    paid = make_debt(other, give_back=make_give_back(other), amount_value=20, left_value=0)
    refund = Refund.objects.create(
        milestone=other,
        funding=other.fundings.get(),
        amount_value=30,
        fee_value=2,
        currency="USD",
        reason="given",
        state="failed",
        created_at=now,
    )
    return SimpleNamespace(open=open_, lost=lost, owed=owed, debt=debt, paid=paid, refund=refund)


def test_what_is_read_of_each_kind(record, rows, pavel, ola, settings):
    settings.PAY_OUT = {"bank": ["BDT"]}
    postings.post_capital("TT 7", usd(5))
    refund = {"refund": f" {rows.refund.pk} ", "destination": " Account \n 4711 "}
    tried: dict[str, tuple[dict[str, Any], ...]] = {
        "capital_in": (CAPITAL, CAPITAL | {"reference": "TT 8"}, CAPITAL | {"rail": ""}),
        "capital_out": (CAPITAL, CAPITAL | {"currency": ""}, CAPITAL | {"amount": ""}),
        "fund_in": (CAPITAL, CAPITAL | {"amount": "0"}),
        "settlement": (
            SETTLEMENT,
            SETTLEMENT | {"fee": "1000.49"},
            SETTLEMENT | {"fee": "1000.50"},
            SETTLEMENT | {"target_rail": "stripe"},
            SETTLEMENT | {"source_rail": "x"},
            SETTLEMENT | {"target_rail": "x"},
        ),
        "correction": (
            MONEY | {"source": "fees", "target": "provider:stripe"},
            MONEY | {"source": "fees", "target": "fees"},
            MONEY | {"source": "held", "target": "fees"},
            MONEY | {"source": "fees", "target": "held"},
        ),
        "loss": (MONEY | {"rail": "bank"}, MONEY),
        "forgiveness": tuple({"chargeback": str(each)} for each in (rows.lost.pk, rows.open.pk, "", "x")),
        "debt_to_client": tuple(
            {"debt": str(each)} for each in (rows.debt.pk, rows.paid.pk, rows.owed.pk, "", "x", "9" * 18)
        ),
        "acceptance": tuple({"open_chargeback": str(each)} for each in (rows.open.pk, rows.lost.pk, "")),
        "refund_destination": (
            refund,
            refund | {"destination": " "},
            refund | {"destination": "x" * 300},
            refund | {"destination": "x" * 301},
            refund | {"refund": "0"},
            {},
        ),
        "role": (
            {"email": " FARIDA@demo.test ", "role": "officer"},
            {"email": "farida@demo.test", "role": "trainee"},
            {"email": "", "role": "officer"},
            {"email": "pavel@demo.test", "role": "operator"},
        ),
    }
    assert list(tried) == list(KINDS)
    for code, kind in KINDS.items():
        record.show(f"{code}: {kind.label} – {kind.hint}", [*kind.names])
        for at, raw in enumerate(tried[code]):
            propose_it = lambda raw=raw, code=code: propose(by=pavel, kind=code, parameters=raw, reason=WHY)  # noqa: E731
            try:
                cleaned = kind.clean(raw)
            except Exception:  # noqa: BLE001  # the next line says what is wrong
                record.refused(f"{code} {at}", propose_it)
            else:
                record.show(f"{code} {at}", {"read": cleaned, "concerns": sorted(kind.concerns(cleaned))})
    for name in (*dict.fromkeys(name for kind in KINDS.values() for name in kind.names), "rail"):
        record.show(f"Choices of {name}", choices_of(name))
    record.require("proposals_read")


def test_what_is_done_is_what_was_proposed(rows, pavel, ola):
    """More is never forgiven, ended or sent than two operators saw."""
    for module, name, value, row in (
        (forgiveness, "chargeback", rows.lost.pk, rows.owed),
        (debt_to_client, "debt", rows.debt.pk, rows.debt),
    ):
        cleaned = module.clean({name: str(value)})
        Debt.objects.filter(pk=row.pk).update(left_value=row.left_value + Decimal("0.01"))
        with pytest.raises(forgiveness.NothingOwed), atomic():
            module.carry_out(StaffProposal(parameters=cleaned, reason=WHY), ola)
        Debt.objects.filter(pk=row.pk).update(left_value=0)
        with pytest.raises(forgiveness.NothingOwed):
            module.clean({name: str(value)})
    cleaned = refund_destination.clean({"refund": str(rows.refund.pk), "destination": "Account 4711"})
    Refund.objects.filter(pk=rows.refund.pk).update(repaid_value=1)
    with pytest.raises(refund_destination.RefundNotOwed), atomic():
        refund_destination.carry_out(StaffProposal(parameters=cleaned, reason=WHY), ola)
    Refund.objects.filter(pk=rows.refund.pk).update(repaid_value=32, repaid_at=clock.now())
    with pytest.raises(refund_destination.RefundNotOwed):
        refund_destination.clean({"refund": str(rows.refund.pk), "destination": "Account 4711"})
    Chargeback.objects.filter(pk=rows.lost.pk).update(left_value=1)
    Debt.objects.filter(pk=rows.owed.pk).update(left_value=1)
    with pytest.raises(forgiveness.NothingOwed):
        forgiveness.clean({"chargeback": str(rows.lost.pk)})
    assert [each.freelancer.shown_name in debt_to_client.named(each) for each in (rows.debt, rows.paid)] == [True] * 2
    assert list(debt_to_client.choices(1)) == []
    Debt.objects.filter(pk__in=(rows.debt.pk, rows.paid.pk)).update(left_value=5)
    assert list(debt_to_client.choices(1)) == [str(rows.debt.pk)]
    assert list(debt_to_client.choices(2)) == [str(rows.debt.pk), str(rows.paid.pk)]
    Debt.objects.filter(pk=rows.debt.pk).update(left_value=Decimal("0.01"))
    assert list(debt_to_client.choices(2)) == [str(rows.debt.pk), str(rows.paid.pk)]


def test_what_stands_in_the_books_counts_once(db):
    with pytest.raises(ReferenceBooked):
        post_once(lambda: False)
    post_once(lambda: postings.post_capital("TT 1", usd(5)))
    for amount in (5, 6):
        with pytest.raises(ReferenceBooked):
            post_once(lambda amount=amount: postings.post_capital("TT 1", usd(amount)))


def test_proposals_at_their_ends(record, pavel, ola, skip):
    gone = make.make_person("Gone", roles=["operator"])
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    new = lambda reference: propose(  # noqa: E731
        by=pavel, kind="capital_in", parameters=CAPITAL | {"reference": reference}, reason=WHY
    )
    row = record.step("One is proposed", lambda: new("TT 1"))
    record.step("The same again", lambda: new("TT 1"))
    remind = lambda: remind_of_staff_proposal(proposal_id=row.pk)  # noqa: E731
    record.step("It is early", remind)
    skip(row.remind_at - clock.now())
    record.step("The other operator is reminded", remind)
    skip(row.expires_at - clock.now())
    record.step("Not once it is over", remind)
    record.refused("Nor is it decided", lambda: refuse_staff_proposal(by=ola, proposal_id=row.pk, reason=WHY))
    later = record.step("It is proposed again", lambda: new("TT 1"))
    skip(timedelta(days=1))
    record.refused("Refused without a word", lambda: refuse_staff_proposal(by=ola, proposal_id=later.pk, reason=" "))
    record.require("proposals_ended")


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        (" Ola@Demo.test ", "ola@demo.test"),
        ("o.la+a+b@demo.test", "o.la@demo.test"),
        ("O.L.A+a@gmail.com", "ola@gmail.com"),
        ("o.la@googlemail.com", "ola@gmail.com"),
        ("ola", "ola@"),
    ],
)
def test_mailbox_of_an_address(address, mailbox):
    assert mailbox_of(address) == mailbox


def test_freelancer_and_client_of_a_debt(rows):
    milestone = first(contract("10.00", freelancer=rows.paid.freelancer))
    make_debt(milestone, give_back=make_give_back(milestone), amount_value=20, left_value=12)
    of = rows.debt.give_back.milestone.contract
    assert debt_to_client.parties({"debt": str(rows.debt.pk)}) == {of.client_id, of.freelancer_id}


def test_what_operators_read_of_a_proposal(record, rows, farida):
    """By name and amount; what is gone by its number alone."""
    money = {"amount": "1000.50", "currency": "USD"}
    values = {
        "settlement": money | {"source_rail": "stripe", "target_rail": "gone", "fee": "0.20", "reference": "S 1"},
        "correction": money | {"source": "fees", "target": "provider:stripe"},
        "forgiveness": money | {"chargeback": str(rows.lost.pk)},
        "debt_to_client": money | {"debt": str(rows.debt.pk)},
        "acceptance": money | {"open_chargeback": str(rows.open.pk)},
        "refund_destination": money | {"refund": str(rows.refund.pk), "destination": "Account 4711"},
        "role": {"user": str(farida.pk), "role": "officer"},
    }
    gone = {"chargeback": "4711", "debt": "4711", "open_chargeback": "4711", "user": "4711"}
    for kind, parameters in values.items():
        amount = {"amount_value": Decimal("1000.50"), "currency": "USD"} if "amount" in parameters else {}
        for shown in (parameters, parameters | {name: gone[name] for name in parameters if name in gone}):
            record.show(f"{kind} {shown}", queries.facts_of(StaffProposal(kind=kind, parameters=shown, **amount)))
    record.require("proposals_shown")
