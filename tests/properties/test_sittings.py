"""A state machine of two phones that sit one exam on a bad line, against a model of what must count.

Phones answer without a line and send later, twice, in any order; the exam moves between them; time runs out.
"""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from market.core.base import clock
from market.learning.marking.scoring_actions import last_answers_of
from market.learning.models import Sitting
from market.learning.sittings.actions import submit, take_over
from market.learning.sittings.answer_actions import SentAnswer, store_answers
from market.learning.sittings.refusals import SittingOver
from tests import make
from tests.learning.exam_story import OTHER_PHONE, PHONE, bank, batch_with, begun, exam_of
from tests.training.attendance_story import goto

QUESTIONS = 3
PHONES = st.sampled_from([PHONE, OTHER_PHONE])


@dataclass
class Made:
    """An answer as a phone holds it; `has_arrived` once the site acknowledged it."""

    device: int
    number: int
    place: int
    text: str
    at: datetime
    has_arrived: bool = False


class Phones(RuleBasedStateMachine):
    """What the two phones do, and what has to count."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        clock.forget()
        officer, trainee = make.make_officer(), make.make_person("Farida")
        bank()
        self.sitting: Sitting = begun(trainee, exam_of(officer, batch_with(officer, trainee), count=QUESTIONS))
        self.user = trainee
        self.answers: list[Made] = []
        self.ended = {1: None}  # by device, when another one took over
        self.numbers = {PHONE: 1, OTHER_PHONE: None}  # by phone, its last device
        self.submitted: datetime | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        clock.forget()

    @property
    def end(self) -> datetime:
        return min(self.submitted or self.sitting.ends_at, self.sitting.ends_at)

    @rule(phone=PHONES, place=st.integers(0, QUESTIONS - 1), text=st.sampled_from("0123"))
    def answer(self, phone, place, text):
        if (device := self.numbers[phone]) is not None:
            number = sum(each.device == device for each in self.answers) + 1
            self.answers.append(Made(device, number, place, text, clock.now()))

    @rule(phone=PHONES, chance=st.randoms(use_true_random=False))
    def send(self, phone, chance):
        """All that waits, some of what had arrived once more, in any order."""
        device = self.numbers[phone]
        rows = [each for each in self.answers if each.device == device]
        rows = [each for each in rows if not each.has_arrived or chance.random() < 0.3]
        chance.shuffle(rows)
        sent = [SentAnswer(each.number, self.sitting.paper[each.place], each.text, each.at) for each in rows]
        if device is None:
            return
        try:
            arrived = store_answers(by=self.user, sitting_id=self.sitting.pk, device=device, key=phone, answers=sent)
        except SittingOver:
            assert clock.now() >= self.end + timedelta(hours=24)
            return
        assert all(each.is_stored for each in arrived.receipts)
        for each in rows:
            each.has_arrived = True

    @rule(minutes=st.sampled_from([1, 2, 7, 20, 60 * 23]))
    def wait(self, minutes):
        goto(clock.now() + timedelta(minutes=minutes))

    @rule(phone=PHONES)
    def go_on_there(self, phone):
        try:
            device = take_over(by=self.user, sitting_id=self.sitting.pk, device=phone)
        except SittingOver:
            assert clock.now() >= self.end
            return
        if device.number not in self.ended:
            self.ended[device.number - 1] = device.begun_at
            self.ended[device.number] = None
        self.numbers[phone] = device.number

    @rule()
    def submit(self):
        row = submit(by=self.user, sitting_id=self.sitting.pk)
        if self.submitted is None and clock.now() < self.sitting.ends_at:
            self.submitted = row.submitted_at

    @invariant()
    def what_arrived_counts_once_and_the_last_word_is_the_persons(self):
        arrived = [each for each in self.answers if each.has_arrived]
        assert self.sitting.answers.count() == len(arrived)
        counted = [
            each
            for each in arrived
            if each.at <= self.end and (self.ended[each.device] is None or each.at <= self.ended[each.device])
        ]
        expected = {}
        for each in sorted(counted, key=lambda each: (each.device, each.number)):
            expected[self.sitting.paper[each.place]] = each.text
        stored = last_answers_of([self.sitting]).get(self.sitting.pk, {})
        assert {pk: each.answer for pk, each in stored.items()} == expected


@pytest.mark.django_db
def test_no_answer_is_lost_or_counts_twice():
    run_state_machine_as_test(
        Phones,
        settings=settings(
            max_examples=int(os.environ.get("SITTING_RUNS", "5")),
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
