"""Bids in the API."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.bids.models import Bid, Terms
from market.bids.offers import MOST_DAYS, MOST_PARTS, TITLE_LENGTH, Offer, Part
from market.bids.queries import Quota
from market.core.money import Money
from market.core.serializers import MoneyField, TextField, WholeNumberField

OneCurrency = _("Use one currency for the whole and its milestones.")


class OfferPartSerializer(serializers.Serializer[Any]):
    """A milestone of an offer."""

    title = serializers.CharField()
    amount = MoneyField()
    days = serializers.IntegerField()


class TermsSerializer(serializers.ModelSerializer[Terms]):
    """One version of what is offered, and whose proposal it is (`by` is her or the client's id)."""

    amount = MoneyField()
    milestones = serializers.SerializerMethodField()

    class Meta:
        model = Terms
        fields = ["number", "by", "amount", "days", "milestones", "proposed_at"]
        read_only_fields = fields

    @extend_schema_field(OfferPartSerializer(many=True))
    def get_milestones(self, terms: Terms) -> list[dict[str, Any]]:
        """The parts, each with its money."""
        return parts_of(terms)


def parts_of(terms: Terms) -> list[dict[str, Any]]:
    """The milestones of terms as the API gives them."""
    rows = [
        {"title": part.title, "amount": Money(part.amount, terms.currency), "days": part.days}
        for part in Offer.of(terms).milestones
    ]
    return list(OfferPartSerializer(rows, many=True).data)


class BidderSerializer(serializers.Serializer[Any]):
    """Who bids; `profile` is the id of her profile."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()
    profile = serializers.IntegerField(source="profile.pk")


class BidSerializer(serializers.ModelSerializer[Bid]):
    """A bid with the terms that stand now (`amount`, `days`, `milestones`) and all that were proposed (`terms`).

    `BidQuerySet.with_parts` loads what it needs.
    """

    freelancer = BidderSerializer(read_only=True)
    amount = MoneyField(source="latest.amount", read_only=True)
    days = serializers.IntegerField(source="latest.days", read_only=True)
    milestones = serializers.SerializerMethodField()
    terms = TermsSerializer(many=True, read_only=True)
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Bid
        fields = [
            "id",
            "job",
            "freelancer",
            "state",
            "amount",
            "days",
            "cover_letter",
            "milestones",
            "terms",
            "conversation",
            "submitted_at",
            "decided_at",
            "decided_reason",
            "url",
        ]
        read_only_fields = fields

    @extend_schema_field(OfferPartSerializer(many=True))
    def get_milestones(self, bid: Bid) -> list[dict[str, Any]]:
        """The milestones that stand now."""
        return parts_of(bid.latest)


class PartFields(serializers.Serializer[Any]):
    """A milestone: its amount in the currency of the whole."""

    title = TextField(most=TITLE_LENGTH)
    amount = MoneyField()
    days = WholeNumberField(min_value=1, max_value=MOST_DAYS)


class OfferFields(serializers.Serializer[Any]):
    """What is offered. Milestones sum to the amount; without any the whole is one."""

    amount = MoneyField()
    days = WholeNumberField(min_value=1, max_value=MOST_DAYS)
    milestones: "serializers.ListSerializer[Any]" = serializers.ListSerializer(
        child=PartFields(), default=list, max_length=MOST_PARTS
    )

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """All in one currency."""
        currency = sent["amount"].currency
        wrong = {
            str(index): {"amount": [str(OneCurrency)]}
            for index, part in enumerate(sent["milestones"])
            if part["amount"].currency != currency
        }
        if wrong:
            raise serializers.ValidationError({"milestones": wrong})
        return sent


def offer_of(sent: dict[str, Any]) -> Offer:
    """The offer in parsed OfferFields."""
    parts = tuple(Part(each["title"], each["amount"].amount, each["days"]) for each in sent["milestones"])
    return Offer(sent["amount"], sent["days"], parts)


class BidFields(OfferFields):
    """A bid to place."""

    cover_letter = serializers.CharField()


class ReasonFields(serializers.Serializer[Any]):
    """Why, if the person likes to say."""

    reason = serializers.CharField(required=False, allow_blank=True, default="")


class QuotaSerializer(serializers.Serializer[Quota]):
    """A freelancer's places for bids in this calendar month."""

    limit = serializers.IntegerField()
    used = serializers.IntegerField()
    left = serializers.IntegerField()
    given_back = serializers.IntegerField()
    renews_at = serializers.DateTimeField()
