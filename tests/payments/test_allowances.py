"""Allowances: from the classes of a month to the money at the trainee's account, and what keeps it away."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from market.accounts.people.two_person_actions import OnePerson, SamePerson
from market.core.base.errors import Invalid, NotFound
from market.notifications.models import Notification
from market.payments.allowances import paying_actions, question_actions
from market.payments.allowances.approving_actions import FundTooSmall, approve_allowance_list
from market.payments.allowances.fund import fund_balance
from market.payments.allowances.paying_actions import AllowanceElsewhere, pay_allowance
from market.payments.allowances.queries import months_to_list
from market.payments.ledger.allowance_postings import post_allowance
from market.payments.ledger.postings import Overdrawn
from market.payments.models import Allowance, AllowanceQuestion, LedgerTransaction, Payout
from market.payments.payout_batches.return_actions import apply_returns
from market.payments.payouts.actions import is_past_daily_limit
from market.training.allowances.list_actions import correct_allowance_line, make_allowance_list, refuse_allowance_list
from market.training.allowances.months import this_month
from market.training.allowances.refusals import (
    ListChanged,
    ListDecided,
    ListWaits,
    MonthHasRule,
    MonthNotOver,
    NobodyToPay,
    NoRule,
)
from market.training.allowances.rule_actions import (
    confirm_allowance_rule,
    propose_allowance_rule,
    refuse_allowance_rule,
)
from market.training.models import AllowanceCorrection, AllowanceLine, Enrolment
from tests import make
from tests.payments.allowance_story import (
    MONTHLY,
    account_of,
    allowance_of,
    approved,
    batch_of_last_month,
    fund,
    listed,
    month_before,
    rule,
    trainee_of,
)
from tests.payments.bank_story import return_lines, sent_batch, taka
from tests.payments.story import assert_books_whole

REASON = "The trainer noted the wrong seat in two classes."
pytestmark = pytest.mark.django_db


@pytest.fixture
def onu(db):
    return make.make_person("Onu", roles=["officer"])


@pytest.fixture
def ola(db):
    return make.make_person("Ola", roles=["operator"])


@pytest.fixture
def batch(oli):
    return batch_of_last_month(oli)


@pytest.fixture
def nasrin(batch):
    """A trainee who was in eight of ten classes."""
    return trainee_of(batch, make.make_person("Nasrin"), 8).trainee


@pytest.fixture
def shirin(batch):
    """One who was in five."""
    return trainee_of(batch, make.make_person("Shirin"), 5, seat=2).trainee


def heard(user) -> list[str]:
    return list(Notification.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def test_a_month_from_its_classes_to_the_account(batch, oli, onu, pavel, ola, nasrin, shirin, travel):
    with pytest.raises(NoRule):
        listed(batch, oli)
    rule(batch, oli, onu)
    row = listed(batch, oli)
    lines = {each.trainee: (each.outcome, each.attended, each.needed, each.amount_value) for each in row.lines.all()}
    assert lines == {nasrin: ("reached", 8, 7, MONTHLY), shirin: ("too_few", 5, 7, 0)}
    for refusal, by in ((ListWaits, onu), (SamePerson, oli)):
        with pytest.raises(refusal):
            listed(batch, by) if refusal is ListWaits else approve_allowance_list(by=by, list_id=row.pk, version=1)
    with pytest.raises(FundTooSmall) as refused:
        approve_allowance_list(by=onu, list_id=row.pk, version=1)
    assert "৳500" in str(refused.value)
    fund("700.00")
    approve_allowance_list(by=onu, list_id=row.pk, version=1)
    assert fund_balance() == taka(200)
    assert heard(shirin) == ["allowance.not_granted"]
    travel(timedelta(minutes=1))
    assert heard(nasrin) == ["allowance.granted", "allowance.waits"]
    assert (allowance_of(nasrin).state, Payout.objects.count()) == ("due", 0)
    account_of(nasrin)
    travel(timedelta(minutes=1))
    payout = Payout.objects.get()
    assert (payout.freelancer, payout.rail, payout.amount_value, payout.cost_value) == (nasrin, "bank", 500, 0)
    sent = sent_batch(pavel, ola)
    apply_returns(by=pavel, batch_id=sent.pk, lines=return_lines((payout, "paid")))
    assert allowance_of(nasrin).state == "paid"
    assert heard(nasrin)[-1] == "allowance.paid"
    question_actions.confirm_allowance(by=nasrin, allowance_id=allowance_of(nasrin).pk)
    assert allowance_of(nasrin).confirmed_at
    assert_books_whole()


def test_what_fails_or_comes_back_is_due_again_and_is_paid_once(batch, oli, onu, pavel, ola, nasrin, travel):
    rule(batch, oli, onu)
    fund()
    account_of(nasrin)
    approved(batch, oli, onu)
    travel(timedelta(minutes=1))
    for status in ("failed", "returned"):
        payout = Payout.objects.latest("pk")
        sent = sent_batch(pavel, ola)
        apply_returns(by=pavel, batch_id=sent.pk, lines=return_lines((payout, status, "The account is closed")))
        assert (allowance_of(nasrin).state, allowance_of(nasrin).pay_at) == ("due", None)
        assert heard(nasrin)[-1] == "allowance.failed"
        assert_books_whole()
        paying_actions.retry_allowance(by=nasrin, allowance_id=allowance_of(nasrin).pk)
        travel(timedelta(minutes=1))
    payout = Payout.objects.latest("pk")
    sent = sent_batch(pavel, ola)
    apply_returns(by=pavel, batch_id=sent.pk, lines=return_lines((payout, "paid")))
    apply_returns(by=pavel, batch_id=sent.pk, lines=return_lines((payout, "returned", "Sent back by the bank")))
    assert (allowance_of(nasrin).state, Payout.objects.filter(state="failed").count()) == ("due", 3)
    assert not is_past_daily_limit(nasrin)
    assert_books_whole()
    paying_actions.return_allowance(by=nasrin, allowance_id=allowance_of(nasrin).pk)
    paying_actions.return_allowance(by=nasrin, allowance_id=allowance_of(nasrin).pk)
    assert fund_balance() == taka(10000)
    with pytest.raises(AllowanceElsewhere):
        paying_actions.retry_allowance(by=nasrin, allowance_id=allowance_of(nasrin).pk)
    assert_books_whole()


def test_a_crash_between_reserving_and_paying_loses_and_doubles_nothing(batch, oli, onu, nasrin, monkeypatch, travel):
    rule(batch, oli, onu)
    fund()
    account_of(nasrin)
    approved(batch, oli, onu)

    def die(*_args: object) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as broken:
        broken.setattr(paying_actions.allowance_postings, "post_allowance_payout", die)
        with pytest.raises(RuntimeError), transaction.atomic():
            pay_allowance(allowance_id=allowance_of(nasrin).pk)
    assert (allowance_of(nasrin).state, Payout.objects.count()) == ("due", 0)
    assert_books_whole()
    for _again in range(2):
        pay_allowance(allowance_id=allowance_of(nasrin).pk)
    travel(timedelta(minutes=1))
    assert Payout.objects.count() == LedgerTransaction.objects.filter(kind="allowance_payout").count() == 1
    assert_books_whole()


def test_a_corrected_line_needs_an_officer_who_did_not_touch_it(batch, oli, onu, shirin):
    rule(batch, oli, onu)
    fund()
    row = listed(batch, oli)
    line = row.lines.get()
    with pytest.raises(Invalid):
        correct_allowance_line(by=onu, line_id=line.pk, is_paid=True, reason="ok")
    correct_allowance_line(by=onu, line_id=line.pk, is_paid=True, reason=REASON)
    other = make.make_person("Opu", roles=["officer"])
    with pytest.raises(SamePerson):
        approve_allowance_list(by=onu, list_id=row.pk, version=2)
    with pytest.raises(ListChanged):
        approve_allowance_list(by=other, list_id=row.pk, version=1)
    approve_allowance_list(by=other, list_id=row.pk, version=2)
    assert allowance_of(shirin).amount_value == MONTHLY
    with pytest.raises(ListDecided):
        correct_allowance_line(by=oli, line_id=line.pk, is_paid=False, reason=REASON)
    with pytest.raises(IntegrityError), transaction.atomic():
        AllowanceCorrection.objects.update(after_value=1)
    assert_books_whole()


def test_an_additional_list_has_who_is_not_paid_yet(batch, oli, onu, nasrin, shirin):
    rule(batch, oli, onu)
    fund()
    refused = listed(batch, oli)
    refuse_allowance_list(by=onu, list_id=refused.pk, reason=REASON)
    approved(batch, oli, onu)
    with pytest.raises(NobodyToPay):
        listed(batch, oli)
    late = trainee_of(batch, make.make_person("Late"), 9, seat=3).trainee
    row = listed(batch, oli)
    assert (row.number, [each.trainee for each in row.lines.all()]) == (2, [late])
    place = Enrolment.objects.get(trainee=nasrin)
    columns = {"attended": 1, "counted": 1, "needed": 1, "outcome": "reached", "amount_value": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        AllowanceLine.objects.create(list=row, enrolment=place, trainee=nasrin, month=row.month, **columns)
    again = AllowanceLine.objects.get(trainee=shirin, list__state="approved")
    assert not again.is_paying
    assert refused.lines.filter(is_void=True).count() == 2


def test_rules_and_months(batch, oli, onu, nasrin):
    fields = {"programme_id": batch.phase.programme_id, "monthly": MONTHLY, "least_percent": 70}
    draft = propose_allowance_rule(by=oli, **fields, valid_from=month_before())
    twin = make.make_person("Twin", roles=["officer"])
    twin.email = oli.email.replace("@", "+twin@")
    twin.save()
    with pytest.raises(OnePerson):
        confirm_allowance_rule(by=twin, rule_id=draft.pk)
    with pytest.raises(MonthHasRule):
        propose_allowance_rule(by=onu, **fields, valid_from=month_before())
    with pytest.raises(NoRule):
        listed(batch, oli)
    refuse_allowance_rule(by=oli, rule_id=draft.pk, reason=REASON)
    rule(batch, oli, onu)
    with pytest.raises(MonthNotOver):
        make_allowance_list(by=oli, phase_id=batch.phase_id, month=this_month())
    assert [(each.phase.pk, each.month) for each in months_to_list()] == [(batch.phase_id, month_before())]
    listed(batch, oli)
    assert months_to_list() == []
    with pytest.raises(MonthHasRule):
        propose_allowance_rule(by=oli, **fields, valid_from=month_before())
    with pytest.raises(NotFound):
        make_allowance_list(by=nasrin, phase_id=batch.phase_id, month=month_before())


def test_a_list_waits_for_who_confirms_a_rule(batch, oli, onu, nasrin):
    rule(batch, oli, onu)
    with CaptureQueriesContext(connection) as queries:
        listed(batch, oli)
    locks = [each["sql"] for each in queries if "FOR NO KEY UPDATE" in each["sql"]]
    assert 'FROM "training_programme"' in locks[0]


def test_what_has_not_arrived_is_looked_for(batch, oli, onu, pavel, ola, nasrin, travel):
    rule(batch, oli, onu)
    fund()
    account_of(nasrin)
    line = approved(batch, oli, onu).lines.get()
    with pytest.raises(AllowanceElsewhere):
        question_actions.ask_about_allowance(by=nasrin, line_id=line.pk, kind="not_arrived")
    with pytest.raises(Invalid):
        question_actions.ask_about_allowance(by=nasrin, line_id=line.pk, kind="line")
    travel(timedelta(minutes=1))
    payout = Payout.objects.get()
    apply_returns(by=pavel, batch_id=sent_batch(pavel, ola).pk, lines=return_lines((payout, "paid")))
    row = question_actions.ask_about_allowance(by=nasrin, line_id=line.pk, kind="not_arrived")
    assert question_actions.ask_about_allowance(by=nasrin, line_id=line.pk, kind="line", text="?") == row
    travel(timedelta(days=6))
    told = ["allowance_question.missing", *["allowance_question.waits"] * 2, "allowance_question.late"]
    for person in (oli, onu, pavel):
        assert [each for each in heard(person) if each.startswith("allowance_question")] == told
    question_actions.answer_allowance_question(by=pavel, question_id=row.pk, answer="The bank has found it at last.")
    assert heard(nasrin)[-1] == "allowance_question.answered"
    row = question_actions.ask_about_allowance(by=nasrin, line_id=line.pk, kind="not_arrived")
    question_actions.confirm_allowance(by=nasrin, allowance_id=allowance_of(nasrin).pk)
    assert not AllowanceQuestion.objects.waiting().exists()
    with pytest.raises(NotFound):
        question_actions.confirm_allowance(by=oli, allowance_id=allowance_of(nasrin).pk)


def test_the_fund_never_goes_below_zero(batch, oli, onu, nasrin):
    rule(batch, oli, onu)
    fund("499.99")
    line = listed(batch, oli).lines.get()
    columns = {"trainee": nasrin, "amount_value": MONTHLY, "approved_at": line.list.made_at}
    row = Allowance.objects.create(line=line, **columns)
    with pytest.raises(Overdrawn), transaction.atomic():
        post_allowance(row)
    assert fund_balance() == taka("499.99")
