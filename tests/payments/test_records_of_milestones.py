"""A milestone in each state: what its sides read of it, and what each transition writes; see tests.money_record."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.transaction import atomic, set_rollback

from market.contracts.models import Contract, Milestone
from market.contracts.proposals.changes import Wish, items_of
from market.contracts.workroom import progress, transitions
from market.core.base import clock
from market.core.base.errors import DomainError
from market.payments.models import Refund
from tests.payments.story import contract, first, funded
from tests.payments.test_records_of_contracts import steps

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
State = Milestone.State
DEADLINES = (*transitions.DEADLINE_FIELDS, "work_due_at")


def test_words_of_each_state(record, provider):
    """Told apart by whether it is late, under notice, frozen, to be funded now, or its refund did not arrive."""
    milestone = funded(provider, "100.00", "50.00", "25.00")
    now = clock.now()
    clean = dict.fromkeys(DEADLINES) | {"frozen_at": None, "funded_at": now - 9 * DAY, "ended_at": None}
    refund = {"milestone": milestone, "funding": milestone.fundings.get(), "created_at": now, "currency": "USD"}
    row = Refund.objects.create(amount_value=40, fee_value=2, reason="given", state="failed", **refund)
    due = {"work_due_at": now + DAY, "changes_due_at": now + DAY, "review_due_at": now + 2 * DAY}
    due |= {"refund_due_at": now + 3 * DAY, "last_day_at": now + 9 * DAY}
    late = due | {"work_due_at": now - DAY, "changes_due_at": now}
    for state in State.values:
        variants: list[dict[str, Any]] = [due, due | {"frozen_at": now}, {"ended_at": now, "released_value": 60}]
        variants[2]["refunded_value"] = 40
        if state in ("funded", "changes_requested"):
            variants += [late]
        if state == "funded":
            variants += [late | {"cancel_at": now + DAY}, {}]
        if state in ("awaiting_funding", "lapsed", "dropped"):
            variants += [{"funded_at": None}, {"funded_at": None, "funding_due_at": now + DAY}]
        for columns in variants:
            Milestone.objects.filter(pk=milestone.pk).update(**clean | {"state": state} | columns)
            record.show(f"{state}: {', '.join(columns)}", steps(milestone))
    for repaid_at in (None, now):
        Refund.objects.filter(pk=row.pk).update(repaid_value=1, repaid_at=repaid_at)
        for state in ("refunded", "split", "released"):
            Milestone.objects.filter(pk=milestone.pk).update(**clean | {"state": state, "ended_at": now})
            record.show(f"{state}, its refund failed, repaid {repaid_at is not None}", steps(milestone))
    record.require("milestone_words")


def test_transitions_of_each_state(record, provider):
    """With every deadline set, each at another instant; what follows for the contract and the next milestone."""
    milestone = funded(provider, "100.00", "50.00", "25.00")
    now = clock.now()
    instants = {
        name: now + (at + 2) * HOUR for at, name in enumerate(DEADLINES) if name not in ("time_left", "cancel_at")
    }
    usual = instants | {"state_before_refund": "submitted", "time_left": 5 * HOUR, "released_value": 0}
    acts = {
        "pause": lambda row: transitions.pause(row, "disputed", at=now),
        "pause for a refund": lambda row: transitions.pause(row, "refund_requested", at=now, answer_by=now + 7 * DAY),
        "resume": lambda row: transitions.resume(row, at=now),
        "freeze": lambda row: transitions.freeze(row, at=now),
        "thaw": lambda row: transitions.thaw(row, at=now),
        "move": lambda row: transitions.move_deadline(row, days=3, at=now),
        "move back": lambda row: transitions.move_deadline(row, days=-3, at=now),
        "hold the work": transitions.hold_work,
        "begin the work": lambda row: transitions.begin_work(row, at=now),
        "give notice": lambda row: transitions.start_cancel_notice(row, at=now),
        "end the notice": transitions.end_cancel_notice,
        "take": lambda row: transitions.mark_taken(row, at=now),
        "release": lambda row: transitions.mark_released(row, at=now),
        "refund": lambda row: transitions.mark_refunded(row, at=now),
        "drop": lambda row: transitions.mark_dropped(row, at=now),
        "lapse": lambda row: transitions.mark_lapsed(row, at=now),
    }
    for state in ("funded", "submitted", "changes_requested", "refund_requested"):
        for title, act in acts.items():
            if title == "give notice" and state != "funded":
                continue
            columns = {"resume": {"state_before_refund": state}, "thaw": {"frozen_at": now - 2 * HOUR}}.get(title, {})
            if title == "end the notice" and state == "funded":
                columns = {"cancel_at": now + DAY, "cancel_reminder_at": now + HOUR}
            _try(record, milestone, f"{state}: {title}", usual | {"state": state} | columns, act)
    without = usual | dict.fromkeys(DEADLINES) | {"state": "submitted"}
    for title in ("resume", "thaw", "move", "pause", "refund"):
        _try(record, milestone, f"without deadlines: {title}", without | {"released_value": 5}, acts[title])
    record.require("milestone_transitions")


def _try(record, milestone: Milestone, title: str, columns: dict[str, Any], act: Any) -> None:
    """Do it with these columns, note what it writes, and take it back."""
    with atomic():
        Milestone.objects.filter(pk=milestone.pk).update(**columns)
        row = Milestone.objects.select_related("contract__bid").get(pk=milestone.pk)
        record.step(title, partial(act, row))
        set_rollback(True)
    record.read()


def test_contracts_that_complete_or_lapse(record, carla, farida):
    """What ends with the last milestone, what is opened again, and what counts among the freelancer's jobs."""
    done = contract("10.00", "20.00", "30.00", client=carla, freelancer=farida)
    one, two, three = done.milestones.order_by("position")
    now = clock.now()
    for title, row, act, columns in (
        ("The first is dropped", one, transitions.mark_dropped, {}),
        ("The second lapses", two, transitions.mark_lapsed, {}),
        ("It lapses after money was held", two, transitions.mark_lapsed, {"funded_at": now}),
        ("The third is released", three, transitions.mark_released, {"released_value": 30}),
        ("The third is refunded", three, transitions.mark_refunded, {"refunded_value": 30}),
    ):
        with atomic():
            if row != one:
                Milestone.objects.filter(pk__in=(one.pk, two.pk)).exclude(pk=row.pk).update(state="dropped")
            Milestone.objects.filter(pk=row.pk).update(**columns)
            fresh = Milestone.objects.select_related("contract__bid__job").get(pk=row.pk)
            record.step(title, lambda act=act, fresh=fresh: act(fresh, at=now))
            set_rollback(True)
        record.read()
    Contract.objects.filter(pk=done.pk).update(state="ended")
    record.step("Of one that has ended nothing follows", lambda: transitions.mark_dropped(first(done), at=now))
    record.require("contracts_over")


