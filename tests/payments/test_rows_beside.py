"""Queries and limits with the rows of others beside, and each side of a limit."""

import io
import itertools
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from openpyxl import Workbook

from market.accounts.models import User
from market.contracts.models import Milestone
from market.contracts.proposals.actions import agree_proposal, ask_to_end, propose_change
from market.contracts.proposals.changes import Wish
from market.contracts.proposals.request_actions import ask_extension
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import TimeIsUp, request_changes, request_refund, submit_work
from market.core.base import clock
from market.core.base.errors import DomainError, Invalid
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.payments.chargebacks.actions import _settle_refunds
from market.payments.funding.actions import OutsideLimits, _require_limits
from market.payments.funding.checkout_actions import _current_page
from market.payments.ledger import postings
from market.payments.ledger.balances import balance_at, waiting_for_clients
from market.payments.models import (
    Chargeback,
    Debt,
    Funding,
    GiveBack,
    Payout,
    PayoutBatch,
    PayoutMethod,
    ProviderEvent,
    Refund,
    Release,
    StaffProposal,
)
from market.payments.payout_batches.queries import (
    batches_to_approve,
    batches_with_stopped,
    returns_due,
    stopped_in,
    waiting_payouts,
    waiting_sum,
)
from market.payments.payout_batches.return_file import parse_returns, to_text
from market.payments.payout_quotes import fitting
from market.payments.payouts.actions import NothingToPayOut, check_payout, request_payout
from market.payments.payouts.bank import BankPayoutTerms
from market.payments.payouts.queries import is_large_payout
from market.payments.payouts.sending_actions import KEY_TTL, _ensure_transfer
from market.payments.payouts.wallet_actions import mark_unclear
from market.payments.proposals.forgiveness import parse_chargeback
from market.payments.proposals.kinds import NotFreeMoney, _capital_out, choices_of
from market.payments.provider import actions as provider_actions
from market.payments.provider import stripe, stripe_connect
from market.payments.provider.port import ProviderRefused
from market.payments.provider.rails import RAILS
from market.payments.provider.reconciliation import expected_balances
from market.payments.provider.types import Checkout, Transfer
from market.payments.refunds.actions import give_refund
from market.payments.releases.actions import release_by_silence, release_part
from market.payments.releases.timeout_actions import end_on_last_day
from market.profiles.models import ClientProfile
from tests import make
from tests.payments.bank_story import give_account, taka
from tests.payments.story import checkout, contract, first, funded, payable, submit, submitted, usd

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
    propose_change(by=contract.client, contract_id=contract.pk, wishes=[new] * 19)  # with the one that runs 20


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


def test_refunds_that_failed_are_settled_the_oldest_first(provider, monkeypatch):
    funding, now = funded(provider, "100.00").fundings.get(), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    row = {"milestone": funding.milestone, "funding": funding, "currency": "USD", "state": "failed", "created_at": now}
    for amount, more in ((10, {}), (20, {}), (30, {}), (40, {"state": "pending"}), (50, {"repaid_at": now})):
        Refund.objects.create(amount_value=amount, fee_value=amount / 10, **row | more)
    rows = Refund.objects.order_by("pk")
    owed = lambda: [each.owed.amount for each in rows.all()]  # noqa: E731
    assert owed() == [11, 22, 33, 0, 0]
    _settle_refunds(Chargeback(funding=funding), Decimal(20))
    assert (owed(), [each.repaid_at for each in rows.all()]) == ([0, 13, 33, 0, 0], [now, None, None, None, now])
    _settle_refunds(Chargeback(funding=funding), Decimal(0))
    assert owed() == [0, 13, 33, 0, 0]


def make_chargeback(milestone: Milestone) -> Chargeback:
    row = {"dispute_id": "dp_1", "amount_value": 5, "fee_value": 0, "provider_fee_value": 0, "currency": "USD"}
    return Chargeback.objects.create(funding=milestone.fundings.get(), created_at=clock.now(), **row)


def test_what_waits_for_clients_is_of_debts_to_them_in_their_currency(provider, farida):
    milestone, now = funded(provider, "100.00"), clock.now()
    row = {"freelancer": farida, "currency": "USD", "created_at": now}
    chargeback = make_chargeback(milestone)
    Debt.objects.create(chargeback=chargeback, amount_value=50, left_value=0, **row)
    assert waiting_for_clients("USD") == 0
    for currency, left, passed_on in (("USD", 10, 5), ("USD", 20, 0), ("BDT", 0, 0)):
        give = {"milestone": milestone, "amount_value": 20, "currency": currency, "created_at": now}
        debt = {"give_back": GiveBack.objects.create(**give), "amount_value": 20, "left_value": left}
        Debt.objects.create(passed_on_value=passed_on, **row | debt | {"currency": currency})
    assert (waiting_for_clients("USD"), waiting_for_clients("BDT"), waiting_for_clients("EUR")) == (5, 20, 0)


