"""What is read of allowances, with the rows of others beside, and each side of a limit."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.payments.allowances import queries
from market.payments.allowances.approving_actions import approve_allowance_list
from market.payments.allowances.fund import fund_balance
from market.payments.models import Allowance, AllowanceQuestion
from market.training.allowances.list_actions import correct_allowance_line, refuse_allowance_list
from market.training.allowances.months import bounds, first_of
from market.training.models import AllowanceLine, AllowanceRule, AttendanceMark, Batch, ClassSession, Enrolment
from tests import make
from tests.payments import allowance_story as story
from tests.payments.bank_story import taka
from tests.training.plan_story import planned_batch, today

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
WHY = "The programme has sent it by letter 7."


@pytest.fixture
def batch(oli, onu):
    """A batch of last month, with a rule: 500 taka for seven of ten classes."""
    row = story.batch_of_last_month(oli)
    story.rule(row, oli, onu)
    return row


@pytest.fixture
def nasrin(batch):
    """A trainee who was in eight of ten classes."""
    return story.trainee_of(batch, make.make_person("Nasrin"), 8).trainee


@pytest.fixture
def shirin(batch):
    """One who was in five."""
    return story.trainee_of(batch, make.make_person("Shirin"), 5, seat=2).trainee


@pytest.fixture
def due(batch, oli, onu, nasrin):
    """Nasrin's allowance, reserved."""
    story.fund()
    story.approved(batch, oli, onu)
    return story.allowance_of(nasrin)


def test_whose_allowances_and_questions_are_shown(due, nasrin, shirin, oli, pavel):
    story.paid(due)
    line = story.ask(due, nasrin)
    for user, rows in ((nasrin, [due]), (shirin, []), (oli, [due]), (pavel, [due])):
        assert list(Allowance.objects.visible_to(user)) == rows
    for user, rows in ((nasrin, [line]), (shirin, []), (oli, [line]), (pavel, [])):
        assert list(AllowanceQuestion.objects.visible_to(user)) == rows
    AllowanceQuestion.objects.update(kind="not_arrived")
    for user, rows in ((nasrin, [line]), (shirin, []), (oli, [line]), (pavel, [line])):
        assert list(AllowanceQuestion.objects.visible_to(user)) == rows
    assert list(Allowance.objects.unconfirmed()) == [Allowance.objects.get()]
    assert not Allowance.objects.due().exists()
    assert str(due) == f"{nasrin.pk}: 500.00 due"
    assert str(line) == f"{due.line_id}: line"


def test_question_is_late_from_its_instant_on(monkeypatch):
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    for moved, is_late in ((-SECOND, True), (timedelta(0), True), (SECOND, False)):
        assert AllowanceQuestion(due_at=now + moved).is_late is is_late
        assert not AllowanceQuestion(due_at=now + moved, ended_at=now).is_late


def test_months_that_need_a_list(batch, oli, onu, nasrin):
    """Each month that is over, in which a batch of the phase runs and a rule counts, without a list that counts."""
    last = story.month_before()
    before = first_of(last - DAY)
    oldest = first_of(before - DAY)
    other = planned_batch(oli, number=2)
    Batch.objects.filter(pk=other.pk).update(started_on=last + 20 * DAY, ended_on=today())
    empty = planned_batch(oli, number=3).phase  # its batch has not begun
    empty.pk, empty.number = None, 4
    empty.save()
    months = lambda: [(each.phase.number, each.month) for each in queries.months_to_list()]  # noqa: E731
    assert months() == [(1, last), (2, last)]
    Batch.objects.filter(pk=batch.pk).update(started_on=oldest + 5 * DAY)
    assert months() == [(1, last), (2, last)]
    AllowanceRule.objects.update(valid_from=before)
    assert months() == [(1, before), (1, last), (2, last)]
    AllowanceRule.objects.update(valid_from=oldest)
    assert months() == [(1, oldest), (1, before), (1, last), (2, last)]
    Batch.objects.filter(pk=batch.pk).update(ended_on=before)
    assert months() == [(1, oldest), (1, before), (2, last)]
    Batch.objects.filter(pk=batch.pk).update(ended_on=before - DAY)
    assert months() == [(1, oldest), (2, last)]
    Batch.objects.filter(pk=batch.pk).update(ended_on=today())
    row = story.listed(batch, oli)
    assert months() == [(1, oldest), (1, before), (2, last)]
    refuse_allowance_list(by=onu, list_id=row.pk, reason=WHY)
    assert months() == [(1, oldest), (1, before), (1, last), (2, last)]
    AllowanceRule.objects.update(state="proposed")
    assert months() == []