def test_changes_that_are_proposed(record, carla, farida):
    """What each wish becomes, and what is wrong with it."""
    agreed = contract("80.00", "40.00", client=carla, freelancer=farida)
    one, two = agreed.milestones.order_by("position")
    Milestone.objects.filter(pk=one.pk).update(revisions=2, done_when="Three ideas.")
    stays = {"title": "Part 1", "amount": one.amount_value, "days": 5, "revisions": 2, "done_when": "Three ideas."}
    tried = {
        "nothing": (),
        "the same": (Wish(one.pk, **stays),),
        "another title": (Wish(one.pk, **stays | {"title": " Drafts  of it "}),),
        "an amount": (Wish(one.pk, **stays | {"amount": one.amount_value + 1}),),
        "more days": (Wish(one.pk, **stays | {"days": 6}),),
        "no days": (Wish(one.pk, **stays | {"days": 0}),),
        "rounds": (Wish(one.pk, **stays | {"revisions": None}),),
        "20 rounds": (Wish(one.pk, **stays | {"revisions": 20}),),
        "21 rounds": (Wish(one.pk, **stays | {"revisions": 21}),),
        "what is to be done": (Wish(one.pk, **stays | {"done_when": ""}),),
        "one dropped": (Wish(two.pk, drop=True),),
        "both dropped": (Wish(one.pk, drop=True), Wish(two.pk, drop=True)),
        "a new one": (Wish(title="A card", amount=one.amount_value, days=1),),
        "a new one without a title": (Wish(title=" ", amount=one.amount_value, days=1),),
        "one of nobody": (Wish(4711, **stays),),
        "one twice": (Wish(two.pk, drop=True), Wish(two.pk, drop=True)),
    }
    for title, wishes in tried.items():
        try:
            record.show(title, items_of(agreed, wishes))
        except DomainError as refusal:
            record.show(f"{title} is refused", {refusal.code: str(refusal), **refusal.errors})
    record.require("wishes")


def test_steps_of_a_contract_without_money(record):
    rows = [Milestone(state=state, title=state) for state in State.values]
    record.show("Not under way", progress.contract_steps(rows))
    for each in rows:
        each.funding_due_at = clock.now()
    record.show("The first one is", progress.contract_steps(rows))
    record.require("contract_steps")
