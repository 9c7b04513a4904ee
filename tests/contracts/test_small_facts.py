"""What is read of contracts beside their pages: statistics, past work, who may read, how work is named."""

import itertools
from datetime import timedelta
from functools import partial

import pytest

from market.bids.offers.terms import DONE_WHEN_LENGTH
from market.contracts.batch_statistics import with_contract, with_finished_job
from market.contracts.deliveries.actions import fetch_opened
from market.contracts.deliveries.models import Delivery
from market.contracts.deliveries.queries import readable_deliveries
from market.contracts.history.work import describe_work, paid_contracts, paid_range
from market.contracts.models import Contract, Milestone
from market.contracts.naming import work_named
from market.contracts.proposals.changes import Wish, items_of
from market.contracts.workroom import progress, transitions
from market.contracts.workroom.actions import submit_work
from market.core.base import clock
from market.core.base.errors import Invalid, NotFound
from market.core.base.money import Money
from market.jobs.models import Job
from market.profiles.models import ClientProfile, Profile
from tests.payments.story import contract as make_contract


def test_statistics_count_contracts_by_state(carla, farida, rina, contract):
    make_contract(client=carla, freelancer=rina)
    for state in Contract.State:
        Contract.objects.filter(pk=contract.pk).update(state=state)
        assert (farida.pk in with_contract([farida.pk])) is (state != "lapsed")
        assert (farida.pk in with_finished_job([farida.pk])) is (state == "completed")
    assert with_contract([]) == with_finished_job([rina.pk]) == set()
    assert with_contract([rina.pk]) == {rina.pk}


@pytest.mark.parametrize(
    ("paid", "shown"),
    [
        (Money("49.99", "USD"), (None, "USD 50.00")),
        (Money("50.00", "USD"), ("USD 50.00", "USD 250.00")),
        (Money("1000.00", "USD"), ("USD 1000.00", None)),
        (Money("5000.00", "BDT"), ("BDT 5000.00", "BDT 25000.00")),
        (Money("50.00", "EUR"), ("EUR 50.00", "EUR 250.00")),
    ],
)
def test_amounts_are_told_as_ranges(paid, shown):
    assert tuple(each and f"{each.currency} {each.amount:.2f}" for each in paid_range(paid)) == shown


def test_past_work_names_what_may_be_named(carla, farida, rina, contract):
    other = make_contract(client=carla, freelancer=rina)
    Milestone.objects.filter(contract__in=(contract, other), position=1).update(released_value=60)
    Milestone.objects.filter(contract=contract, position=1).update(given_back_value=10)
    [row] = paid_contracts(farida.pk)
    assert (row.pk, row.paid) == (contract.pk, 50)
    page, _new = ClientProfile.objects.get_or_create(user=carla)
    for shows, jobs, shown in ((False, 1, ("", False)), (True, 0, ("Carla", False)), (True, 1, ("Carla", True))):
        ClientProfile.objects.filter(pk=page.pk).update(shows_name=shows, jobs_posted=jobs)
        work = describe_work(paid_contracts(farida.pk)[0])
        assert (work.client, bool(work.client_url)) == shown
    assert (work.title, work.topic, work.state) == (contract.title, contract.job.topic, "active")
    assert (work.state_name, work.started_at, work.ended_at) == ("Active", contract.started_at, None)
    Job.objects.update(visibility="invited")
    assert describe_work(paid_contracts(farida.pk)[0]).title == ""
    Milestone.objects.filter(contract=contract, position=1).update(given_back_value=60)
    assert not paid_contracts(farida.pk)


def test_contracts_that_a_block_does_not_stop(carla, farida, rina, contract):
    """Active ones, and those with money held or in dispute; of the two alone, whoever of them hired the other."""
    running = Contract.objects.running_between
    first = contract.milestones.filter(position=1)
    make_contract(client=carla, freelancer=rina)
    assert running(carla, farida).get() == running(farida, carla).get() == contract
    Contract.objects.filter(pk=contract.pk).update(state="ended")
    assert not running(carla, farida)
    for columns in ({"held_value": 1}, {"state": "disputed"}):
        first.update(**{"held_value": 0, "state": "awaiting_funding", **columns})
        assert running(carla, farida).get() == contract
    first.update(held_value=0, state="awaiting_funding")
    Contract.objects.filter(pk=contract.pk).update(state="active", bid=None, job=None)
    assert not running(carla, farida)  # an order that nobody paid
    assert (contract in Contract.objects.visible_to(carla), contract in Contract.objects.visible_to(farida)) == (1, 0)
    first.update(funded_at=clock.now())
    assert running(carla, farida).get() == contract
    assert contract in Contract.objects.visible_to(farida)
    assert first.get() in Milestone.objects.visible_to(farida)


