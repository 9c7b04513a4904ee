"""Reviews as the API gives and takes them."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import Changes, TextField
from market.reviews.actions import NOTE_LENGTH, REPLY_LENGTH, TEXT_LENGTH
from market.reviews.models import Review
from market.reviews.questions import LEAST, MOST, NAMES


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A review, as one of the two sides reads it. `stars`: the mean of its four answers."""

    contract = serializers.IntegerField(source="exchange.contract_id", read_only=True)
    stars = serializers.DecimalField(max_digits=3, decimal_places=2, read_only=True)
    revealed_at = serializers.DateTimeField(source="exchange.revealed_at", read_only=True, allow_null=True)

    class Meta:
        model = Review
        fields = [
            *("id", "contract", "author", "about", "is_by_client", *NAMES, "stars", "text"),
            *("written_at", "changed_at", "revealed_at", "reply", "replied_at"),
        ]
        read_only_fields = fields


class OwnReviewSerializer(ReviewSerializer):
    """The caller's own review, with the note to the site."""

    class Meta(ReviewSerializer.Meta):
        fields = [*ReviewSerializer.Meta.fields, "private_note", "is_hidden"]
        read_only_fields = fields


class StandingSerializer(serializers.Serializer[Any]):
    """The state of a contract's reviews. `theirs` is null until it is revealed, whether it is written or not, and while
    moderators hide it."""

    is_open = serializers.BooleanField()
    due_at = serializers.DateTimeField()
    revealed_at = serializers.DateTimeField(allow_null=True)
    own = OwnReviewSerializer(allow_null=True)
    theirs = ReviewSerializer(allow_null=True)
    theirs_is_hidden = serializers.BooleanField()


class AnswerSerializer(serializers.Serializer[Any]):
    """A question: its name, its wording, and its stars."""

    name = serializers.ChoiceField(NAMES)
    question = serializers.CharField()
    stars = serializers.IntegerField()


class PublicReviewSerializer(serializers.Serializer[Any]):
    """A revealed review, as everybody reads it. `author` and `title` are empty where they are not public."""

    id = serializers.IntegerField()
    author = serializers.CharField()
    title = serializers.CharField()
    answers = serializers.SerializerMethodField()
    stars = serializers.DecimalField(max_digits=3, decimal_places=2)
    text = serializers.CharField()
    revealed_at = serializers.DateTimeField()
    reply = serializers.CharField()
    replied_at = serializers.DateTimeField(allow_null=True)

    def get_answers(self, review: Any) -> list[dict[str, Any]]:
        """In the order in which they are asked."""
        rows = [{"name": name, "question": str(words), "stars": stars} for name, words, stars in review.answers]
        return list(AnswerSerializer(rows, many=True).data)


def _stars_field() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=LEAST, max_value=MOST)


class WriteReviewFields(serializers.Serializer[Any]):
    """A review. `private_note` is read by moderators alone."""

    quality = _stars_field()
    communication = _stars_field()
    timeliness = _stars_field()
    again = _stars_field()
    text = TextField(most=TEXT_LENGTH)
    private_note = TextField(most=NOTE_LENGTH, required=False, allow_blank=True)


class ChangeReviewFields(Changes, WriteReviewFields):
    """Only fields that are sent are changed."""


class ReplyFields(serializers.Serializer[Any]):
    """The one public reply."""

    text = TextField(most=REPLY_LENGTH)