def test_batches_with_a_payout_to_a_stopped_account(farida, pavel, monkeypatch):
    ola, now = make.make_person("Ola", roles=["operator"]), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    method = give_account(farida)
    row = {"currency": "BDT", "amount_value": 5}
    batch, other = (
        PayoutBatch.objects.create(count=1, made_by=pavel, made_at=now, approved_by=ola, return_due_at=now, **row)
        for _each in range(2)
    )
    payout = Payout.objects.create(freelancer=farida, created_at=now, rail="bank", method=method, batch=batch, **row)
    Payout.objects.create(freelancer=farida, created_at=now, rail="bank", batch=other, **row)
    for of_method, of_payout in itertools.product(("active", "stopped"), Payout.State.values):
        PayoutMethod.objects.update(state=of_method)
        Payout.objects.filter(pk=payout.pk).update(state=of_payout)
        is_stopped = of_method == "stopped" and of_payout in ("pending", "in_transit")
        assert list(stopped_in(batch)) == [payout] * is_stopped
        PayoutBatch.objects.update(state="sent")
        assert list(batches_with_stopped()) == [batch] * is_stopped
    Payout.objects.update(state="pending")
    for state in PayoutBatch.State.values:
        PayoutBatch.objects.update(state=state)
        assert list(batches_with_stopped()) == [batch] * (state in ("approved", "sent"))
        assert list(batches_to_approve()) == [batch, other] * (state == "prepared")
        assert list(returns_due()) == [batch, other] * (state == "sent")
    PayoutBatch.objects.update(state="sent", return_due_at=now + timedelta(seconds=1))
    assert not returns_due()


def test_payouts_that_wait_for_a_batch(farida, pavel):
    row = {"freelancer": farida, "created_at": clock.now(), "amount_value": 5, "currency": "BDT", "rail": "bank"}
    batch = PayoutBatch.objects.create(count=1, currency="BDT", amount_value=5, made_by=pavel, made_at=clock.now())
    assert waiting_sum() == (0, taka(0))
    waiting = [Payout.objects.create(**row), Payout.objects.create(**row | {"amount_value": 7})]
    for more in ({"rail": "bkash"}, {"currency": "USD"}, {"state": "in_transit"}, {"batch": batch}):
        Payout.objects.create(**row | more)
    assert (list(waiting_payouts()), waiting_sum()) == (waiting, (2, taka(12)))


def test_first_payment_proves_its_client_alone(provider, carla, rina):
    for user in (carla, rina):
        ClientProfile.objects.update_or_create(user=user, defaults={"payment_proven": False})
    funded(provider, "100.00", client=carla)
    assert dict(ClientProfile.objects.values_list("user", "payment_proven")) == {carla.pk: True, rina.pk: False}


def test_page_that_the_provider_has_forgotten_has_expired(provider, monkeypatch):
    lead, now = checkout(first(contract("100.00"))), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(stripe, "retrieve_checkout", refuse)
    lead.created_at = now - RAILS["stripe"].longest
    expired = Checkout(str(lead.checkout_id), "", "expired", False, "", lead.charge, "")
    assert _current_page(lead, closing=False) == expired
    lead.created_at += timedelta(seconds=1)
    with pytest.raises(ProviderRefused):
        _current_page(lead, closing=False)


def refuse(*_values, **_named):
    raise ProviderRefused("missing", "There is none.")


def test_page_whose_id_was_not_saved_is_recorded_for_its_funding_alone(provider, monkeypatch):
    lead = checkout(first(contract("100.00")))
    Funding.objects.update(checkout_id=None, checkout_url="", state="pending")
    page = Checkout("cs_1", "https://pay.example/1", "open", False, "", lead.charge, str(lead.pk))
    event = ProviderEvent(rail="stripe", object_id="cs_1")
    for reference, columns in (("x", {}), ("4711", {}), (page.reference, {"rail": "bkash"})):
        Funding.objects.update(**{"rail": "stripe"} | columns)
        monkeypatch.setattr(stripe, "retrieve_checkout", lambda _id, to=reference: replace(page, reference=to))
        assert provider_actions._record_unknown_checkout(event) is None
    Funding.objects.update(rail="stripe")
    monkeypatch.setattr(stripe, "retrieve_checkout", lambda _id: page)
    recorded = provider_actions._record_unknown_checkout(event)
    assert (recorded, recorded.checkout_id, recorded.state) == (lead, "cs_1", "open")
    assert provider_actions._record_unknown_checkout(event) is None


def test_payment_has_limits_at_each_end():
    rail = replace(RAILS["stripe"], smallest=Decimal(5), largest=Decimal(100))
    for fits in ("5.00", "100.00"):
        _require_limits(rail, usd(fits))
    for amount in ("4.99", "100.01"):
        with pytest.raises(OutsideLimits) as refused:
            _require_limits(rail, usd(amount))
        words = f"{rail.label} takes payments from $5.00 to $100.00. Pay more or less at once, or by another way."
        assert str(refused.value) == words


