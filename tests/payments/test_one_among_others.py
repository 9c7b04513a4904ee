"""Steps of money that meet a row in another state, or rows of others beside it."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from types import SimpleNamespace

import pytest
from django.db.models import F

from market.contracts.models import Contract, Milestone
from market.contracts.workroom import outage_parts
from market.contracts.workroom.actions import NotTheClient, notify_of_deadline
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.payments.chargebacks import file_sending, recovery_actions
from market.payments.chargebacks.evidence_actions import OwnChargeback, _drop_acceptance, chargeback_for_operator
from market.payments.chargebacks.queries import chargebacks_at
from market.payments.debts.actions import take_for_chargeback
from market.payments.desk.explaining import _sent_refunds, _uncounted_payments
from market.payments.desk.queries import PAGE, account_page
from market.payments.desk.search import search_money
from market.payments.funding.actions import _checkout_request
from market.payments.give_backs import collecting_actions
from market.payments.give_backs.collecting_actions import _look_again
from market.payments.ledger import debt_postings, postings
from market.payments.models import (
    Chargeback,
    Debt,
    EvidenceFile,
    Funding,
    LedgerAccount,
    Payout,
    PayoutAccount,
    Refund,
    Release,
    StaffProposal,
)
from market.payments.payout_methods.details import MethodDetails, cleaned
from market.payments.payout_quotes.queries import quotes_offered_to
from market.payments.payouts import sending_actions, wallet_actions, wallet_decision_actions
from market.payments.payouts.actions import PayoutMethodNotReady, check_payout, retry_payout
from market.payments.payouts.failures import REASONS
from market.payments.proposals import kinds
from market.payments.proposals.kinds import choices_of
from market.payments.proposals.queries import proposals_at
from market.payments.provider import stripe, stripe_connect
from market.payments.provider.reconciliation import compare_balances
from market.payments.provider.types import RefundRequest, WalletTransfer
from market.payments.releases.actions import approve_milestone, release_part
from market.payments.releases.part_actions import take_part
from tests import make
from tests.payments.bank_story import give_account
from tests.payments.story import checkout, contract, first, funded, submitted, usd
from tests.payments.test_rows_of_people import make_chargeback, make_payout, make_release
from tests.payments.test_sums_and_sides import make_debt, make_give_back

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def test_failed_payout_is_tried_again_with_what_is_ones_own(farida, rina, now, settings):
    """Also on a day on which no further payout may be asked for, and below the least amount."""
    milestone = first(contract("100.00", freelancer=farida))
    for user in (farida, rina):
        PayoutAccount.objects.create(user=user, account_id=f"acct_{user.pk}", state="active", created_at=now)
    make_release(milestone, state="payable", freelancer=rina, freelancer_id=rina.pk, amount_value=500)
    make_release(milestone, state="payable", currency="BDT", amount_value=700)
    release = make_release(milestone, state="payable", amount_value=1)
    postings.post(
        postings.Event("release:x", "release", usd(1), milestone.pk),
        postings.Leg("payable", Decimal(1), user=farida.pk),
        postings.Leg("provider", Decimal(-1), rail="stripe"),
    )
    for _each in range(settings.LIFECYCLE.payouts_per_day):
        failed = make_payout(farida, state="failed", amount_value=90, check_at=now + SECOND)
    retry_payout(payout_id=failed.pk)
    release.refresh_from_db()
    assert release.payout is None
    Payout.objects.update(check_at=now)
    retry_payout(payout_id=failed.pk)
    release.refresh_from_db()
    assert (release.state, release.payout.amount) == ("in_transit", usd(1))
    assert Payout.objects.get(pk=failed.pk).check_at is None


def test_payout_that_was_not_sent_is_sent_before_it_is_settled(farida, now, monkeypatch):
    account = PayoutAccount.objects.create(user=farida, state="active", created_at=now)
    calls, applied, listed = [], [], {"acct_1": ["po_1", "po_2"]}
    monkeypatch.setattr(sending_actions, "send_payout", lambda **named: calls.append(named))
    monkeypatch.setattr(stripe_connect, "list_bank_payouts", listed.__getitem__)
    monkeypatch.setattr(sending_actions, "_apply_bank_payout", lambda *values: applied.append(values))
    milestone = first(contract("100.00", freelancer=farida))
    for state in Payout.State.values:
        payout = make_payout(farida, state=state)
        make_release(milestone, payout=payout, state="in_transit")
        PayoutAccount.objects.filter(pk=account.pk).update(account_id=None)
        sending_actions.settle_payout(payout_id=payout.pk)
        assert (calls, applied) == ([{"payout_id": payout.pk}] * (state == "pending"), [])
        PayoutAccount.objects.filter(pk=account.pk).update(account_id="acct_1")
        sending_actions.settle_payout(payout_id=payout.pk)
        assert applied == [("acct_1", "po_1"), ("acct_1", "po_2")]
        Release.objects.filter(payout=payout).update(state="paid_out")
        sending_actions.settle_payout(payout_id=payout.pk)
        assert len(applied) == 2
        calls.clear()
        applied.clear()
    sending_actions.settle_payout(payout_id=make_payout(farida, rail="bank").pk)
    assert (calls, applied) == ([], [])


def test_transfer_of_a_failed_bank_payout_is_reversed_where_it_is_its_own_still(farida, monkeypatch):
    milestone, payout = first(contract("100.00", freelancer=farida)), make_payout(farida, state="in_transit")
    release = make_release(milestone, arrival_id="py_1", transfer_id="tr_1")
    reversed_ones, failed, paid = [], [], []
    monkeypatch.setattr(stripe_connect, "arrivals_of_payout", lambda **_named: ["py_1", "", None])
    monkeypatch.setattr(stripe_connect, "reverse_transfer", lambda **named: reversed_ones.append(named))
    monkeypatch.setattr(sending_actions, "fail_part", lambda **named: failed.append(named))
    monkeypatch.setattr(sending_actions, "mark_paid_out", lambda **named: paid.append(named))
    make_release(milestone, arrival_id="", state="in_transit", payout=payout)
    bank = SimpleNamespace(id="po_1", status="failed", failure="account_closed", arrives_at=None)
    for state in Release.State.values:
        for of in (payout, None):
            Release.objects.filter(pk=release.pk).update(state=state, payout=of)
            sending_actions._apply_bank_payout("acct_1", bank)
            is_its_own = bool(of) and state in ("in_transit", "paid_out")
            key = f"reversal:{payout.pk}:{release.pk}"
            assert reversed_ones == [{"transfer_id": "tr_1", "key": key}] * is_its_own, (state, of)
            row = {"release_id": release.pk, "payout_id": payout.pk, "failure": "account_closed", "is_temporary": False}
            assert failed == [row] * is_its_own
            reversed_ones.clear()
            failed.clear()
    bank.status = "paid"
    sending_actions._apply_bank_payout("acct_1", bank)
    assert (paid, failed) == ([{"release_id": release.pk}], [])


def test_part_of_a_release_that_is_owed_already_is_not_taken_again(farida):
    milestone = first(contract("100.00", freelancer=farida))
    for most, owed, taken, rest in ((20, 4, 6, 4), (5, 4, 5, 5), (6, 4, 6, 4), (20, 0, 10, 0), (20, 10, 0, 0)):
        release = make_release(milestone, amount_value=10, owed_value=owed)
        assert take_part(release, Decimal(most)) is bool(taken)
        left = Release.objects.exclude(pk=release.pk)
        assert (release.amount_value if taken else 0, [each.amount_value for each in left]) == (
            taken,
            [rest] * bool(rest),
        )
        assert sum(each.owed_value for each in Release.objects.all()) == owed
        Release.objects.all().delete()


def test_quotes_are_offered_to_who_has_no_account_for_dollars(farida, rina, now, settings):
    settings.PAYOUT_QUOTES = True
    PayoutAccount.objects.create(user=rina, state="active", created_at=now)
    mine = PayoutAccount.objects.create(user=farida, account_id="acct_1", state="started", created_at=now)
    assert (quotes_offered_to(farida), quotes_offered_to(rina)) == (True, False)
    PayoutAccount.objects.filter(pk=mine.pk).update(state="active")
    assert not quotes_offered_to(farida)
    settings.PAYOUT_QUOTES = False
    PayoutAccount.objects.all().delete()
    assert not quotes_offered_to(farida)


def test_give_back_waits_for_a_bank_and_for_what_it_took(provider):
    milestone = funded(provider, "100.00")
    make_release(milestone, state="paid_out", amount_value=50)
    give_back = make_give_back(milestone, left_value=20, state="open")
    row = make_chargeback(milestone, dispute_id="dp_1")
    for columns, left, goes_on in (
        ({"state": "open"}, 20, False),
        ({"state": "lost", "left_value": 30}, 20, False),
        ({"state": "lost", "left_value": 35}, 15, False),
        ({"state": "lost", "left_value": 0}, 15, True),
        ({"state": "won", "left_value": 0}, 15, True),
    ):
        Chargeback.objects.filter(pk=row.pk).update(**columns)
        assert _look_again(give_back.pk) is goes_on, columns
        give_back.refresh_from_db()
        assert (give_back.left_value, give_back.state) == (left, "open")


def test_each_file_is_given_to_the_provider_once(provider, monkeypatch):
    row = make_chargeback(submitted(provider, "100.00"), dispute_id="dp_1")
    upload = SimpleNamespace(media_type="image/png", sha256="0123456789abcdef01", file="x", size=5)
    files = [SimpleNamespace(pk=at, kind=f"kind{at}", upload=upload, provider_file_id="file_0" * at) for at in range(2)]
    sent: list[dict[str, object]] = []
    monkeypatch.setattr(file_sending, "evidence_files", lambda _row: [*files, replace_file(files[0], 2)])
    monkeypatch.setattr(file_sending, "_content", lambda file: file.kind.encode())
    monkeypatch.setattr(
        file_sending.stripe_disputes, "upload_evidence", lambda **named: sent.append(named) or f"file_{len(sent)}"
    )
    assert file_sending.send_files(row) == {"kind0": "file_1", "kind1": "file_0", "kind2": "file_2"}
    assert sent == [
        {"name": f"kind{at}.png", "content": f"kind{at}".encode(), "key": f"evidence:{at}:0123456789abcdef"}
        for at in (0, 2)
    ]
    assert not EvidenceFile.objects.exists()


def replace_file(file: SimpleNamespace, number: int) -> SimpleNamespace:
    return SimpleNamespace(**vars(file) | {"pk": number, "kind": f"kind{number}"})


def test_tabs_and_choices_of_operators(provider, pavel, now):
    milestone = funded(provider, "100.00")
    row = {"kind": "loss", "parameters": {}, "reason": "x", "proposed_by": pavel, "proposed_at": now}
    ola = make.make_person("Ola", roles=["operator"])
    for state in StaffProposal.State.values:
        end = {"ended_at": now} if state != "open" else {}
        end |= {"decided_by": ola} if state in ("approved", "refused") else {}
        StaffProposal.objects.create(mark=state, state=state, expires_at=now + DAY, **row, **end)
    of = {tab: {each.state for each in proposals_at(pavel, tab)} for tab in ("open", "ended")}
    assert of == {"open": {"open"}, "ended": {*StaffProposal.State.values} - {"open"}}
    open_, won = (make_chargeback(milestone, dispute_id=f"dp_{at}") for at in range(2))
    Chargeback.objects.filter(pk=won.pk).update(state="won", ended_at=now)
    assert (choices_of("chargeback"), set(choices_of("open_chargeback") or ())) == ({}, {str(open_.pk)})


def test_lost_chargeback_takes_what_waits_debt_by_debt(provider, monkeypatch):
    milestone, posted = funded(provider, "100.00"), []
    row = make_chargeback(milestone, dispute_id="dp_1", left_value=50, earned_value=1)
    for amount in (5, 10, 20):
        make_debt(milestone, give_back=make_give_back(milestone), amount_value=amount, left_value=0)
    monkeypatch.setattr(
        debt_postings, "post_debt_charged_back", lambda debt, of, part: posted.append((debt.pk, of, part))
    )
    take_for_chargeback(row, most=Decimal(12))
    debts = list(Debt.objects.order_by("pk"))
    assert [each.amount_value for each in debts] == [0, 3, 20]
    assert posted == [(debts[0].pk, row, usd(5)), (debts[1].pk, row, usd(7))]
    assert (row.earned_value, row.left_value) == (13, 38)


def test_chargeback_is_for_operators_who_are_no_side_of_it(provider, pavel):
    milestone = funded(provider, "100.00")
    row, client = make_chargeback(milestone, dispute_id="dp_1"), milestone.contract.client
    assert chargeback_for_operator(pavel, row.pk) == row
    for roles, error in (([], NotAllowed), (["operator"], OwnChargeback)):
        client.roles = roles
        with pytest.raises(NotAllowed) as refused:
            chargeback_for_operator(client, row.pk)
        assert type(refused.value) is error


def test_acceptance_that_the_bank_did_not_take_says_why(provider, now):
    milestone = funded(provider, "100.00")
    row, other = (make_chargeback(milestone, dispute_id=f"dp_{at}", accepted_at=now) for at in range(2))
    _drop_acceptance("dp_0", "It is too late. " * 20)
    entry = AuditEntry.objects.get(code="chargeback.acceptance_refused")
    assert (entry.on_id, entry.by, entry.facts) == (row.pk, None, {"why": ("It is too late. " * 20)[:200]})
    assert list(Chargeback.objects.exclude(accepted_at=None)) == [other]
    assert chargebacks_at("open").count() == 1


def test_payout_in_taka_is_checked_for_its_account(farida, settings):
    settings.PAY_OUT = {"bank": ["BDT"]}
    make_release(first(contract("100.00", freelancer=farida)), state="payable", currency="BDT", amount_value=5000)
    with pytest.raises(PayoutMethodNotReady):
        check_payout(by=farida, amount=None, currency="BDT")
    give_account(farida)
    check_payout(by=farida, amount=None, currency="BDT")


def test_wallet_that_was_stopped_gets_nothing(farida, now, monkeypatch):
    method, failures = give_account(farida), []
    type(method).objects.update(state="stopped")
    monkeypatch.setattr(wallet_actions, "fail_payout", lambda **named: failures.append(named))
    payout = make_payout(farida, rail="bkash", currency="BDT", method=method)
    assert wallet_actions._take(payout.pk) is None
    assert failures == [{"payout_id": payout.pk, "failure": REASONS["method_stopped"]}]
    type(method).objects.update(state="active")
    taken = wallet_actions._take(payout.pk)
    assert (taken, taken and taken.asked_at) == (payout, now)


def test_transfer_is_denied_an_hour_after_it_was_sent(farida, pavel, now, monkeypatch):
    row = {"rail": "bkash", "currency": "BDT", "state": "in_transit", "hold_up": "unclear"}
    payout = make_payout(farida, **row, asked_at=now - wallet_decision_actions.SETTLING + SECOND)
    deny = {"by": pavel, "payout_id": payout.pk, "reason": "bKash knows nothing of it."}
    with pytest.raises(wallet_decision_actions.TooEarlyToDeny):
        wallet_decision_actions.deny_wallet_transfer(**deny)
    Payout.objects.update(asked_at=F("asked_at") - SECOND)
    assert wallet_decision_actions.deny_wallet_transfer(**deny).denied_by == pavel


def test_page_that_was_not_paid_explains_nothing(provider, monkeypatch):
    fundings = [checkout(first(contract("20.00"))) for _each in range(3)]
    (at,) = [each for each in compare_balances() if each.currency == "USD"]
    pages = dict(
        zip([each.checkout_id for each in fundings], [(True, "pi_1"), (False, "pi_2"), (True, "")], strict=True)
    )
    monkeypatch.setattr(
        stripe, "retrieve_checkout", lambda key: SimpleNamespace(is_paid=pages[key][0], payment_id=pages[key][1])
    )
    monkeypatch.setattr(stripe, "retrieve_payment", lambda key: SimpleNamespace(fee=Decimal(1), key=key))
    [found] = _uncounted_payments(at)
    assert (found.funding, found.amount_value) == (fundings[0], 20)
    Funding.objects.filter(pk=fundings[0].pk).update(state="paid", payment_id="pi_1", charge_id="ch_1")
    row = {"milestone": fundings[0].milestone, "funding": fundings[0], "currency": "USD", "created_at": clock.now()}
    refunds = [Refund.objects.create(amount_value=5, fee_value=1, reason="given", **row) for _each in range(2)]
    asked: list[RefundRequest] = []
    monkeypatch.setattr(stripe, "find_refund", lambda request: asked.append(request))
    assert [*_sent_refunds(at)] == []
    assert asked == [RefundRequest("pi_1", "ch_1", usd(6), str(each.pk)) for each in refunds[::-1]]


def test_deadline_counts_as_passed_from_its_instant_on(provider, now):
    milestone = funded(provider, "100.00")
    for due, notice in ((now + SECOND, now + SECOND), (now, None), (now - SECOND, None)):
        Milestone.objects.filter(pk=milestone.pk).update(work_due_at=due, work_notice_at=now)
        notify_of_deadline(milestone_id=milestone.pk)
        milestone.refresh_from_db()
        assert milestone.work_notice_at == notice


def test_last_page_of_newer_entries_has_none_after_it(db):
    for number in range(PAGE + 1):
        postings.post_capital(f"TT {number}", usd(1))
    account = LedgerAccount.objects.get(kind="capital", currency="USD")
    page = account_page(account)
    oldest = account_page(account, before=page.older)
    newer = account_page(account, after=oldest.newer)
    assert (len(newer.lines), newer.newer, newer.older) == (PAGE, None, page.older)


def test_what_is_wrong_stands_at_its_field(settings, monkeypatch):
    settings.PAY_OUT = {"bank": ["BDT"]}
    asked = []
    monkeypatch.setattr(kinds, "require_new_key", lambda *values: asked.append(values))
    raw = {"amount": "5", "fee": "1", "currency": "BDT", "rail": "bank", "reference": "TT 7"}
    for code in ("capital_in", "capital_out", "settlement"):
        kinds.KINDS[code].clean(raw | {"source_rail": "bank", "target_rail": next(iter(settings.PAY_IN))})
    assert asked == [("reference", f"{key}:TT 7") for key in ("capital", "capital-out", "settlement")]
    with pytest.raises(Invalid) as refused:
        cleaned(MethodDetails("bkash", "01711000321", "Farida"))
    assert list(refused.value.errors) == ["kind"]


def test_refund_is_found_by_its_number_at_the_provider(provider):
    funding = funded(provider, "100.00").fundings.get()
    row = {"milestone": funding.milestone, "funding": funding, "currency": "USD", "created_at": clock.now()}
    refund = Refund.objects.create(amount_value=5, fee_value=1, reason="given", refund_id="re_1", **row)
    Refund.objects.create(amount_value=6, fee_value=1, reason="given", refund_id="re_2", **row)
    [found] = search_money("re_1")
    assert (found.what, found.amount, found.title.split(" ")[0]) == ("refund", usd(6), str(refund.pk))


def test_wallet_payout_that_failed_says_why(farida, now, monkeypatch):
    failures: list[dict[str, object]] = []
    monkeypatch.setattr(wallet_actions, "fail_payout", lambda **named: failures.append(named))
    payout = make_payout(farida, rail="bkash", currency="BDT", asked_at=now)
    transfer = WalletTransfer("TRX1", "failed", "+8801711000321", payout.sent, Decimal(0), now)
    wallet_actions.record_transfer(payout_id=payout.pk, transfer=transfer)
    assert failures == [{"payout_id": payout.pk, "failure": REASONS["could_not_process"]}]
    payout.refresh_from_db()
    assert (payout.state, payout.transfer_id, payout.check_at) == ("in_transit", "TRX1", now)


def test_cost_of_a_payout_comes_back_with_one_that_had_arrived(farida, monkeypatch):
    milestone, costs = first(contract("100.00", freelancer=farida)), []
    monkeypatch.setattr(sending_actions.postings, "post_payout_cost_returned", costs.append)
    monkeypatch.setattr(sending_actions, "_give_back", lambda *_values: False)
    for state, is_returned in (("pending", False), ("in_transit", False), ("paid", True)):
        payout = make_payout(farida, state=state, rail="bank", currency="BDT")
        release = make_release(milestone, payout=payout, state="in_transit", currency="BDT")
        sending_actions.fail_payout(payout_id=payout.pk, failure="account_closed")
        assert costs == [payout] * is_returned
        release.delete()
    sending_actions.fail_payout(payout_id=payout.pk, failure="account_closed")
    assert len(costs) == 1


def test_more_of_a_release_is_owed(provider, monkeypatch):
    """By a chargeback and by what is given back: once for what was left when it was asked for."""
    milestone, debts = funded(provider, "100.00"), []
    release = make_release(milestone, state="paid_out", amount_value=50, owed_value=4)
    lost = make_chargeback(milestone, dispute_id="dp_1", state="lost", left_value=9, owed_value=3, check_at=clock.now())
    give_back = make_give_back(milestone, left_value=20, state="open", check_at=clock.now())
    monkeypatch.setattr(recovery_actions.books, "post_owed", lambda *values: debts.append(values))
    for module in (recovery_actions, collecting_actions):
        monkeypatch.setattr(module, "add_debt", lambda *values: debts.append(values))
    for left in (Decimal(8), Decimal(9), Decimal(9)):
        recovery_actions._record_debt(lost.pk, release.pk, usd(5), left=left, why="It is gone.")
    release.refresh_from_db()
    lost.refresh_from_db()
    assert (release.owed_value, lost.owed_value, lost.left_value, lost.check_at is None) == (9, 8, 4, False)
    assert debts == [(lost, release, Decimal("5.00")), (release, usd(5), lost)]
    recovery_actions._record_debt(lost.pk, release.pk, usd(4), left=Decimal(4), why="It is gone.")
    lost.refresh_from_db()
    assert (lost.left_value, lost.check_at) == (0, None)
    debts.clear()
    for left in (Decimal(19), Decimal(20), Decimal(20)):
        collecting_actions._record_debt(give_back.pk, release.pk, usd(6), left=left, why="It is gone.")
    release.refresh_from_db()
    give_back.refresh_from_db()
    assert (release.owed_value, give_back.left_value, debts) == (19, 14, [(release, usd(6), give_back)])
    Release.objects.filter(pk=release.pk).update(state="payable")
    collecting_actions._record_debt(give_back.pk, release.pk, usd(6), left=Decimal(14), why="It is gone.")
    recovery_actions._record_debt(lost.pk, release.pk, usd(0), left=Decimal(0), why="It is gone.")
    assert len(debts) == 1


def test_outages_beside_a_conversation_are_of_its_running_contracts(farida, monkeypatch):
    monkeypatch.setattr(outage_parts, "_of_contracts", list)
    row, _other = (contract("100.00", freelancer=farida) for _each in range(2))
    shown = lambda: outage_parts.outages_of_talk(request=None, conversation=row.conversation)  # noqa: E731
    for state in Contract.State.values:
        Contract.objects.update(state=state)
        assert shown() == [row] * (state == "active")


def test_outsider_does_not_learn_of_a_milestone(provider, rina):
    milestone = submitted(provider, "100.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    for by, refusal in ((rina, NotFound), (freelancer, NotTheClient)):
        for act in (approve_milestone, partial(release_part, amount=usd(5))):
            with pytest.raises(refusal):
                act(by=by, milestone_id=milestone.pk)
    assert release_part(by=client, milestone_id=milestone.pk, amount=usd(5)).released_value == 5


def test_page_to_pay_names_what_is_paid(provider):
    lead = checkout(first(contract("100.00")))
    milestone = lead.milestone
    numbers = {"funding": str(lead.pk), "milestone": str(milestone.pk), "contract": str(milestone.contract_id)}
    request = _checkout_request(lead)
    assert (request.metadata, request.reference, request.group) == (
        numbers,
        str(lead.pk),
        f"contract:{milestone.contract_id}",
    )
