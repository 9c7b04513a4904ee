"""What calling back paid-out money writes and asks for: what is free of each release, and who claims what comes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.core.base import clock
from market.payments.chargebacks.recovery_actions import collect_rest, sync_dispute
from market.payments.debts import recovery_actions
from market.payments.give_backs import collecting_actions
from market.payments.give_backs.actions import give_back
from market.payments.give_backs.collecting_actions import collect_give_back
from market.payments.ledger import postings
from market.payments.models import Chargeback, Funding, GiveBack, Release
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import mark_paid_out, send_payout
from market.payments.provider import stripe_connect
from market.payments.provider.port import ProviderRefused
from tests.payments.story import funded, payable, usd
from tests.payments.test_give_backs import paid_out
from tests.payments.test_rows_of_people import make_chargeback, make_payout, make_release
from tests.payments.test_sums_and_sides import make_give_back

pytestmark = pytest.mark.django_db
CENT = Decimal("0.01")


@pytest.fixture
def stripe_reverses(record, monkeypatch):
    """Stripe does what it is asked for, up to an amount that stands in the list, and is noted."""
    most = [usd(1000)]

    def reverse(*, transfer_id, amount, mark):
        record.show("Stripe is asked to reverse", {"transfer": transfer_id, "amount": amount, "mark": mark})
        if amount > most[0]:
            raise ProviderRefused("balance_insufficient", "Nothing is there.")

    monkeypatch.setattr(stripe_connect, "reverse_part", reverse)
    return most


def test_money_is_called_back_for_a_client(record, provider, travel, stripe_reverses, monkeypatch):
    release = paid_out(provider, travel)
    give = {"by": release.freelancer, "milestone_id": release.milestone_id, "reason": "A page was missing."}
    row = give_back(**give, amount=usd("30.00"), accept_debt=True)
    record.step("It is called back", lambda: collect_give_back(give_back_id=row.pk))
    record.step("Once", lambda: collect_give_back(give_back_id=row.pk))
    row = give_back(**give, amount=usd("25.00"), accept_debt=True)
    with monkeypatch.context() as patched:
        patched.setattr(recovery_actions, "_record_recall", lambda _release_id: None)
        record.step("The process ends before it is recorded", lambda: collect_give_back(give_back_id=row.pk))
    GiveBack.objects.filter(pk=row.pk).update(left_value=10)
    record.step("A part of it is not claimed any more", lambda: collect_give_back(give_back_id=row.pk))
    stripe_reverses[0] = usd(5)
    row = give_back(**give, amount=usd("20.00"), accept_debt=True)
    record.step("Nothing is there", lambda: collect_give_back(give_back_id=row.pk))
    record.require("recalled")


def test_money_is_called_back_for_a_bank(record, provider, travel, stripe_reverses, run_jobs):
    """One part is at the bank, one on its way."""
    postings.post_capital("T-1", usd(500))
    release = payable(provider, travel, "100.00")
    by = release.freelancer
    payout = request_payout(by=by, amount=usd("60.00"))
    send_payout(payout_id=payout.pk)
    mark_paid_out(release_id=payout.releases.get().pk)
    send_payout(payout_id=request_payout(by=by, amount=usd("30.00")).pk)
    dispute = provider.want_back(Funding.objects.get(milestone=release.milestone_id, state="paid").charge_id)
    sync_dispute(dispute_id=dispute.id)
    provider.decide(dispute, "lost")
    stripe_reverses[0] = usd(50)
    record.step("The bank pays the client back", lambda: sync_dispute(dispute_id=dispute.id))
    row = Chargeback.objects.get(funding__milestone=release.milestone)
    record.step("Once", lambda: collect_rest(chargeback_id=row.pk))
    record.require("recalled_for_a_bank")


@pytest.fixture
def milestone(provider):
    return funded(provider, "100.00")


def test_what_of_each_release_is_called_back(provider, milestone, monkeypatch):
    """The oldest first, without what is owed or being reversed, until nothing is left; what has no transfer any more
    is refused by itself."""
    other = funded(provider, "100.00")
    payout = make_payout(milestone.contract.freelancer)
    sent = {"transfer_id": "tr", "payout": payout, "state": "paid_out"}
    one = make_release(milestone, amount_value=10, owed_value=4, **sent)
    make_release(milestone, amount_value=7, owed_value=7, **sent)
    gone = make_release(milestone, amount_value=5, state="withheld")
    make_release(milestone, amount_value=50, state="in_transit", payout=payout)  # its transfer is to come
    two = make_release(milestone, amount_value=20, **sent | {"state": "in_transit"})
    make_release(milestone, amount_value=3, recall_mark="x", **sent)
    make_release(milestone, amount_value=40, recall_mark="x", state="given_back")
    make_release(other, amount_value=90, recall_mark="x", **sent)
    assert recovery_actions._being_recalled(milestone.pk) == 3
    left, notes, refused = [Decimal(30)], [], []

    def note(pk: int, amount: Decimal, mark: str, left_of: object) -> bool:
        notes.append((pk, amount, mark))
        return pk != one.pk

    def recall(pk: int) -> str:
        left[0] -= 20
        return "Nothing is there." if pk == two.pk else ""

    monkeypatch.setattr(recovery_actions, "_note_recall", note)
    monkeypatch.setattr(recovery_actions, "_recall", recall)
    rows = milestone.releases.filter(recall_mark="")
    call = lambda: recovery_actions.call_back(  # noqa: E731
        rows, mark="m", left_of=lambda: left[0], on_refused=lambda *values, **named: refused.append((*values, named))
    )
    call()
    assert notes == [(one.pk, 6, "m"), (two.pk, 20, "m")]
    assert refused == [
        (gone.pk, usd(5), {"left": 30, "why": "paid out by the bank"}),
        (two.pk, usd(20), {"left": 30, "why": "Nothing is there."}),
    ]
    for is_left, amounts in ((Decimal(4), [1]), (Decimal(3), []), (Decimal("3.01"), [CENT])):
        left[0] = is_left
        notes.clear()
        monkeypatch.setattr(recovery_actions, "_recall", lambda _pk: left.__setitem__(0, Decimal(0)) or "")
        recovery_actions.call_back(rows.filter(pk=two.pk), mark="m", left_of=lambda: left[0], on_refused=call)
        assert [amount for _pk, amount, _mark in notes] == amounts


def test_reversal_is_noted_where_all_is_as_it_was(milestone):
    payout = make_payout(milestone.contract.freelancer)
    release = make_release(milestone, amount_value=10, owed_value=4, transfer_id="tr", payout=payout, state="paid_out")
    note = lambda left=6, amount=6: recovery_actions._note_recall(  # noqa: E731
        release.pk, Decimal(amount), "m", lambda: Decimal(left)
    )
    for wrong in ({"state": "payable"}, {"transfer_id": ""}, {"recall_mark": "x"}, {"owed_value": Decimal("4.01")}):
        usual = {"state": "paid_out", "transfer_id": "tr", "recall_mark": "", "owed_value": 4}
        Release.objects.filter(pk=release.pk).update(**usual | wrong)
        assert not note(), wrong
        Release.objects.filter(pk=release.pk).update(**usual)
    assert not note(left=Decimal("5.99"))
    before = make_release(milestone, transfer_id="tr", payout=payout, state="paid_out", recall_mark="x")
    assert not note(left=Decimal("10.99"))
    assert note(left=11)
    rows = [(each.amount_value, each.owed_value, each.recall_mark) for each in milestone.releases.order_by("pk")]
    assert rows == [(6, 0, f"m:{release.pk}:tr"), (5, 0, "x"), (4, 4, "")]
    assert before.amount_value == 5


def test_who_claims_what_is_called_back(provider, milestone):
    """Lost chargebacks, then what is given back; nobody knows while a bank looks, but for what another one has lost."""
    other = funded(provider, "100.00")
    claims = lambda: recovery_actions._locked_claims(milestone)  # noqa: E731
    assert claims() == []
    for each in (milestone, other):
        make_give_back(each)
    gives = [make_give_back(each, left_value=5, state="open") for each in (milestone, other, milestone)]
    make_chargeback(other, dispute_id="dp_1", state="open")
    make_chargeback(other, dispute_id="dp_2", state="lost", left_value=5)
    make_chargeback(milestone, dispute_id="dp_3", state="lost")
    assert claims() == [gives[0], gives[2]]
    assert {each.milestone for each in claims()} == {milestone}
    lost = [make_chargeback(milestone, dispute_id=f"dp_{at}", state="lost", left_value=CENT) for at in (4, 5)]
    assert claims() == [*lost, gives[0], gives[2]]
    assert claims()[0].funding.milestone is milestone
    make_chargeback(milestone, dispute_id="dp_6", state="open")
    assert claims() == lost
    Chargeback.objects.filter(state="lost").update(left_value=0)
    assert claims() is None


def test_reversals_that_broke_off_are_finished(milestone, monkeypatch):
    done = []
    monkeypatch.setattr(recovery_actions, "_recall", done.append)
    rows = [
        make_release(milestone, recall_mark=mark, **more)
        for mark, more in (("b", {}), ("", {}), ("a", {}), ("c", {"reason": "exchanged"}))
    ]
    recovery_actions.finish_recalls(milestone.pk)
    assert done == [rows[0].pk, rows[2].pk]
    recovery_actions._drop_recall(rows[0].pk, "a")
    recovery_actions._drop_recall(rows[2].pk, "a")
    assert [each.recall_mark for each in milestone.releases.order_by("pk")] == ["b", "", "", "c"]
    assert clock.now() - rows[0].released_at < timedelta(minutes=5)


def test_what_banks_still_claim_of_a_payment(provider, milestone):
    row = make_give_back(milestone, left_value=5, state="open")
    claimed = lambda: collecting_actions._claimed_by_banks(row)  # noqa: E731
    make_chargeback(funded(provider, "100.00"), dispute_id="dp_1")
    assert claimed() == 0
    for at, left in ((2, 3), (3, CENT), (4, 0)):
        make_chargeback(milestone, dispute_id=f"dp_{at}", state="lost", left_value=left)
    assert claimed() == 3 + CENT
    make_chargeback(milestone, dispute_id="dp_5")
    assert claimed() is None
