"""What the statistics of a batch and the pages of the programme read of money, with the rows of others beside."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.accounts.models import User
from market.contracts import batch_statistics as contracts
from market.contracts.models import Contract, Milestone
from market.core.base import clock
from market.payments import batch_statistics as payments
from market.payments import programme_parts
from market.payments.models import PayoutMethod
from market.training.models import Enrolment
from tests import make
from tests.payments import allowance_story as story
from tests.payments.story import contract, first
from tests.payments.test_rows_of_people import make_release

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_what_graduates_earn(farida, rina):
    graduates = User.objects.filter(pk=farida.pk)
    assert payments.income_of(graduates) == {}
    now = clock.now()
    for freelancer, currency, released, given_back in (
        (farida, "USD", "40.00", "10.00"),
        (farida, "USD", "5.00", "0.00"),
        (farida, "BDT", "900.00", "0.00"),
        (rina, "USD", "70.00", "0.00"),
    ):
        milestone = first(contract("100.00", freelancer=freelancer))
        columns = {"released_value": released, "given_back_value": given_back, "currency": currency}
        Milestone.objects.filter(pk=milestone.pk).update(**columns)
        make_release(milestone, released_at=now, currency=currency)
        make_release(milestone, released_at=now - DAY, currency=currency)
    returned = first(contract("100.00", freelancer=farida))
    Milestone.objects.filter(pk=returned.pk).update(released_value=30, given_back_value=30)
    make_release(returned, released_at=now - 9 * DAY)
    assert payments.with_income(graduates) == {farida.pk}
    assert payments.income_of(graduates) == {"USD": {farida.pk: Decimal(35)}, "BDT": {farida.pk: Decimal(900)}}
    assert payments.first_release_of(graduates) == {farida.pk: now - DAY}
    others = Milestone.objects.filter(contract__freelancer=farida).exclude(pk=returned.pk)
    others.update(released_value=0, given_back_value=0)
    assert payments.with_income(graduates) == set()
    assert payments.first_release_of(graduates) == {}


def test_graduates_with_contracts(farida, rina):
    graduates = User.objects.filter(pk=farida.pk)
    row, _other = (contract("100.00", freelancer=user) for user in (farida, rina))
    for state in Contract.State.values:
        Contract.objects.update(state=state)
        assert contracts.with_contract(graduates) == ({row.freelancer_id} if state != "lapsed" else set())
        assert contracts.with_finished_job(graduates) == ({row.freelancer_id} if state == "completed" else set())


def test_parts_of_the_programme(oli, onu):
    batch = story.batch_of_last_month(oli)
    story.rule(batch, oli, onu)
    trainee = make.make_person("Nasrin")
    place = story.trainee_of(batch, trainee, 8)
    part = lambda: programme_parts.course_allowance(trainee, place)  # noqa: E731
    assert part()["now"].rule.monthly_value == 500
    assert {name: value for name, value in part().items() if name != "now"} == {
        "line": None,
        "month": "",
        "allowance": None,
        "where": "",
        "has_account": False,
    }
    story.fund()
    waiting = story.listed(batch, oli)
    lists = lambda user=oli: programme_parts.phase_allowances(user, batch.phase)  # noqa: E731
    assert (part()["line"], lists(), lists(trainee)) == (
        None,
        {"waiting": 1, "approved": 0},
        {"waiting": 0, "approved": 0},
    )
    story.approve_allowance_list(by=onu, list_id=waiting.pk, version=1)
    assert lists() == {"waiting": 0, "approved": 1}
    assert (part()["line"], part()["allowance"]) == (waiting.lines.get(), story.allowance_of(trainee))
    assert part()["month"] == programme_parts.month_name(story.month_before())
    assert part()["where"] == "Reserved. It is sent by itself."
    story.Allowance.objects.update(pay_at=None)
    assert part()["where"] == "Reserved. It waits for an account of yours."
    story.account_of(story.trainee_of(batch, make.make_person("Shirin"), 5, seat=2).trainee)
    assert not part()["has_account"]
    story.account_of(trainee)
    assert part()["has_account"]
    PayoutMethod.objects.update(state="stopped")
    assert not part()["has_account"]
    Enrolment.objects.update(state="dropped_out", ended_at=clock.now(), seat=None)
    assert part()["now"] is None
    assert programme_parts.course_allowance(oli, place) is None
