"""What a client reads of money: work and fee on the payment page, releases whole, nothing of any payouts."""

from decimal import Decimal

from market.payments.funding.actions import fund_several
from market.payments.funding.checkout_actions import settle_funding
from market.payments.payouts.actions import request_payout
from market.payments.releases.queries import released_amounts
from market.sandbox.models import Session
from tests.payments.story import SITE, checkout, contract, first, payable, usd


def checkout_lines() -> list[tuple[str, int]]:
    session = Session.objects.latest("created")
    assert sum(line["unit_amount"] for line in session.line_items) == session.amount
    return [(line["name"], line["unit_amount"]) for line in session.line_items]


def test_payment_page_lists_the_work_and_the_fee_apart(provider):
    deal = contract("40.00", "60.10", "99.99")
    ids = list(deal.milestones.order_by("position").values_list("pk", flat=True))
    lead = fund_several(by=deal.client, contract_id=deal.pk, milestone_ids=ids, site=SITE)
    (*work, fee) = checkout_lines()
    assert [cents for _title, cents in work] == [4000, 6010, 9999]
    assert fee == ("Our fee of 5%", 200 + 301 + 500)  # each rounded by itself, as it is held and given back
    provider.pay(lead.checkout_url)
    settle_funding(funding_id=lead.pk)
    assert list(deal.milestones.values_list("state", flat=True)) == ["funded"] * 3


def test_payment_page_names_the_fee_in_the_payers_language_and_only_where_there_is_one(provider):
    deal = contract("40.00")
    deal.client.language = "bn"
    deal.client.save()
    checkout(first(deal))
    assert checkout_lines()[-1] == ("আমাদের ফি ৫%", 200)
    checkout(first(contract("40.00", rate="0")))
    assert [cents for _title, cents in checkout_lines()] == [4000]


def test_client_reads_a_release_whole_after_a_part_of_it_was_paid_out(provider, travel, page):
    """A payout of a part splits the release's row: how much the freelancer took out is theirs to know."""
    release = payable(provider, travel, "100.00")
    milestone = release.milestone
    request_payout(by=release.freelancer, amount=usd("37.50"))
    assert sorted(milestone.releases.values_list("amount_value", flat=True)) == [Decimal("37.50"), Decimal("62.50")]
    assert [each.amount for each in released_amounts(milestone)] == [usd("100.00")]
    for path in (f"/contracts/{milestone.contract_id}/", "/money/", f"/contracts/{milestone.contract_id}/record/"):
        html = page(milestone.contract.client).get(path).content.decode()
        assert "37.50" not in html
        assert "62.50" not in html
    assert "37.50" in page(release.freelancer).get(f"/contracts/{milestone.contract_id}/").content.decode()