def test_last_part_is_announced_as_the_whole_work(provider):
    milestone = submitted(provider, "100.00")
    release = {"by": milestone.contract.client, "milestone_id": milestone.pk}
    codes = []
    for amount in ("40.00", "60.00"):
        release_part(amount=usd(amount), **release)
        codes.append(AuditEntry.objects.filter(on_id=milestone.pk, code__contains="released").latest("pk").code)
    assert codes == ["milestone.part_released", "milestone.released_approved"]


def test_payout_is_checked_like_a_request_and_moves_nothing(provider, travel):
    release = payable(provider, travel, "100.00")
    by = release.freelancer
    for amount, currency, code in (
        (None, None, ""),
        (usd("100.00"), None, ""),
        (usd("40.00"), "USD", ""),
        (usd("100.01"), None, "more_than_payable"),
        (usd("0.00"), "USD", "more_than_payable"),
        (usd("5.00"), "BDT", "wrong_currency"),
        (usd("0.50"), "USD", "less_than_payout"),
        (taka("5.00"), None, "nothing_to_pay_out"),
        (None, "EUR", "nothing_to_pay_out"),
    ):
        if not code:
            check_payout(by=by, amount=amount, currency=currency)
            continue
        with pytest.raises(DomainError) as refused:
            check_payout(by=by, amount=amount, currency=currency)
        assert refused.value.code == code, (amount, currency)
    with pytest.raises(NothingToPayOut):
        request_payout(by=by, amount=taka("5.00"))
    release.refresh_from_db()
    assert (release.state, Payout.objects.exists()) == ("payable", False)


def test_check_of_a_payout_counts_those_of_the_day(provider, travel, settings):
    by = payable(provider, travel, "100.00").freelancer
    row = {"freelancer": by, "amount_value": 5, "currency": "USD", "created_at": clock.now()}
    Payout.objects.bulk_create(Payout(**row) for _each in range(settings.LIFECYCLE.payouts_per_day))
    with pytest.raises(DomainError) as refused:
        check_payout(by=by, amount=None, currency=None)
    assert refused.value.code == "too_many_payouts"


def test_transfer_is_looked_for_in_its_group_once_its_key_has_expired(provider, travel, monkeypatch):
    release, now = payable(provider, travel, "100.00"), clock.now()
    payout = request_payout(by=release.freelancer)
    transfer, searched = Transfer("tr_1", "py_1"), []
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(stripe_connect, "create_transfer", lambda **named: named)
    monkeypatch.setattr(stripe_connect, "find_transfer", lambda **named: searched.append(named) or transfer)
    named = {
        "group": f"contract:{release.milestone.contract_id}",
        "key": f"transfer:{payout.pk}:{release.pk}",
    }
    payout.created_at = now - KEY_TTL
    assert _ensure_transfer(payout, release) == {
        "account_id": release.freelancer.payout_account.account_id,
        "charge_id": release.milestone.fundings.get().charge_id,
        "amount": usd(100),
        **named,
    }
    assert searched == []
    payout.created_at -= timedelta(seconds=1)
    assert (_ensure_transfer(payout, release), searched) == (transfer, [named])


def test_unclear_payout_is_announced_to_other_operators(farida, pavel):
    User.objects.filter(pk=farida.pk).update(roles=["operator"])
    row = {"freelancer": farida, "amount_value": 5, "currency": "BDT", "rail": "bkash", "created_at": clock.now()}
    payout = Payout.objects.create(**row, check_at=clock.now())
    mark_unclear(payout_id=payout.pk)
    payout.refresh_from_db()
    assert (payout.state, payout.hold_up, payout.check_at) == ("in_transit", "unclear", None)
    assert list(Notification.objects.filter(kind="payout.unclear").values_list("user", flat=True)) == [pavel.pk]
    mark_unclear(payout_id=payout.pk)
    assert Notification.objects.filter(kind="payout.unclear").count() == 1


def test_chargeback_is_named_by_its_number(provider):
    row = make_chargeback(funded(provider, "100.00"))
    for text in (str(row.pk), f" {row.pk} ", str(row.pk).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))):
        assert parse_chargeback({"chargeback": text}, "chargeback") == row
    for text in ("", "x", "-1", str(row.pk + 1), "9" * 30):
        with pytest.raises(Invalid) as refused:
            parse_chargeback({"chargeback": text}, "chargeback")
        assert refused.value.errors == {"chargeback": ["There is no chargeback with this number."]}


def test_no_more_capital_is_taken_out_than_is_the_sites_own(provider):
    funded(provider, "100.00")
    values = {"amount": "0.01", "currency": "USD", "rail": "stripe", "reference": "TT 7"}
    words = "Only {} there is the site's own: the rest is owed to people."
    free = balance_at("stripe", "USD") - Decimal(105)
    postings.post_capital("T-1", usd(10) - usd(free))
    for amount, fits in (("10.01", False), ("10.00", True), ("0.01", False)):
        row = StaffProposal(kind="capital_out", parameters=values | {"amount": amount})
        if fits:
            _capital_out(row, None)
            continue
        with pytest.raises(NotFreeMoney) as refused:
            _capital_out(row, None)
        assert str(refused.value) == words.format("$10.00" if amount == "10.01" else "$0.00")
