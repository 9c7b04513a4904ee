"""Branches that seldom run: a chain read from a site, events that fail, old pages, offers that nobody pays for."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Q

from market.bids.models import Bid
from market.contracts import judges
from market.contracts.deliveries.actions import replace_delivery
from market.contracts.models import Contract, Delivery, Milestone, Proposal
from market.contracts.queries import contracts_of
from market.contracts.workroom import transitions
from market.core.base import clock
from market.core.base.errors import DomainError, ProviderUnavailable
from market.jobs.models import Job
from market.payments.chargebacks import evidence_actions
from market.payments.chargebacks.file_sending import EvidenceGone
from market.payments.desk.ledger_links import _about, _of_proposal
from market.payments.funding import actions as funding_actions
from market.payments.funding import outcome_actions
from market.payments.models import Chargeback, ExchangeRate, Funding, Holiday, ProviderEvent, StaffProposal
from market.payments.payout_quotes import actions as quotes
from market.payments.provider import actions as provider_actions
from market.payments.provider import rails
from market.payments.provider.port import ProviderRefused
from market.payments.seals import verify_chain
from tests.payments.bank_story import make_quote
from tests.payments.story import checkout, contract, first, funded, submitted, usd
from tests.payments.test_rows_of_people import make_chargeback

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def test_chain_is_read_from_the_days_of_a_site(monkeypatch):
    """Page by page, each day in full."""
    site, calls = "https://amarkaj.example", []
    days = f"{site}/api/v1/ledger/days/"
    pages = {
        days: json.dumps({"results": [{"url": "/ledger/days/2/"}], "next": f"{days}?page=2"}),
        f"{days}?page=2": json.dumps({"results": [{"url": "/ledger/days/1/"}], "next": None}),
        f"{site}/ledger/days/2/": "ক\nb\n",
        f"{site}/ledger/days/1/": "c\n",
    }

    def answer(address: str, timeout: int) -> io.BytesIO:
        calls.append((address, timeout))
        return io.BytesIO(pages[address].encode())

    monkeypatch.setattr(verify_chain.urllib.request, "urlopen", answer)
    for place in (site, f"{site}/"):
        calls.clear()
        assert list(verify_chain.read_lines(place)) == ["ক\n", "b\n", "c\n"]
        assert calls == [
            (days, 60),
            (f"{site}/ledger/days/2/", 600),
            (f"{days}?page=2", 60),
            (f"{site}/ledger/days/1/", 600),
        ]


def test_blocks_of_several_files(monkeypatch):
    one, two = {"block": 1, "hash": "a"}, {"block": 2, "hash": "b"}
    head = {"format": verify_chain.FORMAT}
    files = {"first": [head, two], "second": [one, two], "other": [{**one, "hash": "x"}], "old": [{"format": "0"}]}
    monkeypatch.setattr(verify_chain, "read_lines", lambda place: map(json.dumps, files[place]))
    assert verify_chain.read_blocks(["first", "second"]) == [one, two]
    assert verify_chain.read_blocks([]) == []
    for places, words in (
        (["first", "old"], "old: this is no file of the ledger that this program can read."),
        (["second", "other"], "Block 1 stands there twice, with different content."),
    ):
        with pytest.raises(verify_chain.Broken, match=words):
            verify_chain.read_blocks(places)


def test_contracts_that_somebody_judges(farida, rina, pavel, mitu, monkeypatch):
    one, other = contract("10.00", freelancer=farida), contract("20.00", freelancer=rina)
    page = judges.JudgePage("/judged/", "A dispute")
    monkeypatch.setattr(judges, "_sources", [])
    monkeypatch.setattr(judges, "_pages", [])
    assert not judges.judged_by(pavel)
    judges.judge_source(lambda user: Q(freelancer=farida) if user == pavel else Q(pk__in=[]))
    judges.judge_source(lambda user: Q(freelancer=rina) if user == mitu else Q(pk__in=[]))
    assert (list(judges.judged_by(pavel)), list(judges.judged_by(mitu))) == ([one], [other])
    assert judges.page_of_judge(pavel, one) is None
    judges.judge_page(lambda _user, _contract: None)
    judges.judge_page(lambda user, of: page if (user, of) == (pavel, one) else None)
    judges.judge_page(lambda _user, of: replace(page, title="Later") if of == one else None)
    assert judges.page_of_judge(pavel, one) == page
    assert judges.page_of_judge(mitu, other) is None


@pytest.mark.parametrize("is_offer", [True, False])
def test_job_of_a_contract_that_lapses(farida, rina, is_offer):
    """That of a direct offer was for one freelancer alone; any other is open again."""
    one, other = contract("10.00", freelancer=farida), contract("20.00", freelancer=rina)
    now = clock.now()
    transitions._reopen_job(one, SimpleNamespace(is_offer=is_offer, pk=one.bid_id, job_id=one.job_id), now)  # type: ignore[arg-type]
    assert Bid.objects.get(pk=one.bid_id).state == "lapsed"
    assert (Bid.objects.get(pk=one.bid_id).returned_at is None) is is_offer
    assert Job.objects.get(pk=one.job_id).state == ("expired" if is_offer else "open")
    assert (Bid.objects.get(pk=other.bid_id).state, Job.objects.get(pk=other.job_id).state) == ("accepted", "filled")


def test_event_that_fails_says_why_until_it_is_processed(monkeypatch):
    row = {"kind": "x", "subject": "checkout", "object_id": "x", "payload": {}, "received_at": clock.now()}
    event, other, done = (ProviderEvent.objects.create(event_id=f"evt_{at}", **row) for at in range(3))
    ProviderEvent.objects.filter(pk=done.pk).update(worked_off_at=clock.now())
    for error, words in ((ValueError("y" * 501), "y" * 500), (ValueError(), "ValueError")):

        def fail(_event: ProviderEvent, error: Exception = error) -> None:
            raise error

        monkeypatch.setitem(provider_actions.HANDLERS, "checkout", fail)
        for each in (event, done):
            with pytest.raises(ValueError, match=r"^y*$"):
                provider_actions.process_event(event_pk=each.pk)
        failures = list(ProviderEvent.objects.order_by("pk").values_list("failure", flat=True))
        assert failures == [words, "", ""]
    seen: list[Any] = []
    monkeypatch.setitem(provider_actions.HANDLERS, "checkout", seen.append)
    provider_actions.process_event(event_pk=event.pk)
    event.refresh_from_db()
    other.refresh_from_db()
    assert (seen, event.failure, event.worked_off_at is None, other.worked_off_at) == ([event], "", False, None)


def test_page_that_ended_long_ago_is_looked_at_no_more(provider, monkeypatch):
    now, late = clock.now(), outcome_actions.LATE
    ended, other = (checkout(first(contract(amount))) for amount in ("10.00", "20.00"))
    Funding.objects.update(check_at=now)
    monkeypatch.setattr(clock, "now", lambda: now)
    for at, is_over in ((None, False), (now - late + SECOND, False), (now - late, True)):
        ended.ended_at = at
        assert outcome_actions.stop_looking(ended) is is_over
        assert list(Funding.objects.filter(check_at=None)) == [ended] * is_over
    assert Funding.objects.get(pk=other.pk).check_at == now


def test_transactions_of_proposals(pavel, mitu):
    times = dict.fromkeys(("proposed_at", "expires_at"), clock.now())
    end = {"decided_by": mitu, "ended_at": clock.now(), "state": "approved"}
    parameters = {"reference": "TT 7", "chargeback": "5"}
    row = StaffProposal.objects.create(
        kind="loss", parameters=parameters, mark="x", reason="x", proposed_by=pavel, **times
    )
    assert _of_proposal(row.pk) == _of_proposal(row.pk + 1) == Q(pk=None)
    for kind, key in (
        ("loss", f"loss:{row.pk}"),
        ("forgiveness", "chargeback-forgiven:5"),
        ("capital_in", "capital:TT 7"),
        ("capital_out", "capital-out:TT 7"),
        ("fund_in", "fund-in:TT 7"),
        ("settlement", "settlement:TT 7"),
    ):
        StaffProposal.objects.update(kind=kind, **end)
        assert _of_proposal(row.pk) == Q(key=key)
    assert _about(pavel) == ("", Q())


@pytest.mark.parametrize(
    ("step", "error", "rests"),
    [
        ("send_files", ProviderRefused("too_large", "It is too large."), True),
        ("send_files", EvidenceGone(kind="receipt"), True),
        ("send_files", ProviderUnavailable(), True),
        ("answer_dispute", ProviderRefused("too_late", "It is too late."), True),
        ("answer_dispute", ProviderUnavailable(), False),
    ],
)
def test_answer_that_did_not_reach_the_bank_can_be_changed(provider, pavel, monkeypatch, step, error, rests):
    """Where nobody knows whether it did, the text and files stand still for some minutes."""
    milestone = funded(provider, "100.00")
    rows = [make_chargeback(each, dispute_id="dp_1") for each in (milestone, funded(provider, "50.00"))]
    make_chargeback(funded(provider, "20.00"), dispute_id="dp_2", answering_until=clock.wall())

    def fail(*_values: Any, **_named: Any) -> None:
        raise error

    monkeypatch.setattr(evidence_actions, "send_files", lambda _row: {})
    monkeypatch.setattr(evidence_actions if step == "send_files" else evidence_actions.stripe_disputes, step, fail)
    with pytest.raises(DomainError) as refused:
        evidence_actions.answer_chargeback(by=pavel, chargeback_id=rows[0].pk, text=" It was delivered. ")
    assert refused.value.code == ("provider_refused" if isinstance(error, ProviderRefused) else error.code)
    stored = list(Chargeback.objects.order_by("pk").values_list("answer", "answering_until", "answered_at"))
    assert [answer for answer, _until, _at in stored] == ["It was delivered."] * 2 + [""]
    assert [until is None for _answer, until, _at in stored] == [rests, rests, False]
    assert {at for _answer, _until, at in stored} == {None}


def test_client_sees_no_delivery_that_was_replaced(provider, monkeypatch):
    """Nor where all of a contract is read at once; or those that the caller chooses."""
    milestone = submitted(provider, "100.00")
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    replace_delivery(by=freelancer, milestone_id=milestone.pk, note="Here it is, complete.")
    old, new = Delivery.objects.order_by("pk")

    def shown(*values: Any) -> list[Delivery]:
        [row] = contracts_of(*values)
        return [delivery for each in row.milestones.all() for delivery in each.deliveries.all()]

    assert (shown(client), shown(freelancer)) == ([new], [old, new])
    assert shown(freelancer, Delivery.objects.filter(pk=old.pk)) == [old]


def test_account_that_has_become_usable_gets_what_was_quoted(farida, monkeypatch):
    class Begun(Exception):
        """The account was looked at."""

    def begin(*values: object) -> None:
        raise Begun(*values)

    monkeypatch.setattr(quotes, "quotes_offered_to", lambda _by: True)
    monkeypatch.setattr(quotes, "start_due", begin)
    with pytest.raises(Begun) as begun:
        quotes.accept_payout_quote(by=farida, quote_id=make_quote(farida).pk)
    assert begun.value.args == (farida,)


def test_payment_that_came_twice_goes_back_once_for_each_rail(provider):
    """Providers number their payments each for themselves."""
    milestone, other = funded(provider, "100.00"), funded(provider, "50.00")
    lead = milestone.fundings.get()
    Funding.objects.filter(milestone=other).update(rail="bkash", payment_id="p_2")
    payment: Any = SimpleNamespace(id="p_2", received=usd("105.00"), charge_id="ch_2", fee=Decimal(3))
    for _again in range(2):
        outcome_actions._return_surplus(milestone, lead, payment)
    second = Funding.objects.get(milestone=milestone, payment_id="p_2")
    assert (second.amount_value, second.fee_value, second.rail, second.is_surplus) == (105, 0, "stripe", True)


def test_proposals_that_can_take_effect_still(provider):
    """More time while there is work, a round of changes while it is looked at; nothing once the contract is over."""
    milestone = funded(provider, "100.00")
    rows = {
        kind: Proposal.objects.create(
            kind=kind,
            contract=milestone.contract,
            milestone=milestone if kind in ("extension", "revision") else None,
            by=milestone.contract.client,
            asked_at=clock.now(),
            due_at=clock.now(),
        )
        for kind in Proposal.Kind.values
    }
    for state in Milestone.State.values:
        Milestone.objects.filter(pk=milestone.pk).update(state=state)
        fits = {"funded": {"extension"}, "changes_requested": {"extension"}, "submitted": {"revision"}}.get(
            state, set()
        )
        assert {each.kind for each in Proposal.objects.open()} == fits | {"change", "end"}, state
    for state in Contract.State.values:
        Contract.objects.update(state=state)
        assert Proposal.objects.open().exists() is (state == "active")
    Contract.objects.update(state="active")
    Proposal.objects.filter(pk=rows["end"].pk).update(state="refused")
    assert list(Proposal.objects.open()) == [rows["change"]]


@pytest.mark.parametrize(("is_order", "is_blocked"), [(True, True), (True, False), (False, True)])
def test_block_stops_only_orders_that_have_not_begun(provider, monkeypatch, is_order, is_blocked):
    monkeypatch.setattr(funding_actions, "is_blocked_between", lambda _one, _other: is_blocked)
    milestone = first(contract("100.00"))
    if is_order:
        Contract.objects.update(bid=None, job=None)
    if not (is_order and is_blocked):
        assert checkout(milestone).state == "open"
        return
    with pytest.raises(DomainError):
        checkout(milestone)


def test_small_names(settings):
    settings.PAY_IN = {"stripe": ["USD"], "sslcommerz": ["BDT"]}
    assert rails.companies() == ["Stripe", "SSLCOMMERZ"]
    today = clock.now().date()
    assert str(Holiday(day=today)) == str(today)
    assert str(today) in str(ExchangeRate(day=today))
