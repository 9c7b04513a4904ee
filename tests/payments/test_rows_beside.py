"""Queries and limits with the rows of others beside, and each side of a limit."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from openpyxl import Workbook

from market.contracts.models import Milestone
from market.contracts.proposals.actions import agree_proposal, ask_to_end, propose_change
from market.contracts.proposals.changes import Wish
from market.contracts.proposals.request_actions import ask_extension
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import TimeIsUp, request_changes, request_refund, submit_work
from market.core.base import clock
from market.core.base.errors import DomainError, Invalid
from market.payments.models import PayoutMethod, ProviderEvent, Refund, Release
from market.payments.payout_batches.return_file import parse_returns, to_text
from market.payments.payout_quotes import fitting
from market.payments.payouts.bank import BankPayoutTerms
from market.payments.payouts.queries import is_large_payout
from market.payments.proposals.kinds import choices_of
from market.payments.provider import actions as provider_actions
from market.payments.provider.reconciliation import expected_balances
from market.payments.refunds.actions import give_refund
from market.payments.releases.actions import release_by_silence, release_part
from market.payments.releases.timeout_actions import end_on_last_day
from tests.payments.bank_story import give_account, taka
from tests.payments.story import funded, submit, submitted, usd

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_what_providers_should_hold(provider, run_jobs):
    """What is sent back counts once the provider knows it, and only at its own rail."""
    milestone = funded(provider, "100.00")
    submitted(provider, "50.00")
    before = expected_balances("stripe")
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    assert expected_balances("stripe") == before
    Refund.objects.update(refund_id="re_1")
    assert expected_balances("stripe") == {"USD": before["USD"] - 105}
    for columns in ({"state": "failed"}, {"state": "succeeded"}):
        Refund.objects.update(**columns)
        assert expected_balances("stripe") == before
    assert expected_balances("bkash") == {}


def test_late_job_releases_from_the_deadline_itself(provider):
    for act, column in ((release_by_silence, "review_due_at"), (end_on_last_day, "last_day_at")):
        milestone, due = submitted(provider, "50.00"), clock.now() - 2 * DAY
        Milestone.objects.filter(pk=milestone.pk).update(**{column: due})
        act(milestone_id=milestone.pk)
        assert Release.objects.get(milestone=milestone).released_at == due
        assert Milestone.objects.get(pk=milestone.pk).ended_at == due


def test_proposal_is_answered_before_it_is_due(provider, monkeypatch):
    milestone = funded(provider, "100.00")
    contract = milestone.contract
    proposal = ask_to_end(by=contract.client, contract_id=contract.pk, shares={milestone.pk: Decimal(100)})
    monkeypatch.setattr(clock, "now", lambda: proposal.due_at)
    with pytest.raises(TimeIsUp):
        agree_proposal(by=contract.freelancer, proposal_id=proposal.pk)
    monkeypatch.setattr(clock, "now", lambda: proposal.due_at - timedelta(seconds=1))
    assert agree_proposal(by=contract.freelancer, proposal_id=proposal.pk).state == "agreed"


def test_action_counts_before_the_deadline_of_its_state(provider, monkeypatch):
    """From the instant of the deadline on it is refused, also while its job is late."""
    milestone = funded(provider, "100.00")
    named, now = {"milestone_id": milestone.pk}, clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    for column in ("cancel_at", "idle_refund_at", "last_day_at"):
        for due in (now, now - DAY):
            Milestone.objects.filter(pk=milestone.pk).update(**{column: due})
            with pytest.raises(TimeIsUp):
                submit_work(by=milestone.contract.freelancer, note="Here", **named)
        Milestone.objects.filter(pk=milestone.pk).update(**{column: now + timedelta(seconds=1)})
    Milestone.objects.filter(pk=milestone.pk).update(last_day_at=now + 100 * DAY, cancel_at=None)
    assert submit(milestone).state == "submitted"


@pytest.mark.parametrize("days", [0, 61])
def test_days_that_may_be_asked_for(provider, days):
    milestone = submitted(provider, "100.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    named, fits = {"milestone_id": milestone.pk}, min(max(days, 1), 60)
    with pytest.raises(Invalid) as refused:
        request_changes(by=client, note="Greener", days=days, **named)
    assert {at: [*map(str, each)] for at, each in refused.value.errors.items()} == {"days": ["Give 1 to 60 days."]}
    changed = request_changes(by=client, note="Greener", days=fits, **named)
    assert changed.changes_due_at >= clock.now() + (fits - 1) * DAY
    with pytest.raises(Invalid) as refused:
        ask_extension(by=freelancer, days=days, **named)
    assert {at: [*map(str, each)] for at, each in refused.value.errors.items()} == {"days": ["Give 1 to 60 days."]}
    Milestone.objects.filter(pk=milestone.pk).update(changes_due_at=clock.now() + DAY)
    assert ask_extension(by=freelancer, days=fits, **named).until


def test_more_time_ends_before_the_last_day(provider):
    milestone = funded(provider, "100.00")
    ask = {"by": milestone.contract.freelancer, "milestone_id": milestone.pk, "days": 5}
    last = milestone.work_due_at + 5 * DAY
    Milestone.objects.filter(pk=milestone.pk).update(last_day_at=last)
    with pytest.raises(Invalid) as refused:
        ask_extension(**ask)
    assert list(refused.value.errors) == ["days"]
    Milestone.objects.filter(pk=milestone.pk).update(last_day_at=last + timedelta(seconds=1))
    assert ask_extension(**ask).until == last


def test_changes_are_refused_at_their_fields(provider):
    milestone = funded(provider, "100.00", "50.00")
    contract = milestone.contract
    two = contract.milestones.get(position=2)

    def errors(*wishes: Wish) -> list[str]:
        with pytest.raises(Invalid) as refused:
            propose_change(by=contract.client, contract_id=contract.pk, wishes=wishes)
        return [refused.value.code, *refused.value.errors]

    stays = Wish(milestone.pk, title="Part 1", amount=Decimal("100.00"), days=5)
    new = Wish(title="New", amount=Decimal("10.00"), days=2)
    assert errors(stays) == ["nothing_changed"]
    assert errors(Wish(two.pk, drop=True), Wish(milestone.pk, drop=True)) == ["invalid", "milestones.1"]
    assert errors(Wish(milestone.pk, title="Part 1", amount=Decimal("99.00"), days=5))[1] == "milestones.0.amount"
    assert errors(stays, stays) == ["invalid", "milestones"]
    assert errors(new, Wish(4711, title="X", amount=Decimal(5), days=2)) == ["invalid", "milestones.1"]
    assert errors(Wish(two.pk, drop=True), Wish(title="", amount=Decimal("10.00"), days=2))[1] == "milestones.1.title"
    for revisions in (-1, 21):
        wish = Wish(title="New", amount=Decimal("10.00"), days=2, revisions=revisions)
        assert errors(new, wish) == ["invalid", "milestones.1.revisions"]
    assert "milestones" in errors(*[new] * 19)
    transitions.mark_refunded(milestone, at=clock.now())
    assert errors(Wish(milestone.pk, title="X", amount=Decimal("100.00"), days=5)) == ["invalid", "milestones.0"]


def test_part_of_what_is_held(provider):
    milestone = funded(provider, "100.00")
    release = {"by": milestone.contract.client, "milestone_id": milestone.pk}
    words = "Release more than nothing, and not more than is held: $100.00."
    for amount in ("0.00", "100.01"):
        with pytest.raises(Invalid) as refused:
            release_part(amount=usd(amount), **release)
        assert (str(refused.value), refused.value.errors) == (words, {"amount": [words]})
    with pytest.raises(Invalid) as refused:
        release_part(amount=taka("5.00"), **release)
    assert refused.value.errors == {"amount": ["This contract is in USD."]}
    assert release_part(amount=usd("100.00"), **release).state == "released"


def test_accounts_are_shown_to_their_owner_and_to_operators(farida, rina, pavel):
    own, other = give_account(farida), give_account(rina)
    assert list(PayoutMethod.objects.visible_to(farida)) == [own]
    assert set(PayoutMethod.objects.visible_to(pavel)) == {own, other}


def test_large_payouts_need_proof(provider, farida, settings):
    most = settings.LIFECYCLE.proof_payout("USD")
    assert is_large_payout(farida, usd(most + Decimal("0.01")), None)
    assert not is_large_payout(farida, usd(most), "USD")
    assert not is_large_payout(farida, None, "BDT")


def test_news_of_a_refund_sends_that_refund_of_its_rail(provider, monkeypatch):
    milestone = funded(provider, "100.00")
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    refund, sent = Refund.objects.get(), []
    monkeypatch.setattr(provider_actions, "send_refund", lambda *, refund_id: sent.append(refund_id))
    for rail, mark in (("stripe", f"{refund.pk}"), ("bkash", f"{refund.pk}"), ("stripe", "x"), ("stripe", "4711")):
        provider_actions._handle_refund(ProviderEvent(rail=rail, mark=mark))
    assert sent == [refund.pk]


def test_refund_is_asked_for_once_for_each_delivery(provider):
    milestone = submitted(provider, "100.00")
    Milestone.objects.filter(pk=milestone.pk).update(refund_refused_at=clock.now())
    ask = {"by": milestone.contract.client, "milestone_id": milestone.pk, "reason": "Too late."}
    with pytest.raises(DomainError) as refused:
        request_refund(**ask)
    assert refused.value.code == "refund_refused_before"
    for state in ("funded", "changes_requested"):
        Milestone.objects.filter(pk=milestone.pk).update(state=state)
        assert request_refund(**ask).refund_due_at


def test_quote_covers_what_the_transfer_takes(farida, settings, monkeypatch):
    terms = BankPayoutTerms(PayoutMethod(kind="bank"), taka(15), clock.now())
    monkeypatch.setattr(type(settings.LIFECYCLE), "smallest_payout", lambda _self, _currency: Decimal(0))
    with pytest.raises(DomainError) as refused:
        fitting.require_payable(farida, terms, Decimal("15.00"), Decimal(100))
    assert "At least ৳15.01" in str(refused.value)
    monkeypatch.setattr(fitting, "free_taka", lambda: Decimal(16))
    fitting.require_payable(farida, terms, Decimal("15.01"), Decimal(100))


def test_choices_of_a_proposal():
    assert set(choices_of("rail") or ()) == set(choices_of("target_rail") or ()) >= {"bank", "stripe"}
    assert choices_of("source") == choices_of("target") != choices_of("rail")
    assert set(choices_of("currency") or ()) == {"USD", "BDT"}
    assert "operator" in (choices_of("role") or ())
    assert choices_of("chargeback") == {}
    assert choices_of("reference") is None


def test_cells_that_are_formulas_are_read_by_what_they_show():
    book, content = Workbook(), io.BytesIO()
    book.active.append(["Reference", "Status", "Amount"])
    book.active.append(["AK1", "paid", "=5+5"])
    book.save(content)
    [line] = parse_returns(to_text(content.getvalue()))  # nothing has computed it yet
    assert (line.amount, line.is_amount_readable) == (None, True)
