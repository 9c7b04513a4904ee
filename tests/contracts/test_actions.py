from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.models import User
from market.bids.bids.actions import propose_terms
from market.bids.models import Bid
from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.contracts.models import Contract, Milestone
from market.contracts.proposals.actions import MoneyStillHeld, end_contract
from market.contracts.workroom import transitions
from market.contracts.workroom.actions import (
    MilestoneNotReady,
    NotTheClient,
    NotTheFreelancer,
    RefundRefusedBefore,
    TimeIsUp,
    lapse_refund_request,
    refuse_refund,
    request_changes,
    request_refund,
    submit_work,
    withdraw_refund,
)
from market.contracts.workroom.contract_actions import (
    BidNotOpen,
    ContractEnded,
    JobNotOpen,
    NotVerified,
    OwnTerms,
    accept_terms,
)
from market.contracts.workroom.events import MilestoneDueSoon, emit_in_contract
from market.contracts.workroom.handing_in_actions import NothingDelivered
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.core.base.money import Decimal, Money
from market.core.models import AuditEntry
from market.core.text.locale import override
from market.files.actions import keep_upload
from market.jobs.models import Job
from market.notifications.inbox.serializers import subject_of
from market.notifications.models import Notification
from market.profiles.models import ClientProfile
from market.site.demo.revoking import revoke_certificate
from tests import make

State = Milestone.State


def test_accepting_a_bid_creates_the_contract(carla, farida, bid):
    contract = accept_terms(by=carla, bid_id=bid.pk)
    assert (contract.client, contract.freelancer, contract.state) == (carla, farida, "active")
    first, second = contract.milestones.all()
    assert (first.title, first.amount, second.amount) == ("Sketches", Money("80.00", "USD"), Money("40.00", "USD"))
    assert first.funding_due_at == contract.started_at + timedelta(days=7)
    assert second.funding_due_at is None
    bid.refresh_from_db()
    assert (bid.state, bid.job.state) == ("accepted", "filled")


def test_other_bids_are_declined_and_notified(carla, rina, bid):
    other = make.make_bid(bid.job, rina)
    accept_terms(by=carla, bid_id=bid.pk)
    other.refresh_from_db()
    assert (other.state, other.returned_at) == ("declined", None)
    assert Notification.objects.filter(user=rina, kind="bid.job_filled").count() == 1


def test_own_terms_cannot_be_accepted(farida, bid):
    with pytest.raises(OwnTerms):
        accept_terms(by=farida, bid_id=bid.pk)


def test_latest_terms_are_accepted_by_the_other_party(carla, farida, bid):
    terms = ProposedTerms(Money("100.00", "USD"), 5, (MilestoneTerms("All of it", Decimal("100.00"), 5),))
    propose_terms(by=carla, bid_id=bid.pk, terms=terms)
    with pytest.raises(OwnTerms):
        accept_terms(by=carla, bid_id=bid.pk)
    contract = accept_terms(by=farida, bid_id=bid.pk)
    assert [each.amount for each in contract.milestones.all()] == [Money("100.00", "USD")]


@pytest.mark.parametrize("state", [state for state in Bid.State if state not in Bid.OPEN])
def test_decided_bid_cannot_be_accepted(carla, bid, state):
    Bid.objects.filter(pk=bid.pk).update(state=state)
    with pytest.raises(BidNotOpen):
        accept_terms(by=carla, bid_id=bid.pk)


@pytest.mark.parametrize("state", [state for state in Job.State if state != Job.State.OPEN])
def test_bid_on_a_job_that_is_not_open_cannot_be_accepted(carla, bid, state):
    Job.objects.filter(pk=bid.job_id).update(state=state)
    with pytest.raises(JobNotOpen):
        accept_terms(by=carla, bid_id=bid.pk)


def test_freelancer_without_a_valid_certificate_cannot_be_hired(carla, farida, bid):
    revoke_certificate(by=make.make_officer(), certificate_id=farida.certificate.pk, reason="A mistake")
    with pytest.raises(NotVerified):
        accept_terms(by=carla, bid_id=bid.pk)