def test_delivery_that_was_replaced_while_it_is_opened_is_not_found(carla, farida, omar, funded, monkeypatch):
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    delivery = Delivery.objects.get()
    with pytest.raises(NotFound):
        fetch_opened(omar, delivery.pk)
    assert fetch_opened(farida, delivery.pk).opened_at is None
    Delivery.objects.update(replaced_at=clock.now())
    with pytest.raises(NotFound):
        fetch_opened(carla, delivery.pk)
    assert fetch_opened(farida, delivery.pk) == delivery


def test_client_reads_files_once_a_delivery_can_be_replaced_no_more(carla, farida, funded, monkeypatch):
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    for columns, is_read in (
        ({"replaceable_until": now + timedelta(seconds=1)}, False),
        ({"replaceable_until": now}, True),
        ({"replaceable_until": now + timedelta(seconds=1), "opened_at": now}, True),
        ({"opened_at": None, "changes_requested_at": now}, True),
    ):
        Delivery.objects.update(**columns)
        assert readable_deliveries(carla).exists() is is_read
        assert readable_deliveries(farida).exists()
    Delivery.objects.update(changes_requested_at=None)
    Milestone.objects.update(state="released")
    assert readable_deliveries(carla).exists()


def test_work_is_named_by_the_other_side(carla, farida, omar, contract, milestone):
    assert work_named(contract, carla) == f"{contract.title} · Farida"
    assert work_named(milestone, farida) == f"{contract.title}: Sketches · Carla"
    assert work_named(milestone, omar).endswith(" · Carla, Farida")


def test_one_step_of_a_contract_is_under_way():
    begun = [Milestone(state=state, funded_at=clock.wall()) for state in ("released", "funded", "submitted")]
    steps = progress.contract_steps([*begun, Milestone(state="awaiting_funding"), Milestone(state="lapsed")])
    assert [step.state for step in steps] == ["done", "now", "todo", "todo", "bad"]


def test_lapsed_milestone_says_whether_the_contract_ended(carla, farida, contract, milestone):
    words = {}
    for state, of_contract in itertools.product(("lapsed", "dropped"), ("active", "ended")):
        milestone.state, milestone.contract.state = state, of_contract
        words[state, of_contract] = [progress.sentence(milestone, user) for user in (carla, farida)]
    ended = "The contract ended before it was funded. Nothing was charged, and no work is owed."
    assert words["lapsed", "ended"] == [ended, ended]
    assert all("lapsed" in each for each in words["lapsed", "active"])
    assert words["dropped", "ended"] == words["dropped", "active"]
    assert all("agreed" in each for each in words["dropped", "ended"])


def test_finished_contract_counts_once_among_the_freelancers_jobs(farida, rina, contract):
    one, two = contract.milestones.order_by("position")
    for milestone, jobs in ((one, 0), (two, 1)):
        milestone.released_value = 5
        transitions.mark_released(milestone, at=clock.now())
        assert Profile.objects.get(user=farida).jobs_done == jobs
    assert Profile.objects.get(user=rina).jobs_done == 0
    contract.refresh_from_db()
    assert (contract.state, contract.ended_at) == ("completed", two.ended_at)


def test_held_work_begins_with_its_whole_period(contract, funded):
    now = clock.now()
    transitions.hold_work(funded)
    funded.refresh_from_db()
    assert (funded.work_due_at, funded.work_notice_at) == (None, None)
    transitions.begin_work(funded, at=now)
    funded.refresh_from_db()
    assert funded.work_due_at == now + timedelta(days=funded.days)
    assert now < funded.work_notice_at < funded.work_due_at


def test_change_says_by_what_work_is_done_within_its_length(carla, contract, milestone):
    wish = partial(Wish, milestone.pk, milestone.title, milestone.amount_value, milestone.days)
    with pytest.raises(Invalid) as refused:
        items_of(contract, [wish(done_when="d" * (DONE_WHEN_LENGTH + 1))])
    assert list(refused.value.errors) == ["milestones.0.done_when"]
    [item] = items_of(contract, [wish(done_when="d" * DONE_WHEN_LENGTH)])
    assert item["now"]["done_when"] == "d" * DONE_WHEN_LENGTH
