"""What is written when a client's bank takes money, when it is given back, and when it is owed: tests.money_record."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.models import User
from market.contracts.models import Milestone
from market.contracts.workroom.actions import request_changes
from market.core.base import clock
from market.core.base.money import Money
from market.files.actions import keep_upload
from market.payments.chargebacks.actions import AmountDiffers, record_dispute, remind_of_answer
from market.payments.chargebacks.evidence import draft_evidence
from market.payments.chargebacks.evidence_actions import (
    accept_chargeback,
    answer_chargeback,
    follow_chargeback,
    forgive_chargeback,
    save_answer_draft,
)
from market.payments.chargebacks.file_actions import add_evidence_file, remove_evidence_file
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.debts.queries import debts_of
from market.payments.funding.actions import fund_several
from market.payments.funding.checkout_actions import settle_funding
from market.payments.give_backs.actions import AllOnItsWay, PayoutOnItsWay, give_back, take_here
from market.payments.give_backs.collecting_actions import collect_give_back
from market.payments.give_backs.queries import plan_of
from market.payments.ledger import postings
from market.payments.models import Chargeback, EvidenceFile, Funding, Refund, Release
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import send_payout
from market.payments.provider import stripe_disputes
from market.payments.provider.port import ProviderRefused
from market.payments.refunds.actions import send_refund
from market.payments.releases.actions import approve_milestone, clear_release, release_part
from market.payments.releases.part_actions import take_part
from market.sandbox.models import Dispute
from tests.access.probe import png
from tests.money_record import ours
from tests.payments.story import SITE, contract, funded, payable, released, submit, submitted, usd
from tests.payments.test_give_backs import paid_out

pytestmark = pytest.mark.django_db


def ask_bank(provider, release_or_milestone_id: int) -> Dispute:
    """The client asks the bank for the payment back."""
    return provider.want_back(Funding.objects.get(milestone=release_or_milestone_id, state="paid").charge_id)


def decided(provider, dispute: Dispute, outcome: str):
    """The bank decides, and we learn of it."""
    provider.decide(dispute, outcome)
    return sync_dispute(dispute_id=dispute.id)


@pytest.fixture
def disputed(record, provider, pavel):
    """A joint payment of two milestones that the client's bank looks at: one in part released, one wholly."""
    parts = contract("100.00", "50.01")
    ids = list(parts.milestones.order_by("position").values_list("pk", flat=True))
    funding = fund_several(by=parts.client, contract_id=parts.pk, milestone_ids=ids, site=SITE)
    provider.pay(funding.checkout_url)
    settle_funding(funding_id=funding.pk)
    submit(parts.milestones.get(position=1))
    release_part(by=parts.client, milestone_id=ids[0], amount=usd("30.00"))
    submit(parts.milestones.get(position=2))
    approve_milestone(by=parts.client, milestone_id=ids[1])
    dispute = ask_bank(provider, ids[0])
    record.step("The client's bank asks for both", lambda: sync_dispute(dispute_id=dispute.id))
    return dispute


def earned(provider, amount: str, **people):
    """What was released of another contract, to become payable in a step of the story."""
    release = released(provider, amount, **people)
    Release.objects.filter(pk=release.pk).update(clears_at=clock.now())
    return lambda: clear_release(release_id=release.pk)


def refused_by_provider(record):
    """A call to the provider that notes what it gets, and is refused."""

    def refuse(*values, **named):
        record.show("What the provider gets", named or values)
        raise ProviderRefused("no_longer_possible", "It is too late.")

    return refuse


def test_answer_to_a_bank(record, disputed, pavel):
    second, row = ours(Chargeback)
    record.show("What we could tell the bank", draft_evidence(row).split("\n"))
    record.show("And of the second one", draft_evidence(second).split("\n"))
    named = {"by": pavel, "chargeback_id": row.pk}
    upload, other = (keep_upload(by=pavel, file=png()).pk for _time in range(2))
    wrong = keep_upload(by=pavel, file=SimpleUploadedFile("a.txt", b"text")).pk

    def add(kind="receipt", files=(upload,)):
        return add_evidence_file(**named, kind=kind, file_ids=files)

    record.refused("A file of no kind", lambda: add("photo"))
    record.refused("No file", lambda: add(files=()))
    record.refused("Two files", lambda: add(files=(upload, other)))
    record.refused("A text", lambda: add(files=(wrong,)))
    record.step("An operator adds a file", add)
    record.step("The same again", add)
    record.refused("Another one of its kind", lambda: add(files=(other,)))
    file_id = EvidenceFile.objects.get().pk
    record.step("Takes it away", lambda: remove_evidence_file(**named, file_id=file_id))
    add()
    record.step("Writes a draft", lambda: save_answer_draft(**named, text=" It was delivered. "))
    record.refused("Too much for the bank", lambda: save_answer_draft(**named, text="x" * 20_001))
    record.require("chargeback_evidence")


