"""Bids in the API."""

from typing import Any

from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.bids.bids.actions import ANSWER_LENGTH
from market.bids.bids.letter_text import AnswerSerializer, WordsField
from market.bids.bids.reading_actions import NOTE_LENGTH
from market.bids.bids.state_words import is_closed_for
from market.bids.models import Bid, BidNote
from market.bids.offers.serializers import OfferFields, OfferPartSerializer, TermsSerializer, parts_of
from market.core.api.serializers import LARGEST_ID, MoneyField, NamesField, TextField, WrittenField
from market.files.representations import UploadSerializer
from market.safety.models import blocked_ids


class BidderSerializer(serializers.Serializer[Any]):
    """Who bids; `profile` is the id of their profile."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()
    names = NamesField()
    profile = serializers.IntegerField(source="profile.pk")


class BidSerializer(serializers.ModelSerializer[Bid]):
    """A bid with its latest terms (`amount`, `days`, `milestones`) and all that were proposed (`terms`).

    `origin` is `bid`, or `offer` for a client's direct offer, or `custom` for a freelancer's custom offer: of an offer
    `description` says what is to be done, the letter is empty, and the job is seen nowhere else. `read_at`: when the
    other side first opened it. `decided_ground` is a standard reason, `decided_because` the same in words.
    `BidQuerySet.with_parts` loads what it needs.
    """

    title = serializers.CharField(source="job.title", read_only=True)
    description = serializers.SerializerMethodField()
    cover_letter = WordsField(read_only=True)
    files = UploadSerializer(many=True, read_only=True)
    answers = AnswerSerializer(many=True, read_only=True)
    decided_because = serializers.CharField(source="ground", read_only=True)
    decided_reason = WrittenField(writer="decider_id")
    expires_at = serializers.DateTimeField(source="job.expires_at", read_only=True, allow_null=True)
    freelancer = BidderSerializer(read_only=True)
    amount = MoneyField(source="latest.amount", read_only=True)
    days = serializers.IntegerField(source="latest.days", read_only=True)
    milestones = serializers.SerializerMethodField()
    terms = TermsSerializer(many=True, read_only=True)
    is_closed = serializers.SerializerMethodField()
    url = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Bid
        fields = [
            "id",
            "origin",
            "job",
            "title",
            "description",
            "freelancer",
            "state",
            "is_closed",
            "amount",
            "days",
            "cover_letter",
            "answers",
            "files",
            "milestones",
            "terms",
            "conversation",
            "submitted_at",
            "expires_at",
            "read_at",
            "decided_at",
            "decided_ground",
            "decided_because",
            "decided_reason",
            "url",
        ]
        read_only_fields = fields

    def get_description(self, bid: Bid) -> str:
        """What is to be done, of an offer; "" for a bid, whose job says it."""
        return bid.job.description_for(self.context["request"].user) if bid.is_offer else ""

    def get_is_closed(self, bid: Bid) -> bool:
        """Whether it is open and nobody can answer it any more, as pages say it: `state` stays what it was."""
        return is_closed_for(self.context["request"].user, bid, self._apart)

    @cached_property
    def _apart(self) -> set[int]:
        """From whom a block keeps the caller: asked once for a list."""
        return blocked_ids(self.context["request"].user)

    @extend_schema_field(OfferPartSerializer(many=True))
    def get_milestones(self, bid: Bid) -> list[dict[str, Any]]:
        """The milestones of the latest terms."""
        return parts_of(bid.latest)


class AnswerFields(serializers.Serializer[Any]):
    """An answer to one of the job's questions."""

    question = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    text = TextField(most=ANSWER_LENGTH, allow_blank=True)


class BidFields(OfferFields):
    """A bid to place. `files` are ids of uploads."""

    cover_letter = serializers.CharField()
    answers: "serializers.ListSerializer[Any]" = serializers.ListSerializer(child=AnswerFields(), default=list)
    files = serializers.ListField(child=serializers.CharField(), default=list)

    def validate_answers(self, answers: list[dict[str, Any]]) -> dict[int, str]:
        """The answers by question id."""
        return {each["question"]: each["text"] for each in answers}


class ReasonFields(serializers.Serializer[Any]):
    """An optional reason."""

    reason = serializers.CharField(required=False, allow_blank=True, default="")


class DeclineFields(ReasonFields):
    """An optional reason: a standard one of `decline-grounds/`, own words, or both."""

    ground = serializers.CharField(required=False, allow_blank=True, default="", max_length=40)


class GroundSerializer(serializers.Serializer[Any]):
    """A standard reason, and the sentence by which the other side reads it."""

    code = serializers.CharField()
    text = serializers.CharField()


class NoteSerializer(serializers.ModelSerializer[BidNote]):
    """The client's own note about a bid; nobody else reads it. Without one the text is empty."""

    changed_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = BidNote
        fields = ["text", "changed_at"]
        read_only_fields = fields


class NoteFields(serializers.Serializer[Any]):
    """What to note; an empty text deletes the note."""

    text = TextField(most=NOTE_LENGTH, allow_blank=True)


class PlaceSerializer(serializers.Serializer[Bid]):
    """A bid of the month: whether its place is used, and when it came back."""

    bid = serializers.IntegerField(source="pk")
    title = serializers.CharField(source="job.title")
    state = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    returned_at = serializers.DateTimeField(allow_null=True)


class QuotaSerializer(serializers.Serializer[Any]):
    """A freelancer's places for bids in this calendar month, and the bids that took them."""

    limit = serializers.IntegerField()
    used = serializers.IntegerField()
    left = serializers.IntegerField()
    given_back = serializers.IntegerField()
    renews_at = serializers.DateTimeField()
    bids = PlaceSerializer(many=True)