def test_bid_is_not_found_for_outsiders(omar, bid):
    with pytest.raises(NotFound):
        accept_terms(by=omar, bid_id=bid.pk)


ACTIONS = {
    "submit_work": (submit_work, "farida", {"note": "Done"}, {State.FUNDED, State.CHANGES_REQUESTED}, NotTheFreelancer),
    "request_changes": (request_changes, "carla", {"note": "Greener"}, {State.SUBMITTED}, NotTheClient),
    "request_refund": (
        request_refund,
        "carla",
        {"reason": "Not needed"},
        {State.FUNDED, State.SUBMITTED, State.CHANGES_REQUESTED},
        NotTheClient,
    ),
    "withdraw_refund": (withdraw_refund, "carla", {}, {State.REFUND_REQUESTED}, NotTheClient),
    "refuse_refund": (refuse_refund, "farida", {}, {State.REFUND_REQUESTED}, NotTheFreelancer),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("name", ACTIONS)
def test_milestone_action_from_every_state(request, milestone, in_state, name, state):
    act, who, fields, allowed, _wrong = ACTIONS[name]
    in_state(milestone, state)
    person = request.getfixturevalue(who)
    if state in allowed:
        assert act(by=person, milestone_id=milestone.pk, **fields).state != state
        assert AuditEntry.objects.filter(on_type="contracts.milestone").latest("pk").by == person
    else:
        with pytest.raises(MilestoneNotReady):
            act(by=person, milestone_id=milestone.pk, **fields)
        milestone.refresh_from_db()
        assert milestone.state == state


@pytest.mark.parametrize("name", ACTIONS)
def test_milestone_action_is_refused_to_other_party_and_outsiders(carla, farida, omar, funded, name):
    act, who, fields, _allowed, wrong = ACTIONS[name]
    with pytest.raises(wrong):
        act(by=carla if who == "farida" else farida, milestone_id=funded.pk, **fields)
    with pytest.raises(NotFound):
        act(by=omar, milestone_id=funded.pk, **fields)


def test_delivery_starts_the_review_deadline_and_mails_the_client(carla, farida, funded, mailbox, run_jobs):
    upload = keep_upload(by=farida, file=SimpleUploadedFile("logo.svg", b"<svg/>"))
    run_jobs()
    mailbox.clear()
    milestone = submit_work(by=farida, milestone_id=funded.pk, note="Here", file_ids=[str(upload.pk)])
    assert milestone.review_due_at == milestone.submitted_at + timedelta(days=14)
    assert [file.name for file in milestone.deliveries.get().files.all()] == ["logo.svg"]
    run_jobs()
    assert [(mail.to, mail.subject) for mail in mailbox] == [
        ([carla.email], "Farida delivered “Logo for a tea shop: Sketches”")
    ]


def test_what_the_site_tells_of_work_names_the_job_the_other_side_and_the_zone(carla, farida, funded):
    due = datetime(2026, 12, 1, 22, 6, tzinfo=UTC)
    emit_in_contract(MilestoneDueSoon(due=due), on=funded, by=None)
    rows = {each.user_id: each for each in Notification.objects.filter(kind="milestone.due_soon")}
    with override("en"):
        sentence = "“Logo for a tea shop: Sketches” is due on 2 December 2026, 4:06 am Dhaka time"
        assert subject_of(rows[carla.pk]) == f"{sentence} · Farida"
        assert subject_of(rows[farida.pk]) == f"{sentence} · Carla"
    with override("bn"):
        assert "ঢাকার সময় ২ ডিসেম্বর, ২০২৬, ভোর ৪:০৬" in subject_of(rows[carla.pk])


def test_empty_delivery_is_refused(farida, funded):
    with pytest.raises(NothingDelivered):
        submit_work(by=farida, milestone_id=funded.pk, note="  ")


def test_files_of_another_user_cannot_be_delivered(carla, farida, funded):
    upload = keep_upload(by=carla, file=SimpleUploadedFile("a.txt", b"a"))
    with pytest.raises(Invalid) as refused:
        submit_work(by=farida, milestone_id=funded.pk, note="Here", file_ids=[str(upload.pk)])
    assert "files" in refused.value.errors


def test_refund_request_pauses_the_review_deadline(carla, farida, funded, travel):
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    travel(timedelta(days=4))
    request_refund(by=carla, milestone_id=funded.pk, reason="Late")
    travel(timedelta(days=3))
    milestone = refuse_refund(by=farida, milestone_id=funded.pk)
    assert milestone.state == State.SUBMITTED
    remaining = milestone.review_due_at - clock.now()
    assert timedelta(days=9, hours=23) < remaining <= timedelta(days=10)


def test_refund_is_requested_once_for_each_delivery(carla, farida, funded):
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    request_refund(by=carla, milestone_id=funded.pk, reason="Late")
    refuse_refund(by=farida, milestone_id=funded.pk)
    with pytest.raises(RefundRefusedBefore):
        request_refund(by=carla, milestone_id=funded.pk, reason="Late, I say")
    request_changes(by=carla, milestone_id=funded.pk, note="Greener")
    submit_work(by=farida, milestone_id=funded.pk, note="Greener")
    assert request_refund(by=carla, milestone_id=funded.pk, reason="Still late").state == State.REFUND_REQUESTED


def test_withdrawn_refund_request_goes_on_where_it_was_and_was_the_one_of_its_delivery(
    carla, farida, funded, travel, page, api
):
    request_refund(by=carla, milestone_id=funded.pk, reason="Late")
    assert api(carla).post(f"/api/v1/milestones/{funded.pk}/withdraw-refund/").json()["state"] == State.FUNDED
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    travel(timedelta(days=4))
    request_refund(by=carla, milestone_id=funded.pk, reason="Not what we agreed")
    travel(timedelta(days=3))
    path, browser = f"/milestones/{funded.pk}/withdraw-refund/", page(carla)
    for person, shows in ((carla, True), (farida, False)):
        assert (path in page(person).get(f"/contracts/{funded.contract_id}/").content.decode()) == shows
    browser.post(path)
    funded.refresh_from_db()
    assert (funded.state, funded.refund_due_at, funded.refund_reminder_at) == (State.SUBMITTED, None, None)
    assert timedelta(days=9, hours=23) < funded.review_due_at - clock.now() <= timedelta(days=10)
    assert farida.notifications.filter(kind="milestone.refund_withdrawn").count() == 2
    with pytest.raises(RefundRefusedBefore):
        request_refund(by=carla, milestone_id=funded.pk, reason="Again")


def test_suspended_client_cannot_hire(carla, farida, bid):
    terms = ProposedTerms(Money("100.00", "USD"), 5, (MilestoneTerms("All of it", Decimal("100.00"), 5),))
    propose_terms(by=carla, bid_id=bid.pk, terms=terms)
    User.objects.filter(pk=carla.pk).update(is_active=False)
    with pytest.raises(JobNotOpen):
        accept_terms(by=farida, bid_id=bid.pk)


def test_unanswered_refund_request_lapses(carla, funded, travel):
    request_refund(by=carla, milestone_id=funded.pk, reason="Late")
    travel(timedelta(days=8))
    funded.refresh_from_db()
    assert (funded.state, funded.refund_due_at) == (State.FUNDED, None)
    notified = Notification.objects.filter(kind="milestone.refund_lapsed").values_list("user", flat=True)
    assert sorted(notified) == sorted([funded.contract.client_id, funded.contract.freelancer_id])


def test_contract_ends_when_both_parties_ask(carla, farida, contract):
    assert end_contract(by=carla, contract_id=contract.pk).state == Contract.State.ACTIVE
    assert end_contract(by=carla, contract_id=contract.pk).state == Contract.State.ACTIVE
    assert end_contract(by=farida, contract_id=contract.pk).state == Contract.State.ENDED
    assert {each.state for each in contract.milestones.all()} == {State.LAPSED}
    with pytest.raises(ContractEnded):
        end_contract(by=carla, contract_id=contract.pk)


def test_contract_cannot_end_while_money_is_held(carla, funded):
    with pytest.raises(MoneyStillHeld):
        end_contract(by=carla, contract_id=funded.contract_id)


def test_lapsed_first_milestone_lapses_the_contract(contract, milestone, bid):
    transitions.mark_lapsed(milestone, at=clock.now())
    contract.refresh_from_db()
    bid.refresh_from_db()
    assert (contract.state, bid.state, bid.job.state) == ("lapsed", "lapsed", "open")
    assert bid.returned_at is not None


def test_next_milestone_has_its_own_funding_deadline(contract, funded):
    transitions.mark_released(funded, at=clock.now())
    second = contract.milestones.get(position=2)
    assert second.funding_due_at == funded.ended_at + timedelta(days=7)
    assert contract.state == "active"
    transitions.mark_lapsed(second, at=clock.now())
    contract.refresh_from_db()
    assert contract.state == "completed"


@pytest.mark.parametrize(
    ("state", "due", "act"),
    [
        ("submitted", "review_due_at", lambda who, pk: request_changes(by=who[0], milestone_id=pk, note="More")),
        ("submitted", "review_due_at", lambda who, pk: request_refund(by=who[0], milestone_id=pk, reason="Late")),
        ("refund_requested", "refund_due_at", lambda who, pk: refuse_refund(by=who[1], milestone_id=pk)),
        ("funded", "idle_refund_at", lambda who, pk: submit_work(by=who[1], milestone_id=pk, note="Here")),
        ("changes_requested", "last_day_at", lambda who, pk: submit_work(by=who[1], milestone_id=pk, note="Here")),
    ],
)
def test_action_after_the_deadline_is_refused_before_the_job_has_run(carla, farida, funded, in_state, state, due, act):
    in_state(funded, state)
    Milestone.objects.filter(pk=funded.pk).update(**{due: clock.now() - timedelta(seconds=1)})
    with pytest.raises(TimeIsUp):
        act((carla, farida), funded.pk)


def test_late_lapse_of_a_refund_request_gives_no_extra_review_time(carla, funded, in_state):
    late = clock.now() - timedelta(days=3)
    in_state(funded, "refund_requested")
    Milestone.objects.filter(pk=funded.pk).update(
        refund_due_at=late, time_left=timedelta(days=5), state_before_refund="submitted"
    )
    lapse_refund_request(milestone_id=funded.pk)
    funded.refresh_from_db()
    assert (funded.state, funded.review_due_at) == ("submitted", late + timedelta(days=5))


def test_bid_on_an_expired_job_cannot_be_accepted(carla, bid):
    Job.objects.filter(pk=bid.job_id).update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(JobNotOpen, match="expired"):
        accept_terms(by=carla, bid_id=bid.pk)


def test_lapsed_contract_does_not_count_as_a_filled_job(carla, milestone):
    assert ClientProfile.objects.get(user=carla).jobs_filled == 1
    transitions.mark_lapsed(milestone, at=clock.now())
    assert ClientProfile.objects.get(user=carla).jobs_filled == 0


def test_refund_request_does_not_lapse_before_its_deadline(carla, funded):
    request_refund(by=carla, milestone_id=funded.pk, reason="Late")
    lapse_refund_request(milestone_id=funded.pk)
    funded.refresh_from_db()
    assert funded.state == State.REFUND_REQUESTED


def test_funded_milestone_keeps_its_deadlines_when_a_previous_one_ends(contract, funded):
    second = contract.milestones.get(position=2)
    transitions.mark_funded(second, at=clock.now())
    transitions.mark_released(funded, at=clock.now())
    second.refresh_from_db()
    contract.refresh_from_db()
    assert (second.state, second.funding_due_at, contract.state) == (State.FUNDED, None, "active")
