"""The money page: signed amount of each row, and frozen money on a separate line."""

import re

from market.disputes.claims.actions import open_dispute
from market.disputes.claims.evidence_actions import StatementContent
from market.notifications.models import Notification
from market.payments.chargebacks.recovery_actions import sync_dispute
from market.payments.models import Funding
from market.payments.queries import balances_of, spending_of
from market.payments.refunds.actions import give_refund
from tests.payments.story import funded, payable, submit, usd


def row_amounts(page, user):
    """The amounts of the rows, newest first."""
    html = page(user).get("/money/").content.decode()
    return re.findall(r'<b class="num">([+−]?\$[\d.,]+)</b></p>\s*<p><a', html)


def test_row_amounts_of_a_refund_for_client_and_freelancer(provider, run_jobs, page):
    milestone = funded(provider, "40.00")
    give_refund(by=milestone.contract.freelancer, milestone_id=milestone.pk)
    run_jobs()
    assert row_amounts(page, milestone.contract.client) == ["+$42.00", "$42.00", "−$42.00"]
    assert row_amounts(page, milestone.contract.freelancer) == ["$40.00", "$40.00"]


def test_released_money_is_positive_for_freelancer_negative_for_client(provider, travel, page):
    release = payable(provider, travel, "40.00")
    assert row_amounts(page, release.freelancer) == ["$40.00", "+$40.00", "$40.00"]
    assert row_amounts(page, release.milestone.contract.client) == ["$40.00", "−$42.00"]


def test_frozen_money_is_shown_on_its_own_line_and_in_the_api(provider, page, api):
    milestone = submit(funded(provider, "60.00", "30.00"))
    client, freelancer = milestone.contract.client, milestone.contract.freelancer
    assert "in dispute, or looked at by" not in page(client).get("/money/").content.decode()
    open_dispute(by=client, milestone_id=milestone.pk, claim=usd("50"), content=StatementContent("It does not open."))
    (balance,), (spent,) = balances_of(freelancer), spending_of(client)
    assert (balance.held, balance.frozen, spent.frozen) == (usd("60.00"), usd("60.00"), usd("60.00"))
    for person in (client, freelancer):
        assert "in dispute, or looked at by" in page(person).get("/money/").content.decode()
    (api_balance,) = api(freelancer).get("/api/v1/me/balance/").json()
    assert api_balance["frozen"]["amount"] == "60.00"


def test_chargeback_notification_type_depends_on_whether_money_is_held(provider, travel):
    release = payable(provider, travel, "40.00")
    sync_dispute(dispute_id=provider.want_back(Funding.objects.get(state="paid").charge_id).id)
    kinds = set(Notification.objects.filter(kind__startswith="chargeback.opened").values_list("kind", flat=True))
    assert kinds == {"chargeback.opened_released"}
    held = funded(provider, "30.00", client=release.milestone.contract.client, freelancer=release.freelancer)
    sync_dispute(dispute_id=provider.want_back(Funding.objects.get(milestone=held, state="paid").charge_id).id)
    assert Notification.objects.filter(kind="chargeback.opened").count() == 2
