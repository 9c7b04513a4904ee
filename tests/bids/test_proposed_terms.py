"""Offers: what is wrong is named at its field."""

from decimal import Decimal

import pytest

from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.core.base.errors import Invalid
from market.core.base.money import Money

WHOLE = Money("120.00", "USD")


def part(amount, title="Drafts", days=4):
    return MilestoneTerms(title, Decimal(amount), days)


def settle(offer, currency="USD"):
    return offer.normalized(currency=currency, title="Logo")


def test_an_offer_without_parts_is_one_part():
    assert settle(ProposedTerms(WHOLE, 10)).milestones == (MilestoneTerms("Logo", Decimal("120.00"), 10),)


def test_parts_are_kept_in_order_and_trimmed():
    offer = settle(ProposedTerms(WHOLE, 10, (part("40.00", "  Drafts "), part("80.00", "Files"))))
    assert [each.title for each in offer.milestones] == ["Drafts", "Files"]
    assert offer.serialized()[0] == {"title": "Drafts", "amount": "40.00", "days": 4, "revisions": None}


@pytest.mark.parametrize(
    ("offer", "fields"),
    [
        (ProposedTerms(Money("120.00", "BDT"), 10), {"amount"}),
        (ProposedTerms(Money("4.99", "USD"), 10), {"amount"}),
        (ProposedTerms(Money("100000.01", "USD"), 10), {"amount"}),
        (ProposedTerms(WHOLE, 0, (part("120.00"),)), {"days"}),
        (ProposedTerms(WHOLE, 366, (part("120.00"),)), {"days"}),
        (ProposedTerms(WHOLE, 10, (part("40.00"), part("79.99"))), {"milestones"}),
        (ProposedTerms(WHOLE, 10, (part("40.00"), part("80.01"))), {"milestones"}),
        (ProposedTerms(WHOLE, 10, (part("117.00"), part("3.00"))), {"milestones.1.amount"}),
        (
            ProposedTerms(WHOLE, 10, (part("40.00", " "), part("80.00", "x" * 121))),
            {"milestones.0.title", "milestones.1.title"},
        ),
        (ProposedTerms(WHOLE, 10, (part("120.00", days=0),)), {"milestones.0.days"}),
        (ProposedTerms(WHOLE, 10, tuple(part("6.00") for _ in range(20))), set()),
        (ProposedTerms(Money("126.00", "USD"), 10, tuple(part("6.00") for _ in range(21))), {"milestones"}),
    ],
)
def test_what_is_wrong_is_named(offer, fields):
    if not fields:
        assert settle(offer)
        return
    with pytest.raises(Invalid) as refused:
        settle(offer)
    assert set(refused.value.errors) == fields


def test_a_title_is_counted_as_a_reader_counts():
    assert settle(ProposedTerms(WHOLE, 10, (part("120.00", "ক্ষি" * 120),)))
