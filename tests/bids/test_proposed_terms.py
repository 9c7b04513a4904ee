"""Proposed terms: normalization, and validation errors by field."""

from decimal import Decimal

import pytest

from market.bids.offers.terms import MilestoneTerms, ProposedTerms
from market.core.base.errors import Invalid
from market.core.base.money import Money

TOTAL = Money("120.00", "USD")


def milestone(amount, title="Drafts", days=4):
    return MilestoneTerms(title, Decimal(amount), days)


def normalize(terms, currency="USD"):
    return terms.normalized(currency=currency, title="Logo")


def test_terms_without_milestones_get_one_milestone():
    assert normalize(ProposedTerms(TOTAL, 10)).milestones == (MilestoneTerms("Logo", Decimal("120.00"), 10),)


def test_milestones_keep_their_order_and_titles_are_trimmed():
    terms = normalize(ProposedTerms(TOTAL, 10, (milestone("40.00", "  Drafts "), milestone("80.00", "Files"))))
    assert [each.title for each in terms.milestones] == ["Drafts", "Files"]
    assert terms.serialized()[0] == {
        "title": "Drafts",
        "amount": "40.00",
        "days": 4,
        "revisions": None,
        "done_when": "",
    }


@pytest.mark.parametrize(
    ("offer", "fields"),
    [
        (ProposedTerms(Money("120.00", "BDT"), 10), {"amount"}),
        (ProposedTerms(Money("4.99", "USD"), 10), {"amount"}),
        (ProposedTerms(Money("100000.01", "USD"), 10), {"amount"}),
        (ProposedTerms(TOTAL, 0, (milestone("120.00"),)), {"days"}),
        (ProposedTerms(TOTAL, 366, (milestone("120.00"),)), {"days"}),
        (ProposedTerms(TOTAL, 10, (milestone("40.00"), milestone("79.99"))), {"milestones"}),
        (ProposedTerms(TOTAL, 10, (milestone("40.00"), milestone("80.01"))), {"milestones"}),
        (ProposedTerms(TOTAL, 10, (milestone("117.00"), milestone("3.00"))), {"milestones.1.amount"}),
        (
            ProposedTerms(TOTAL, 10, (milestone("40.00", " "), milestone("80.00", "x" * 121))),
            {"milestones.0.title", "milestones.1.title"},
        ),
        (ProposedTerms(TOTAL, 10, (milestone("120.00", days=0),)), {"milestones.0.days"}),
        (ProposedTerms(TOTAL, 10, tuple(milestone("6.00") for _ in range(20))), set()),
        (ProposedTerms(Money("126.00", "USD"), 10, tuple(milestone("6.00") for _ in range(21))), {"milestones"}),
    ],
)
def test_validation_errors_name_the_field(offer, fields):
    if not fields:
        assert normalize(offer)
        return
    with pytest.raises(Invalid) as refused:
        normalize(offer)
    assert set(refused.value.errors) == fields


def test_title_limit_counts_grapheme_clusters():
    assert normalize(ProposedTerms(TOTAL, 10, (milestone("120.00", "ক্ষি" * 120),)))
