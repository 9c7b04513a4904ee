"""What each act on allowances writes, in full: the texts stand in records/, see tests.money_record."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from market.accounts.models import Device
from market.core.base import clock
from market.payments.allowances import paying_actions, queries, question_actions
from market.payments.allowances.approving_actions import approve_allowance_list
from market.payments.allowances.export import heads, rows_of
from market.payments.allowances.fund import fund_balance
from market.payments.allowances.paying_actions import pay_allowance
from market.payments.allowances.words import where, why
from market.payments.documents.allowance_documents import issue_allowance_receipt
from market.payments.models import Allowance, AllowanceQuestion, Payout
from market.payments.payouts.sending_actions import fail_payout, mark_payout_paid
from market.payments.proposals.actions import approve_staff_proposal, propose
from market.payments.provider import bkash_payouts
from market.payments.provider.types import WalletLimits
from market.training.models import AllowanceLine
from tests import make
from tests.payments import allowance_story as story

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
WHY = "The programme has sent it by letter 7."


@pytest.fixture
def ola(db):
    """The second operator."""
    return make.make_person("Ola", roles=["operator"])


@pytest.fixture
def batch(record, oli, onu):
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


def test_fund_and_list(record, batch, oli, onu, pavel, ola, nasrin, shirin):
    put: dict[str, Any] = {"by": pavel, "kind": "fund_in", "reason": WHY}
    values = {"amount": "499.99", "rail": "bank", "reference": " EFT \n 1 "}
    for title, wrong in (("Nowhere", {"rail": "x"}), ("Nothing", {"amount": "0"}), ("Unnamed", {"reference": " "})):
        record.refused(title, lambda wrong=wrong: propose(**put, parameters=values | wrong))
    row = record.step("An operator proposes money for the fund", lambda: propose(**put, parameters=values))
    record.step("Another one approves it", lambda: approve_staff_proposal(by=ola, proposal_id=row.pk))
    record.refused("The same transfer again", lambda: propose(**put, parameters=values))
    listed = record.step("An officer makes the list", lambda: story.listed(batch, oli))
    approve = lambda by=onu: approve_allowance_list(by=by, list_id=listed.pk, version=1)  # noqa: E731
    record.refused("The fund has a cent too little", approve)
    story.fund("0.01")
    for user in (oli, onu):
        seen = dict.fromkeys(("first_seen_at", "signed_in_at", "seen_at"), clock.now())
        Device.objects.create(user=user, mark="a", network="10.0", **seen)
    record.refused("Both officers have one browser", approve)
    Device.objects.all().delete()
    record.step("Another officer approves it", approve)
    record.show("What is left in the fund", fund_balance())
    record.show("The list as a table", [heads(), *rows_of(listed)])
    with override("bn"):
        record.show("The same in Bangla", [heads(), *rows_of(listed)])
    late = story.trainee_of(batch, make.make_person("Late"), 2, seat=3).trainee
    more = story.listed(batch, oli)
    record.step("A list of nobody who is paid", lambda: approve_allowance_list(by=onu, list_id=more.pk, version=1))
    record.show("What it comes to", queries.sums_of(more))
    record.show("What the first one comes to", queries.sums_of(listed))
    assert list(queries.lines_of(late)) == [more.lines.get()]
    record.require("allowances_listed")


@pytest.fixture
def due(batch, oli, onu, nasrin):
    """Nasrin's allowance, reserved."""
    story.fund()
    story.approved(batch, oli, onu)
    return story.allowance_of(nasrin)


def test_allowance_is_paid(record, due, nasrin, shirin):
    pay, own = lambda: pay_allowance(allowance_id=due.pk), {"allowance_id": due.pk}  # noqa: E731
    for title, act, by in (
        ("Somebody else wants it again", paying_actions.retry_allowance, shirin),
        ("Gives it back", paying_actions.return_allowance, shirin),
        ("Or has it", question_actions.confirm_allowance, shirin),
        ("Nothing has come", question_actions.confirm_allowance, nasrin),
        ("There is no account", paying_actions.retry_allowance, nasrin),
    ):
        record.refused(title, lambda act=act, by=by: act(by=by, **own))
    record.step("It waits for an account", pay)
    record.step("And waits", pay)
    story.account_of(shirin)
    record.step("She gives an account", lambda: story.account_of(nasrin))
    Allowance.objects.update(pay_at=clock.now() + timedelta(minutes=1))
    record.step("It is not time yet", pay)
    Allowance.objects.update(pay_at=clock.now() - timedelta(hours=1))
    record.step("She asks for it while it is to be paid", lambda: paying_actions.retry_allowance(by=nasrin, **own))
    record.step("It is sent", pay)
    record.step("Once", pay)
    payout = Payout.objects.get(allowance=due)
    for title, act in (("It is not due", "retry_allowance"), ("It has left", "return_allowance")):
        record.refused(title, lambda act=act: getattr(paying_actions, act)(by=nasrin, **own))
    failing = lambda: fail_payout(payout_id=payout.pk, failure="account_closed")  # noqa: E731
    record.step("The bank refuses it", failing)
    record.step("Once", failing)
    record.step("It arrives no more", lambda: mark_payout_paid(payout_id=payout.pk))
    record.step("She wants it again", lambda: paying_actions.retry_allowance(by=nasrin, **own))
    record.step("It is sent again", pay)
    payout = Payout.objects.latest("pk")
    for title in ("It has arrived", "Once"):
        record.step(title, lambda: mark_payout_paid(payout_id=payout.pk))
    for title in ("She says so", "And again"):
        record.step(title, lambda: question_actions.confirm_allowance(by=nasrin, **own))
    for title in ("She wants a receipt", "And again"):
        record.step(title, lambda: issue_allowance_receipt(by=nasrin, **own))
    record.step("It comes back", lambda: fail_payout(payout_id=payout.pk, failure="x" * 501))
    for title in ("She gives it to the fund", "Once"):
        record.step(title, lambda: paying_actions.return_allowance(by=nasrin, **own))
    record.show("What the fund has", fund_balance())
    record.require("allowance_paid")


