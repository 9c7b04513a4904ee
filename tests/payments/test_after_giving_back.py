"""What was given back is no income any more, wherever earnings are counted; and who still owes closes no account."""

from datetime import timedelta
from decimal import Decimal

import pytest

from market.accounts.privacy.registry import blockers_of
from market.contracts.history.work import paid_contracts
from market.payments.batch_statistics import income_of, with_income
from market.payments.give_backs.actions import give_back
from market.payments.give_backs.collecting_actions import collect_give_back
from market.payments.models import Debt
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import send_payout, settle_payout
from market.profiles.models import ClientProfile
from market.site.home.earnings import build_charts, earned_by_month, spent_by_month
from tests.payments.bank_story import in_bangla
from tests.payments.story import payable, released, usd

pytestmark = pytest.mark.django_db


def given(release, amount: str, *, accept_debt: bool = False):
    sum_of_it, milestone = usd(amount), release.milestone_id
    words = {"reason": "A page was missing.", "accept_debt": accept_debt}
    return give_back(by=release.freelancer, milestone_id=milestone, amount=sum_of_it, **words)


def test_what_is_given_back_is_counted_as_earned_nowhere(provider):
    release = released(provider, "100.00")
    client, freelancer = release.milestone.contract.client, release.freelancer
    given(release, "40.00")
    assert sum(earned_by_month(freelancer)["USD"].values()) == 60
    assert sum(spent_by_month(client)["USD"].values()) == 63
    assert [each.paid for each in paid_contracts(freelancer.pk)] == [60]
    assert income_of({freelancer.pk}) == {"USD": {freelancer.pk: Decimal("60.00")}}
    assert ClientProfile.objects.get(user=client).paid_usd == 60
    given(release, "60.00")
    assert build_charts(earned_by_month(freelancer), 6) == build_charts(spent_by_month(client), 6) == {}
    assert (list(paid_contracts(freelancer.pk)), with_income({freelancer.pk})) == ([], set())


def test_month_in_which_more_came_back_than_was_released_has_no_bar(provider, travel):
    release = released(provider, "100.00")
    travel(timedelta(days=31))
    given(release, "40.00")
    chart = build_charts(earned_by_month(release.freelancer), 6)["USD"]
    assert [each.sum for each in chart.bars[-2:]] == [usd(100), usd(-40)]
    assert (chart.sum, chart.bars[-1].height) == (usd(60), 0)


def test_who_owes_does_not_close_the_account(provider, travel, page):
    release = payable(provider, travel, "100.00")
    payout = request_payout(by=release.freelancer)
    send_payout(payout_id=payout.pk)
    travel(timedelta(days=5))
    settle_payout(payout_id=payout.pk)
    row = given(release, "30.00", accept_debt=True)
    assert any("being called back" in str(each) for each in blockers_of(release.freelancer))
    collect_give_back(give_back_id=row.pk)
    assert Debt.objects.get().left == usd(30)
    texts = [str(each) for each in blockers_of(release.freelancer)]
    assert texts == ["You still owe $30.00: what you earn next pays it. If you do not go on working, write to us."]
    assert "আপনার দেনা এখনো" in page(in_bangla(release.freelancer)).get("/settings/close/").content.decode()
