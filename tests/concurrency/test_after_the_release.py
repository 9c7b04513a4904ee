"""Races of money after its release: bonuses, what is given back, and debts."""

from functools import partial

import pytest

from market.contracts.models import Milestone
from market.payments.bonuses.actions import give_bonus
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.funding.checkout_actions import settle_funding
from market.payments.give_backs.actions import give_back, pass_on_debt
from market.payments.give_backs.collecting_actions import collect_give_back
from market.payments.ledger import postings
from market.payments.models import Chargeback, Debt, Funding, Refund, Release
from market.payments.payouts.actions import request_payout
from market.payments.payouts.sending_actions import fail_part, mark_paid_out, mark_payout_paid, send_payout
from market.payments.releases.actions import clear_release
from market.sandbox.models import Reversal
from tests.concurrency.test_money import assert_ledger_consistent, race, winners
from tests.payments.story import SITE, payable, released, usd

pytestmark = pytest.mark.django_db(transaction=True)


def given_back(release: Release, amount: str):
    return partial(
        give_back, by=release.freelancer, milestone_id=release.milestone_id, amount=usd(amount), reason="Too much."
    )


def test_giving_back_and_a_payout_share_no_money(provider, travel):
    release = payable(provider, travel, "100.00")
    outcomes = race(given_back(release, "80.00"), partial(request_payout, by=release.freelancer, amount=usd("60.00")))
    assert len(winners(outcomes)) == 1
    assert_ledger_consistent()


def test_giving_back_twice_at_once_gives_no_more_than_there_is(provider):
    release = released(provider, "100.00")
    outcomes = race(given_back(release, "70.00"), given_back(release, "70.00"))
    assert len(winners(outcomes)) == 1
    assert Refund.objects.count() == 1
    assert_ledger_consistent()


def test_a_debt_is_paid_once_by_all_that_becomes_payable_at_once(provider, travel):
    """One release clears, another comes back from a payout, and what was paid is passed on, all at the same moment."""
    first = payable(provider, travel, "50.00")
    people = {"client": first.milestone.contract.client, "freelancer": first.freelancer}
    payout = request_payout(by=first.freelancer)
    debt = owed_of_a_gift(provider, travel, people, "30.00")
    clearing = released(provider, "20.00", **people)
    travel(clearing.clears_at - clearing.released_at)
    outcomes = race(
        partial(clear_release, release_id=clearing.pk),
        partial(fail_part, release_id=first.pk, payout_id=payout.pk, failure="no", is_temporary=False),
        partial(pass_on_debt, debt_id=debt.pk),
        partial(request_payout, by=first.freelancer),
    )
    winners(outcomes)
    debt.refresh_from_db()
    assert debt.left == usd(0)
    pass_on_debt(debt_id=debt.pk)
    assert sum(Refund.objects.filter(reason="given_back").values_list("amount_value", flat=True)) == 30
    assert_ledger_consistent()


def owed_of_a_gift(provider, travel, people, amount: str) -> Debt:
    """What was paid out to a bank account and then given back."""
    release = payable(provider, travel, amount, **people)
    payout = request_payout(by=release.freelancer, amount=usd(amount))
    release.refresh_from_db()
    mark_payout_paid(payout_id=payout.pk)
    row = give_back(
        by=release.freelancer,
        milestone_id=release.milestone_id,
        amount=usd(amount),
        reason="Too much.",
        accept_debt=True,
    )
    collect_give_back(give_back_id=row.pk)
    return Debt.objects.get()


def test_bonus_asked_for_twice_at_once_is_one(provider):
    contract = released(provider, "100.00").milestone.contract
    ask = partial(
        give_bonus, by=contract.client, contract_id=contract.pk, amount=usd("20.00"), note="Thanks", site=SITE
    )
    fundings = winners(race(ask, ask))
    assert len({each.pk for each in fundings}) == 1
    provider.pay(fundings[0].checkout_url)
    race(*[partial(settle_funding, funding_id=fundings[0].pk)] * 2)
    assert Milestone.everything.get(kind="bonus").releases.count() == 1
    assert_ledger_consistent()


def test_bank_and_client_call_the_same_money_back_at_once(provider, travel):
    """Whoever is first: each cent is reversed once, and goes to one of them."""
    postings.post_capital("T-1", usd("500.00"))
    release = payable(provider, travel, "100.00")
    send_payout(payout_id=request_payout(by=release.freelancer).pk)
    mark_paid_out(release_id=release.pk)
    row = given_back(release, "30.00")(accept_debt=True)
    bank_dispute = provider.want_back(Funding.objects.get(state="paid").charge_id)
    provider.decide(bank_dispute, "lost")
    collect, learn = partial(collect_give_back, give_back_id=row.pk), partial(sync_dispute, dispute_id=bank_dispute.id)
    winners(race(collect, learn, collect, learn))
    for again in (collect, learn, collect):
        again()
    claim, milestone = Chargeback.objects.get(), Milestone.objects.get(pk=release.milestone_id)
    assert (claim.left_value, claim.earned_value + milestone.given_back_value) == (0, 100)
    assert sum(Reversal.objects.values_list("amount", flat=True)) == 10000
    assert_ledger_consistent()
