"""Direct offers, and the terms of bids and offers, in the API."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.bids.bids.changes import TermsDifference, compare_terms
from market.bids.models import Terms
from market.bids.offers.terms import (
    DONE_WHEN_LENGTH,
    MOST_DAYS,
    MOST_PARTS,
    MOST_REVISIONS,
    TITLE_LENGTH,
    MilestoneTerms,
    ProposedTerms,
)
from market.core.api.serializers import MoneyField, TextField, WholeNumberField
from market.core.base.money import Money
from market.jobs.postings.details import DESCRIPTION_LENGTH

ONE_CURRENCY = _("Use one currency for the whole and its milestones.")


class OfferPartSerializer(serializers.Serializer[Any]):
    """A milestone of an offer; `done_when`: by what both will see that it is done, "" where nobody wrote it;
    `revisions`: the rounds of changes in its price, null where they are not counted."""

    title = serializers.CharField()
    amount = MoneyField()
    days = serializers.IntegerField()
    done_when = serializers.CharField()
    revisions = serializers.IntegerField(allow_null=True)


class PartChangeSerializer(serializers.Serializer[Any]):
    """A milestone before and after; null where it was added or dropped."""

    kind = serializers.ChoiceField(["same", "changed", "added", "dropped"])
    before = OfferPartSerializer(allow_null=True)
    after = OfferPartSerializer(allow_null=True)


class DifferenceSerializer(serializers.Serializer[Any]):
    """What a version of terms changes: `amount_before` and `days_before` are null where they stay."""

    amount_before = MoneyField(allow_null=True)
    days_before = serializers.IntegerField(allow_null=True)
    milestones = PartChangeSerializer(many=True)


def _fields_of(part: MilestoneTerms, currency: str) -> dict[str, Any]:
    return {
        "title": part.title,
        "amount": Money(part.amount, currency),
        "days": part.days,
        "done_when": part.done_when,
        "revisions": part.revisions,
    }


def _changes_of(difference: TermsDifference) -> dict[str, Any]:
    def part(each: MilestoneTerms | None) -> dict[str, Any] | None:
        return _fields_of(each, difference.currency) if each else None

    rows = [{"kind": each.kind, "before": part(each.before), "after": part(each.after)} for each in difference.parts]
    return {"amount_before": difference.amount, "days_before": difference.days, "milestones": rows}


class TermsSerializer(serializers.ModelSerializer[Terms]):
    """One version of the terms, who proposed it (`by`: id of freelancer or client), and what it changed of the version
    before (`changes`; null for the first)."""

    amount = MoneyField()
    milestones = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField()

    class Meta:
        model = Terms
        fields = ["number", "by", "amount", "days", "milestones", "changes", "proposed_at"]
        read_only_fields = fields

    @extend_schema_field(DifferenceSerializer(allow_null=True))
    def get_changes(self, terms: Terms) -> dict[str, Any] | None:
        """Compared with the version before."""
        before = next((each for each in terms.bid.terms.all() if each.number == terms.number - 1), None)
        return None if before is None else dict(DifferenceSerializer(_changes_of(compare_terms(before, terms))).data)

    @extend_schema_field(OfferPartSerializer(many=True))
    def get_milestones(self, terms: Terms) -> list[dict[str, Any]]:
        """The milestones, each with its amount."""
        return parts_of(terms)


def parts_of(terms: Terms) -> list[dict[str, Any]]:
    """The milestones of terms as the API gives them."""
    rows = [_fields_of(part, terms.currency) for part in ProposedTerms.of(terms).milestones]
    return list(OfferPartSerializer(rows, many=True).data)


class PartFields(serializers.Serializer[Any]):
    """A milestone: its amount in the currency of the whole."""

    title = TextField(most=TITLE_LENGTH)
    amount = MoneyField()
    days = WholeNumberField(min_value=1, max_value=MOST_DAYS)
    done_when = TextField(most=DONE_WHEN_LENGTH, required=False, default="", allow_blank=True)
    revisions = WholeNumberField(min_value=0, max_value=MOST_REVISIONS, required=False, allow_null=True)


class OfferFields(serializers.Serializer[Any]):
    """What is offered. Milestones sum to the amount; without any the whole is one. `revisions`: the rounds of changes
    that each milestone includes that names none itself; null: they are not counted."""

    amount = MoneyField()
    days = WholeNumberField(min_value=1, max_value=MOST_DAYS)
    revisions = WholeNumberField(min_value=0, max_value=MOST_REVISIONS, required=False, allow_null=True)
    milestones: "serializers.ListSerializer[Any]" = serializers.ListSerializer(
        child=PartFields(), default=list, max_length=MOST_PARTS
    )

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """All in one currency."""
        currency = sent["amount"].currency
        wrong = {
            str(index): {"amount": [str(ONE_CURRENCY)]}
            for index, part in enumerate(sent["milestones"])
            if part["amount"].currency != currency
        }
        if wrong:
            raise serializers.ValidationError({"milestones": wrong})
        return sent


def parse_terms(fields: dict[str, Any]) -> ProposedTerms:
    """The terms in parsed OfferFields."""
    parts = tuple(
        MilestoneTerms(
            each["title"], each["amount"].amount, each["days"], each.get("revisions"), done_when=each["done_when"]
        )
        for each in fields["milestones"]
    )
    return ProposedTerms(fields["amount"], fields["days"], parts, fields.get("revisions"))


class DirectOfferFields(OfferFields):
    """A contract offered to one graduate. `files` are ids of uploads."""

    title = TextField(most=TITLE_LENGTH)
    description = TextField(most=DESCRIPTION_LENGTH)
    files = serializers.ListField(child=serializers.CharField(), default=list)
