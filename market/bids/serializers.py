"""Bids in the API."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.bids.bids.actions import ANSWER_LENGTH, LETTER_LENGTH
from market.bids.bids.changes import TermsDifference, compare_terms
from market.bids.bids.letter_text import AnswerSerializer, WordsField
from market.bids.bids.reading_actions import NOTE_LENGTH
from market.bids.letters.actions import NAME_LENGTH
from market.bids.models import Bid, BidNote, Letter, Terms
from market.bids.offers.terms import MOST_DAYS, MOST_PARTS, TITLE_LENGTH, MilestoneTerms, ProposedTerms
from market.core.api.serializers import LARGEST_ID, MoneyField, TextField, WholeNumberField, WrittenField
from market.core.base.money import Money
from market.files.representations import UploadSerializer
from market.jobs.postings.details import DESCRIPTION_LENGTH

OneCurrency = _("Use one currency for the whole and its milestones.")


class OfferPartSerializer(serializers.Serializer[Any]):
    """A milestone of an offer."""

    title = serializers.CharField()
    amount = MoneyField()
    days = serializers.IntegerField()


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


def _changes_of(difference: TermsDifference) -> dict[str, Any]:
    def part(each: MilestoneTerms | None) -> dict[str, Any] | None:
        return {"title": each.title, "amount": difference.money(each), "days": each.days} if each else None

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
    rows = [
        {"title": part.title, "amount": Money(part.amount, terms.currency), "days": part.days}
        for part in ProposedTerms.of(terms).milestones
    ]
    return list(OfferPartSerializer(rows, many=True).data)


class BidderSerializer(serializers.Serializer[Any]):
    """Who bids; `profile` is the id of their profile."""

    id = serializers.IntegerField()
    display_name = serializers.CharField()
    profile = serializers.IntegerField(source="profile.pk")


class BidSerializer(serializers.ModelSerializer[Bid]):
    """A bid with its latest terms (`amount`, `days`, `milestones`) and all that were proposed (`terms`).

    `origin` is `bid`, or `offer` for a client's direct offer: then `description` says what is to be done, the letter is
    empty, and the job is seen nowhere else. `read_at`: when the other side first opened it. `decided_ground` is a
    standard reason, `decided_because` the same in words. `BidQuerySet.with_parts` loads what it needs.
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
        """What is to be done, of a direct offer; "" for a bid, whose job says it."""
        return bid.job.description_for(self.context["request"].user) if bid.is_offer else ""

    @extend_schema_field(OfferPartSerializer(many=True))
    def get_milestones(self, bid: Bid) -> list[dict[str, Any]]:
        """The milestones of the latest terms."""
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


def parse_terms(fields: dict[str, Any]) -> ProposedTerms:
    """The terms in parsed OfferFields."""
    parts = tuple(MilestoneTerms(each["title"], each["amount"].amount, each["days"]) for each in fields["milestones"])
    return ProposedTerms(fields["amount"], fields["days"], parts)


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


class DirectOfferFields(OfferFields):
    """A contract offered to one graduate. `files` are ids of uploads."""

    title = TextField(most=TITLE_LENGTH)
    description = TextField(most=DESCRIPTION_LENGTH)
    files = serializers.ListField(child=serializers.CharField(), default=list)


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


class LetterSerializer(serializers.ModelSerializer[Letter]):
    """A saved letter of a freelancer, to begin others with."""

    class Meta:
        model = Letter
        fields = ["id", "title", "text", "created_at", "changed_at"]
        read_only_fields = fields


class LetterFields(serializers.Serializer[Any]):
    """A letter to save."""

    title = TextField(most=NAME_LENGTH)
    text = TextField(most=LETTER_LENGTH)


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
