"""What two operators do together: who may, what is posted, and all that refuses it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.db.transaction import atomic

from market.accounts.models import Device, User
from market.accounts.people.ties import mailbox_of
from market.accounts.people.two_person_actions import OnePerson, SamePerson
from market.accounts.sign_in.device_actions import note_sign_in
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.payments.ledger import postings
from market.payments.ledger.balances import balance_at, free_money
from market.payments.models import LedgerTransaction, StaffProposal
from market.payments.proposals.actions import (
    OwnMatter,
    ProposalDecided,
    ProposedAlready,
    approve_staff_proposal,
    propose,
    refuse_staff_proposal,
    withdraw_staff_proposal,
)
from market.payments.proposals.booking import ReferenceBooked
from market.payments.proposals.kinds import NotFreeMoney
from market.payments.refunds.repayment_actions import RefundNotOwed, repay_refund, set_destination
from tests import make
from tests.payments.story import assert_books_whole, funded, usd

WHY = "The provider keeps its fees from the balance."
CAPITAL = {"amount": "100.00", "currency": "USD", "rail": "stripe", "reference": "TT 7"}


@pytest.fixture
def ola(db):
    """The second operator."""
    return make.make_person("Ola", roles=["operator"])


def test_capital_is_proposed_by_one_operator_and_booked_by_another(provider, pavel, ola, farida):
    with pytest.raises(NotAllowed):
        propose(by=farida, kind="capital_in", parameters=CAPITAL, reason=WHY)
    row = propose(by=pavel, kind="capital_in", parameters=CAPITAL, reason=WHY)
    assert propose(by=pavel, kind="capital_in", parameters=CAPITAL, reason=WHY) == row
    with pytest.raises(ProposedAlready):
        propose(by=ola, kind="capital_in", parameters=CAPITAL, reason=WHY)
    with pytest.raises(SamePerson):
        approve_staff_proposal(by=pavel, proposal_id=row.pk)
    with pytest.raises(NotFound):
        approve_staff_proposal(by=farida, proposal_id=row.pk)
    assert Notification.objects.filter(user=ola, kind="staff_proposal.made").count() == 1
    approve_staff_proposal(by=ola, proposal_id=row.pk)
    with pytest.raises(ProposalDecided):
        approve_staff_proposal(by=ola, proposal_id=row.pk)
    assert LedgerTransaction.objects.get(key="capital:TT 7").amount == usd(100)
    assert Notification.objects.filter(user=pavel, kind="staff_proposal.approved").count() == 1
    codes = AuditEntry.objects.filter(code__startswith="staff_proposal.").order_by("pk").values_list("code", "by")
    assert list(codes) == [("staff_proposal.made", pavel.pk), ("staff_proposal.approved", ola.pk)]
    with pytest.raises(Invalid):  # a shell may have recorded it as well: it counts once
        propose(by=pavel, kind="capital_in", parameters=CAPITAL, reason=WHY)


def test_reference_that_was_booked_meanwhile_is_refused_and_changes_nothing(provider, pavel, ola):
    row = propose(by=pavel, kind="capital_in", parameters=CAPITAL, reason=WHY)
    postings.post_capital("TT 7", usd(99))
    with pytest.raises(ReferenceBooked), atomic():
        approve_staff_proposal(by=ola, proposal_id=row.pk)
    row.refresh_from_db()
    assert row.state == "open"


def test_people_s_money_cannot_be_taken_out(provider, pavel, ola):
    funded(provider, "100.00")
    free = free_money("USD")
    values = CAPITAL | {"amount": str(free + Decimal("0.01")), "reference": "OUT 1"}
    row = propose(by=pavel, kind="capital_out", parameters=values, reason=WHY)
    with pytest.raises(NotFreeMoney), atomic():
        approve_staff_proposal(by=ola, proposal_id=row.pk)
    postings.post_capital("TT 8", usd(50))
    before = balance_at("stripe", "USD")
    approve_staff_proposal(by=ola, proposal_id=row.pk)
    assert before - balance_at("stripe", "USD") == free + Decimal("0.01")
    assert_books_whole()


@pytest.mark.parametrize(
    ("kind", "values", "legs"),
    [
        (
            "correction",
            {"source": "provider_fees", "target": "provider:stripe"},
            {"provider_fees": "-3.20", "provider": "3.20"},
        ),
        ("loss", {"rail": "stripe"}, {"losses": "-3.20", "provider": "3.20"}),
        (
            "settlement",
            {"source_rail": "stripe", "target_rail": "bank", "fee": "0.20", "reference": "S 1"},
            {"provider": "0.20", "provider_fees": "-0.20"},
        ),
    ],
)
def test_each_kind_posts_its_legs(provider, pavel, ola, kind, values, legs):
    values = {"amount": "3.20", "currency": "USD", **values}
    row = propose(by=pavel, kind=kind, parameters=values, reason=WHY)
    approve_staff_proposal(by=ola, proposal_id=row.pk)
    sums: dict[str, Decimal] = {}
    for leg in LedgerTransaction.objects.latest("pk").entries.select_related("account"):
        sums[leg.account.kind] = sums.get(leg.account.kind, Decimal(0)) + leg.amount
    assert sums == {name: Decimal(amount) for name, amount in legs.items()}


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("capital_in", {"amount": "1.001"}, "amount"),
        ("capital_in", {"amount": "-1"}, "amount"),
        ("capital_in", {"amount": "0"}, "amount"),
        ("capital_in", {"amount": "1000000000000000"}, "amount"),
        ("capital_in", {"amount": "৳5"}, "amount"),
        ("capital_in", {"currency": "EUR"}, "currency"),
        ("capital_in", {"rail": "paypal"}, "rail"),
        ("capital_in", {"reference": " "}, "reference"),
        ("correction", {"source": "held", "target": "fees"}, "source"),
        ("correction", {"source": "fees", "target": "fees"}, "target"),
        ("settlement", {"source_rail": "stripe", "target_rail": "stripe"}, "target_rail"),
        ("settlement", {"source_rail": "stripe", "target_rail": "bank", "fee": "100"}, "fee"),
        ("role", {"email": "nobody@demo.test", "role": "officer"}, "email"),
        ("role", {"email": "pavel@demo.test", "role": "operator"}, "email"),
        ("role", {"email": "pavel@demo.test", "role": "trainer"}, "role"),
        ("forgiveness", {"chargeback": "7"}, "chargeback"),
        ("pension", {}, "kind"),
    ],
)
def test_wrong_values_are_named_at_their_field(pavel, kind, values, field):
    with pytest.raises(Invalid) as refused:
        propose(by=pavel, kind=kind, parameters=CAPITAL | values, reason=WHY)
    assert list(refused.value.errors) == [field]


def test_refund_has_to_be_owed_and_its_destination_written(pavel, ola, failed_refund):
    for wrong, field in (({"refund": "x"}, "refund"), ({"refund": str(failed_refund.pk)}, "destination")):
        with pytest.raises(Invalid) as refused:
            propose(by=pavel, kind="refund_destination", parameters=wrong, reason=WHY)
        assert list(refused.value.errors) == [field]
    place = {"refund": str(failed_refund.pk), "destination": "An account in Turin"}
    row = propose(by=pavel, kind="refund_destination", parameters=place, reason=WHY)
    assert row.amount == failed_refund.owed
    set_destination(by=pavel, refund_id=failed_refund.pk, destination="Another one")
    repay_refund(by=pavel, refund_id=failed_refund.pk, reference="TT 1", note="Agreed by mail.")
    with pytest.raises(RefundNotOwed):
        propose(by=pavel, kind="refund_destination", parameters=place, reason=WHY)
    with pytest.raises(RefundNotOwed), atomic():
        approve_staff_proposal(by=ola, proposal_id=row.pk)


def test_bangla_digits_are_read_and_a_reason_says_something(provider, pavel):
    values = CAPITAL | {"amount": "১,২০০.৫০"}
    with pytest.raises(Invalid):
        propose(by=pavel, kind="capital_in", parameters=values, reason="ok")
    assert propose(by=pavel, kind="capital_in", parameters=values, reason=WHY).amount == usd("1200.50")


def test_role_is_given_by_two_who_are_not_concerned(pavel, ola):
    nadia = make.make_person("Nadia", roles=["operator"])
    values = {"email": nadia.email.upper(), "role": "moderator"}
    with pytest.raises(OwnMatter):
        propose(by=nadia, kind="role", parameters=values, reason=WHY)
    row = propose(by=pavel, kind="role", parameters=values, reason=WHY)
    assert nadia.email not in str(row.parameters)
    with pytest.raises(OwnMatter):
        approve_staff_proposal(by=nadia, proposal_id=row.pk)
    approve_staff_proposal(by=ola, proposal_id=row.pk)
    nadia.refresh_from_db()
    assert nadia.roles == ["operator", "moderator"]
    assert Notification.objects.filter(user=nadia, kind="account.role_granted").exists()


def test_two_accounts_of_one_person_are_no_two_people(provider, pavel, ola):
    assert mailbox_of("Pa.Vel+two@Googlemail.com") == "pavel@gmail.com"
    row = propose(by=pavel, kind="capital_in", parameters=CAPITAL, reason=WHY)
    User.objects.filter(pk=ola.pk).update(email="pavel+2@demo.test")
    ola.refresh_from_db()
    with pytest.raises(OnePerson):
        approve_staff_proposal(by=ola, proposal_id=row.pk)
    other = make.make_person("Olga", roles=["operator"])
    instant = clock.now()
    seen = {"first_seen_at": instant, "signed_in_at": instant, "seen_at": instant}
    for person in (pavel, other):
        Device.objects.create(user=person, mark="the same cookie", **seen)
    with pytest.raises(OnePerson):
        refuse_staff_proposal(by=other, proposal_id=row.pk, reason=WHY)
    with pytest.raises(IntegrityError), atomic():
        StaffProposal.objects.filter(pk=row.pk).update(decided_by=pavel, state="approved", ended_at=instant)
    with pytest.raises(IntegrityError), atomic():
        StaffProposal.objects.filter(pk=row.pk).update(state="approved", ended_at=instant)


@pytest.mark.parametrize("who", ["first", "second"])
def test_browser_called_shared_makes_nobody_a_second_person(provider, pavel, ola, who):
    row = propose(by=pavel, kind="capital_in", parameters=CAPITAL, reason=WHY)
    for person, is_shared in ((pavel, who == "first"), (ola, who == "second")):
        where = {"agent": "", "country": "", "network": "203.0.113.7"}
        note_sign_in(by=person, mark="" if is_shared else "own", session_key="", **where)
    with pytest.raises(OnePerson):
        approve_staff_proposal(by=ola, proposal_id=row.pk)
    Device.objects.filter(is_shared=True).update(signed_in_at=clock.now() - timedelta(days=8))
    approve_staff_proposal(by=ola, proposal_id=row.pk)


def test_proposal_is_refused_withdrawn_or_expires_after_two_reminders(provider, pavel, ola, travel):
    refused, withdrawn, expired = (
        propose(by=pavel, kind="capital_in", parameters=CAPITAL | {"reference": name}, reason=WHY) for name in "abc"
    )
    refuse_staff_proposal(by=ola, proposal_id=refused.pk, reason="Nothing has arrived at the provider.")
    with pytest.raises(NotAllowed):
        withdraw_staff_proposal(by=ola, proposal_id=withdrawn.pk)
    withdraw_staff_proposal(by=pavel, proposal_id=withdrawn.pk)
    travel(timedelta(days=8))
    states = StaffProposal.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["refused", "withdrawn", "expired"]
    assert Notification.objects.filter(user=ola, kind="staff_proposal.waits").count() == 2
    assert Notification.objects.filter(user=pavel, kind="staff_proposal.expired").count() == 1
    with pytest.raises(ProposalDecided):
        approve_staff_proposal(by=ola, proposal_id=expired.pk)
    assert not LedgerTransaction.objects.filter(key__startswith="capital:").filter(key__in=["capital:a"]).exists()


def test_proposal_past_its_end_blocks_nothing_while_its_job_is_late(provider, pavel, ola):
    late = propose(by=pavel, kind="capital_in", parameters=CAPITAL, reason=WHY)
    end = clock.now() - timedelta(hours=1)
    StaffProposal.objects.update(expires_at=end)
    again = propose(by=ola, kind="capital_in", parameters=CAPITAL, reason=WHY)
    late.refresh_from_db()
    assert (late.state, late.ended_at, again.state) == ("expired", end, "open")
    approve_staff_proposal(by=pavel, proposal_id=again.pk)


def test_pages_walk_a_proposal(provider, pavel, ola, page):
    mine, theirs = page(pavel), page(ola)
    form = mine.get("/staff/proposals/new/capital_in/")
    assert b'name="reference"' in form.content
    wrong = mine.post("/staff/proposals/new/capital_in/", CAPITAL | {"amount": "1.001", "reason": WHY})
    assert wrong.status_code == 400
    address = mine.post("/staff/proposals/new/capital_in/", CAPITAL | {"reason": WHY}).url
    assert "another operator decides" in mine.get(address).content.decode()
    assert theirs.post(f"{address}refuse/", {"reason": "no"}).status_code == 400
    theirs.post(f"{address}approve/")
    assert StaffProposal.objects.get().state == "approved"
