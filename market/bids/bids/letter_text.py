"""API fields for the texts of a bid, masked for the reader."""

from typing import Any

from rest_framework import serializers

from market.bids.models import Answer, Bid
from market.core.api.serializers import WrittenField


class WordsField(serializers.CharField):
    """A text of the bid, or of an answer in it, as the caller may read it: see `Bid.words_for`."""

    def get_attribute(self, instance: Any) -> str:
        """The text for the caller."""
        bid: Bid = instance.bid if isinstance(instance, Answer) else instance
        return bid.words_for(self.context["request"].user.pk, super().get_attribute(instance) or "")


class AnswerSerializer(serializers.ModelSerializer[Answer]):
    """An answer to a question of the job (`question` is its id, `asked` its text)."""

    asked = WrittenField(source="question.text", writer="bid.job.client_id")
    text = WordsField(read_only=True)

    class Meta:
        model = Answer
        fields = ["question", "asked", "text"]
        read_only_fields = fields