def test_chargeback_is_answered_and_lost(record, provider, disputed, pavel, monkeypatch):
    row = ours(Chargeback).latest("-pk")
    named = {"by": pavel, "chargeback_id": row.pk}
    record.refused("Nothing for the bank", lambda: answer_chargeback(**named, text=" "))
    record.refused("Too much for the bank", lambda: answer_chargeback(**named, text="x" * 20_001))
    Chargeback.objects.update(remind_at=clock.now())
    record.step("Operators are reminded", lambda: remind_of_answer(chargeback_id=row.pk))
    with monkeypatch.context() as patched:
        patched.setattr(stripe_disputes, "answer_dispute", refused_by_provider(record))
        record.refused("The provider refuses it", lambda: answer_chargeback(**named, text="It was delivered."))
    record.step("Sends the answer", lambda: answer_chargeback(**named, text="It was delivered."))
    record.refused("And again", lambda: answer_chargeback(**named, text="It was all delivered."))
    record.refused("A draft after it", lambda: save_answer_draft(**named, text="It was."))
    record.step("The bank pays the client back", lambda: decided(provider, disputed, "lost"))
    record.refused("Accepting what is decided", lambda: accept_chargeback(**named))
    record.refused("Forgiving what nobody owes", lambda: forgive_chargeback(**named, reason="Why not."))
    record.require("chargeback_lost")


def test_chargeback_is_won_and_another_accepted(record, provider, skip, pavel):
    milestone = submitted(provider, "100.00")
    dispute = ask_bank(provider, milestone.pk)
    sync_dispute(dispute_id=dispute.id)
    skip(timedelta(days=2))
    record.step("The bank leaves it as it is", lambda: decided(provider, dispute, "won"))
    other = submitted(provider, "40.00")
    sync_dispute(dispute_id=ask_bank(provider, other.pk).id)
    row = ours(Chargeback).get(state="open")
    record.step("An operator accepts another one", lambda: accept_chargeback(by=pavel, chargeback_id=row.pk))
    record.require("chargeback_won")

    record.step("The bank hears of it", lambda: follow_chargeback(chargeback_id=row.pk))


def test_chargeback_of_what_was_paid_out_becomes_a_debt(record, provider, travel, pavel):
    release = paid_out(provider, travel)
    people = {"client": release.milestone.contract.client, "freelancer": release.freelancer}
    dispute = ask_bank(provider, release.milestone_id)
    sync_dispute(dispute_id=dispute.id)
    record.step("The bank pays the client back", lambda: decided(provider, dispute, "lost"))
    record.show("What the freelancer owes", debts_of(release.freelancer))
    record.step("The freelancer earns", earned(provider, "40.00", **people))
    forgive = {"by": pavel, "chargeback_id": ours(Chargeback).get().pk}
    record.refused("Forgiven without a reason", lambda: forgive_chargeback(**forgive, reason=" "))
    record.step("It is forgiven", lambda: forgive_chargeback(**forgive, reason="It had been delivered."))
    record.refused("And again", lambda: forgive_chargeback(**forgive, reason="Again."))
    record.require("chargeback_owed")


def test_what_a_bank_is_told_of_other_work(record, provider):
    waiting = funded(provider, "20.00")
    changed = submitted(provider, "30.00")
    request_changes(by=changed.contract.client, milestone_id=changed.pk, note="Larger, please.", days=3)
    release = released(provider, "40.00")
    named = {"by": release.freelancer, "milestone_id": release.milestone_id, "reason": "A page was missing."}
    give_back(**named, amount=usd("15.00"))
    for milestone in (waiting, changed, release.milestone):
        sync_dispute(dispute_id=ask_bank(provider, milestone.pk).id)
        row = Chargeback.objects.get(funding__milestone=milestone)
        record.show(f"Of {milestone.amount}", draft_evidence(row).split("\n"))
    Milestone.objects.filter(pk=changed.pk).update(state="disputed")
    of_changed = Chargeback.objects.filter(funding__milestone=changed)
    record.show("While our moderator looks too", draft_evidence(of_changed.get()).split("\n")[-1:])
    Milestone.objects.filter(pk=changed.pk).update(kind="bonus", position=0, held_value=0, state="released")
    people = {changed.contract.client_id: "কার্লা", changed.contract.freelancer_id: "ফরিদা"}
    for pk, name in people.items():
        User.objects.filter(pk=pk).update(display_name=name, other_name=f"Person {pk}")
    record.show("Of a bonus, by people with two names", draft_evidence(of_changed.get()).split("\n"))
    record.require("chargeback_drafts")