def test_month_that_runs(batch, nasrin, shirin, oli):
    """What it can bring so far, to who studies in it."""
    month = first_of(today())
    since, until = bounds(month)
    for number, at in enumerate((since, since + DAY, until), 100):
        fields = {"starts_at": at, "ends_at": at + timedelta(minutes=90), "rolled_at": at, "kind": "live"}
        session = ClassSession.objects.create(batch=batch, number=number, **fields)
    place = Enrolment.objects.get(trainee=nasrin)
    AttendanceMark.objects.create(
        session=batch.sessions.get(number=100), enrolment=place, source="roll", value="present", by=oli, at=since
    )
    assert session.starts_at == until
    this = queries.this_month_of(nasrin)
    assert this is not None
    assert (this.month, this.rule, this.share.attended, this.share.counted) == (
        month,
        AllowanceRule.objects.get(),
        1,
        2,
    )
    assert queries.this_month_of(oli) is None

    def runs(**columns) -> bool:
        Batch.objects.filter(pk=batch.pk).update(
            **{"started_on": month - 9 * DAY, "ended_on": month + 9 * DAY} | columns
        )
        return queries.this_month_of(nasrin) is not None

    assert runs()
    assert runs(ended_on=month)
    assert not runs(ended_on=month - DAY)
    assert runs(started_on=until.date() - DAY, ended_on=until.date())
    assert not runs(started_on=until.date(), ended_on=until.date())
    AllowanceRule.objects.update(state="proposed")
    assert not runs()
    AllowanceRule.objects.update(state="confirmed")
    Enrolment.objects.filter(pk=place.pk).update(state="dropped_out", ended_at=since, seat=None)
    assert not runs()
    assert queries.this_month_of(shirin) is not None


def test_sums_that_are_public_are_of_enough_people(batch, oli, onu, monkeypatch):
    monkeypatch.setattr(queries, "FEWEST", 2)
    people = [make.make_person(f"Trainee{number}") for number in range(3)]
    for seat, person in enumerate(people, 1):
        story.trainee_of(batch, person, 8, seat=seat)
    story.fund()
    story.approved(batch, oli, onu)
    programme = batch.phase.programme_id
    assert queries.paid_by_phase(programme) == []
    story.paid(story.allowance_of(people[0]))
    assert queries.paid_by_phase(programme) == []
    story.paid(story.allowance_of(people[1]))
    assert queries.paid_by_phase(programme) == [queries.PaidInAll(1, 2, taka(1000))]
    assert queries.paid_by_phase(programme + 1) == []
    again = AllowanceLine.objects.select_related("list").get(allowance__trainee=people[0])
    again.list.pk, again.list.month = None, first_of(story.month_before() - DAY)
    again.list.save()
    again.pk, again.month, again.list = None, again.list.month, again.list
    again.save()
    fields = {"amount_value": 500, "approved_at": clock.now(), "ended_at": clock.now(), "state": "paid"}
    Allowance.objects.create(line=again, trainee=people[0], **fields)
    assert queries.paid_by_phase(programme) == [queries.PaidInAll(1, 2, taka(1500))]
    lines = {person: list(queries.lines_of(person)) for person in people}
    whose = [[people[0]] * 2, [people[1]], [people[2]]]
    assert [[line.trainee for line in rows] for rows in lines.values()] == whose


def test_lines_are_shown_once_they_are_approved(batch, oli, onu, nasrin, shirin):
    row = story.listed(batch, oli)
    assert not queries.lines_of(nasrin)
    line = row.lines.get(trainee=shirin)
    correct_allowance_line(by=oli, line_id=line.pk, is_paid=True, reason=WHY)
    story.fund("1000.00")
    approve_allowance_list(by=onu, list_id=row.pk, version=2)
    for trainee in (nasrin, shirin):
        [own] = queries.lines_of(trainee)
        assert own.trainee == trainee
    assert fund_balance() == taka(0)
