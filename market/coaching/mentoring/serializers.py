"""Coaching in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.bids.models import Bid
from market.bids.representations import BidFields, OfferPartSerializer, parts_of
from market.coaching.mentoring.models import BidReview, Coaching
from market.coaching.mentoring.terms import COMMENT_LENGTH, PRICE_LENGTH
from market.core.api.serializers import LARGEST_ID, MoneyField, NamesField, TextField
from market.profiles.models import Profile


class CoachingPartySerializer(serializers.Serializer[Any]):
    """A side of coaching by their public names."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()
    names = NamesField()


class CoachingSerializer(serializers.Serializer[Any]):
    """Who coaches whom. `ends_at`: until when it waits for an answer, or runs."""

    id = serializers.IntegerField()
    freelancer = CoachingPartySerializer()
    coach = CoachingPartySerializer()
    batch = serializers.CharField(source="batch.code")
    state = serializers.ChoiceField(Coaching.State.choices)
    asked_at = serializers.DateTimeField()
    began_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_by = serializers.ChoiceField(["", *Coaching.End.values], help_text="Empty until it has ended.")


class TermSerializer(serializers.Serializer[Any]):
    """A point of the consent."""

    code = serializers.CharField()
    text = serializers.CharField()


class PossibleCoachSerializer(serializers.Serializer[Any]):
    """A trainer whom the caller can ask."""

    trainer = CoachingPartySerializer()
    batch = serializers.CharField()


class MyCoachSerializer(serializers.Serializer[Any]):
    """The caller's coach, or the trainers whom they can ask, and what consent means."""

    coaching = CoachingSerializer(allow_null=True)
    possible = PossibleCoachSerializer(many=True)
    days = serializers.IntegerField(help_text="How long a consent holds.")
    seen = TermSerializer(many=True)
    never_seen = TermSerializer(many=True)


class AskCoachFields(serializers.Serializer[Any]):
    """Whom to ask. `agrees`: that the coach sees what `seen` names, from their yes on."""

    trainer = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    agrees = serializers.BooleanField()


class AgreeFields(serializers.Serializer[Any]):
    """The consent, where a freelancer answers an offer; a trainer leaves it out."""

    agrees = serializers.BooleanField(default=False)


class OfferCoachingFields(serializers.Serializer[Any]):
    """Whose place."""

    place = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)


class CoachedSerializer(serializers.Serializer[Any]):
    """A person whom the caller coaches. The first pay has a day, never an amount."""

    coaching = CoachingSerializer()
    last_bid_at = serializers.DateTimeField(allow_null=True)
    bids = serializers.IntegerField()
    wins = serializers.IntegerField()
    first_paid_at = serializers.DateTimeField(allow_null=True)
    waits_since = serializers.DateTimeField(allow_null=True, help_text="A bid waits for a comment.")


class ShownProfileSerializer(serializers.Serializer[Profile]):
    """A profile, published or not."""

    state = serializers.ChoiceField(Profile.State.choices)
    headline_en = serializers.CharField()
    headline_bn = serializers.CharField()
    story_en = serializers.CharField()
    story_bn = serializers.CharField()
    rate_from = MoneyField(allow_null=True)


class ShownBidSerializer(serializers.Serializer[Bid]):
    """A bid of the freelancer's on a job that everybody may read."""

    id = serializers.IntegerField()
    job = serializers.IntegerField(source="job_id")
    title = serializers.CharField(source="job.title")
    state = serializers.ChoiceField(Bid.State.choices)
    amount = MoneyField(source="latest.amount")
    days = serializers.IntegerField(source="latest.days")
    cover_letter = serializers.CharField()
    submitted_at = serializers.DateTimeField()


class BidReviewSerializer(serializers.ModelSerializer[BidReview]):
    """A bid as it was shown to the coach, before it was sent. `waits_since`: null where no comment is due any more;
    `bid`: the bid that was sent."""

    freelancer = serializers.IntegerField(source="coaching.freelancer_id")
    names = NamesField(source="coaching.freelancer.names")
    title = serializers.CharField(source="job.title")
    amount = MoneyField()
    milestones = serializers.SerializerMethodField()
    waits_since = serializers.DateTimeField(allow_null=True)

    class Meta:
        model = BidReview
        fields = [
            "id",
            "freelancer",
            "names",
            "job",
            "title",
            "cover_letter",
            "amount",
            "days",
            "milestones",
            "answers",
            "asked_at",
            "waits_since",
            "comment",
            "price_comment",
            "answered_at",
            "closed_at",
            "bid",
        ]
        read_only_fields = fields

    @extend_schema_field(OfferPartSerializer(many=True))
    def get_milestones(self, review: BidReview) -> list[dict[str, Any]]:
        """The milestones, each with its amount."""
        return parts_of(review.terms)


class CoachedPersonSerializer(serializers.Serializer[Any]):
    """What a coach reads of a person; the freelancer reads the same of themselves."""

    coaching = CoachingSerializer()
    profile = ShownProfileSerializer(allow_null=True)
    bids = ShownBidSerializer(many=True)
    reviews = BidReviewSerializer(many=True)


class ReviewFields(BidFields):
    """A bid to show to the coach; files are not shown."""

    files = None  # type: ignore[assignment]  # DRF's way to leave out a field of a base


class CommentFields(serializers.Serializer[Any]):
    """What the coach says: of the bid, of the price, or of both."""

    comment = TextField(most=COMMENT_LENGTH, allow_blank=True, default="")
    price_comment = TextField(most=PRICE_LENGTH, allow_blank=True, default="")