def test_dispute_in_another_currency_or_of_no_charge_changes_nothing(record, provider):
    milestone = submitted(provider, "30.00")
    theirs = stripe_disputes.retrieve_dispute(ask_bank(provider, milestone.pk).id)
    for other in (replace(theirs, status="warning_needs_response"), replace(theirs, charge_id="")):
        record.step("An inquiry, or one of no charge", lambda other=other: record_dispute(other))
    with pytest.raises(AmountDiffers, match=r"30\.00|31\.50"):
        record_dispute(replace(theirs, amount=Money("31.50", "BDT")))
    record.step("The bank asks for less than was paid", lambda: record_dispute(replace(theirs, amount=usd("10.01"))))
    later = theirs.answer_by + timedelta(days=2)
    record.step("And waits for longer", lambda: record_dispute(replace(theirs, answer_by=later)))
    record.step("It is lost", lambda: record_dispute(replace(theirs, answer_by=later, status="lost")))
    record.require("chargeback_in_part")


@pytest.mark.parametrize(("here", "code"), [(None, "all"), ("40.00", "a part")])
def test_payout_that_takes_the_money_meanwhile_is_waited_for(provider, here, code):
    release = released(provider, "100.00")
    if here:
        take_part(release, usd("60.00").amount)
    Release.objects.filter(pk=release.pk).update(state="in_transit")
    with pytest.raises(PayoutOnItsWay) as refusal:
        take_here(release.milestone, usd("70.00").amount)
    assert type(refusal.value) is (PayoutOnItsWay if here else AllOnItsWay), code
    assert refusal.value.facts == ({"most": usd("40.00")} if here else {})


def test_released_money_is_given_back(record, provider):
    release = released(provider, "100.00")
    named = {"by": release.freelancer, "milestone_id": release.milestone_id}
    record.show("What giving a part back would do", [plan_of(release.milestone, usd("33.33"))])
    record.refused("More than there is", lambda: give_back(**named, amount=usd("100.01"), reason="Why."))
    record.refused("Without a reason", lambda: give_back(**named, amount=usd("1.00"), reason=" "))
    record.refused("With too long a one", lambda: give_back(**named, amount=usd("1.00"), reason="x" * 1001))
    record.step("A part", lambda: give_back(**named, amount=usd("33.33"), reason="A page was missing. " * 12))
    record.step("It reaches the client", lambda: send_refund(refund_id=ours(Refund).get().pk))
    record.require("give_back")


def test_paid_out_money_is_given_back(record, provider, travel, run_jobs):
    release = paid_out(provider, travel)
    people = {"client": release.milestone.contract.client, "freelancer": release.freelancer}
    give = {"by": release.freelancer, "milestone_id": release.milestone_id, "reason": "A page was missing."}
    payable(provider, travel, "10.00", **people)
    send_payout(payout_id=request_payout(by=release.freelancer).pk)
    record.refused("No debt is agreed to", lambda: give_back(**give, amount=usd("30.00")))
    row = record.step("A part", lambda: give_back(**give, amount=usd("30.00"), accept_debt=True))
    record.step("It is called back", lambda: collect_give_back(give_back_id=row.pk))
    record.show("What the freelancer owes", debts_of(release.freelancer))
    record.step("The freelancer earns", earned(provider, "15.00", **people))
    record.step("And more", earned(provider, "25.00", **people))
    record.step("Which goes to the client", run_jobs)
    record.require("give_back_of_paid_out")


def test_bank_takes_what_is_being_given_back(record, provider, travel):
    postings.post_capital("T-1", usd(500))
    release = paid_out(provider, travel)
    people = {"client": release.milestone.contract.client, "freelancer": release.freelancer}
    give = {"by": release.freelancer, "milestone_id": release.milestone_id, "reason": "A page was missing."}
    row = give_back(**give, amount=usd("30.00"), accept_debt=True)
    record.step("It cannot be called back", lambda: collect_give_back(give_back_id=row.pk))
    dispute = ask_bank(provider, release.milestone_id)
    sync_dispute(dispute_id=dispute.id)
    record.step("The freelancer earns while the bank looks", earned(provider, "20.00", **people))
    record.refused("Giving more back", lambda: give_back(**give, amount=usd("1.00"), accept_debt=True))
    record.step("The bank pays the client back", lambda: decided(provider, dispute, "lost"))
    record.require("give_back_and_chargeback")
