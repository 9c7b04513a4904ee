"""Races of allowances: two officers decide on a list, two lists want the same money, two threads begin a payout."""

from functools import partial

import pytest

from market.payments.allowances.approving_actions import approve_allowance_list
from market.payments.allowances.fund import fund_balance
from market.payments.allowances.paying_actions import pay_allowance, return_allowance
from market.payments.ledger import verification
from market.payments.models import Allowance, LedgerTransaction, Payout
from market.training.allowances.list_actions import make_allowance_list, refuse_allowance_list
from tests import make
from tests.concurrency.test_money import race, winners
from tests.payments import allowance_story as story

pytestmark = pytest.mark.django_db(transaction=True)
REASON = "The roll of two classes is missing."


def test_a_list_is_made_once_decided_once_and_paid_once(oli, onu):
    olga = make.make_person("Olga", roles=["officer"])
    batch = story.batch_of_last_month(oli)
    nasrin = story.trainee_of(batch, make.make_person("Nasrin"), 8).trainee
    story.rule(batch, oli, onu)
    story.fund("500.00")
    month = story.month_before()
    making = partial(make_allowance_list, by=oli, phase_id=batch.phase_id, month=month)
    (row,) = winners(race(making, making))
    refusing = partial(refuse_allowance_list, by=olga, list_id=row.pk, reason=REASON)
    approving = partial(approve_allowance_list, by=onu, list_id=row.pk, version=1)
    assert len(winners(race(approving, refusing, approving))) == 1
    row.refresh_from_db()
    assert Allowance.objects.count() == (row.state == "approved")
    if row.state == "refused":
        row = making()
        approvals = [partial(approve_allowance_list, by=by, list_id=row.pk, version=1) for by in (onu, olga)]
        assert len(winners(race(*approvals))) == 1
    assert fund_balance().amount == 0
    story.account_of(nasrin)
    allowance = story.allowance_of(nasrin)
    race(
        partial(pay_allowance, allowance_id=allowance.pk),
        partial(pay_allowance, allowance_id=allowance.pk),
        partial(return_allowance, by=nasrin, allowance_id=allowance.pk),
    )
    allowance.refresh_from_db()
    assert Payout.objects.count() == (allowance.state == "in_transit")
    assert LedgerTransaction.objects.filter(kind="allowance").count() == 1
    assert [check() for check in (verification.wrong_balance, verification.unfit_allowance)] == [None, None]