def test_allowance_to_a_wallet(record, due, nasrin, settings, monkeypatch):
    settings.PAY_OUT = {"bank": ["BDT"], "bkash": ["BDT"]}
    pay = lambda: pay_allowance(allowance_id=due.pk)  # noqa: E731
    wallet = {"kind": "bkash", "account_number": "01711000321", "routing_number": ""}
    record.step("She gives a wallet", lambda: story.account_of(nasrin, **wallet))
    for title, most, a_day in (
        ("It takes less", 499, 9999),
        ("It takes no more today", 500, 499),
        ("It takes it", 500, 500),
    ):
        limits = WalletLimits(Decimal(50), Decimal(most), Decimal(a_day))
        monkeypatch.setattr(bkash_payouts, "limits", lambda limits=limits: limits)
        Allowance.objects.update(pay_at=clock.now())
        record.step(title, pay)
    record.require("allowance_to_wallet")


def test_questions(record, due, nasrin, shirin, oli, onu, pavel, skip):
    gone = make.make_person("Gone", roles=["officer"])
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    ask = lambda **more: story.ask(due, nasrin, **more)  # noqa: E731
    record.refused("Of another's month", lambda: story.ask(due, shirin))
    record.refused("It was not paid yet", lambda: ask(kind="not_arrived"))
    record.refused("A question of no kind", lambda: ask(kind="x"))
    record.refused("Without a word", lambda: ask(text=" "))
    record.refused("With too many", lambda: ask(text="x" * 1001))
    row = record.step("She asks", lambda: ask(text=" " + "x" * 1000))
    record.step("And again", lambda: ask(kind="not_arrived", text="?"))
    answer = lambda by=onu, text=" We have counted again. ": question_actions.answer_allowance_question(  # noqa: E731
        by=by, question_id=row.pk, answer=text
    )
    remind = lambda: question_actions.remind_of_allowance_question(question_id=row.pk)  # noqa: E731
    record.step("Nobody is reminded yet", remind)
    for title in ("The office is reminded", "And again", "It is late"):
        row.refresh_from_db()
        skip(row.remind_at - clock.now())
        record.step(title, remind)
    record.step("It was told", remind)
    for title, by in (("A stranger", shirin), ("An operator", pavel), ("The trainee", nasrin)):
        record.refused(f"{title} answers", lambda by=by: answer(by))
    for title, text in (("Without a word", " "), ("With too many", "x" * 1001)):
        record.refused(title, lambda text=text: answer(text=text))
    record.step("An officer answers", answer)
    record.refused("And again", answer)
    AllowanceQuestion.objects.update(remind_at=clock.now())
    record.step("Nobody is reminded of what has ended", remind)
    record.require("allowance_questions")


def test_money_that_has_not_arrived(record, due, batch, nasrin, oli, onu, pavel):
    other = story.trainee_of(batch, make.make_person("Mina"), 9, seat=4).trainee
    story.approved(batch, oli, onu)
    others = story.allowance_of(other)
    for each in (due, others):
        story.paid(each)
    ask = lambda **more: story.ask(due, nasrin, kind="not_arrived", text="", **more)  # noqa: E731
    first = record.step("She has not got it", ask)
    theirs = story.ask(others, other, kind="not_arrived", text="")
    record.show("What officers have to answer", list(queries.questions_for(onu)))
    record.show("And operators", list(queries.questions_for(pavel)))
    record.show("And trainees", list(queries.questions_for(nasrin)))
    answer = lambda by: question_actions.answer_allowance_question(  # noqa: E731
        by=by, question_id=first.pk, answer="The bank looks for it."
    )
    type(nasrin).objects.filter(pk=nasrin.pk).update(roles=["officer"])
    nasrin.refresh_from_db()
    record.refused("She answers herself", lambda: answer(nasrin))
    record.show("What she may answer", list(queries.questions_for(nasrin)))
    record.step("An operator answers", lambda: answer(pavel))
    record.step("She asks again", ask)
    record.step("It is here", lambda: question_actions.confirm_allowance(by=nasrin, allowance_id=due.pk))
    record.refused("It is confirmed", ask)
    theirs.refresh_from_db()
    assert theirs.ended_at is None
    own = story.ask(due, nasrin)
    Allowance.objects.filter(pk=due.pk).update(confirmed_at=None)
    record.step(
        "Another question waits still", lambda: question_actions.confirm_allowance(by=nasrin, allowance_id=due.pk)
    )
    own.refresh_from_db()
    assert own.ended_at is None
    record.require("allowance_missing")


def test_words_of_lines_and_money(record):
    for language in ("en", "bn"):
        with override(language):
            lines = [AllowanceLine(attended=5, counted=10, needed=7, outcome=each) for each in AllowanceLine.Outcome]
            record.show(f"Why, in {language}", [f"{each.outcome}: {why(each)}" for each in lines])
    now = clock.now()
    rows = [
        *(Allowance(state=state) for state in Allowance.State),
        Allowance(state="due", pay_at=now),
        Allowance(state="due", failure="account_closed"),
        Allowance(state="due", failure="account_closed", pay_at=now),
        Allowance(state="paid", failure="account_closed"),
        Allowance(state="paid", confirmed_at=now),
    ]
    for has_account in (False, True):
        record.show(f"Where, account {has_account}", [where(each, has_account=has_account) for each in rows])
    record.require("allowance_words")
