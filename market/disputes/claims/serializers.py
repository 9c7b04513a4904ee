"""Statements and settlement offers in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from market.core.api.serializers import MoneyField, TextField
from market.disputes.claims.evidence_actions import STATEMENT_LENGTH, StatementContent
from market.disputes.models import Dispute, Evidence, Offer, Statement


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """A piece of proof, as it was when it was brought. `file` is the id of an upload; `facts` say where it is from."""

    file = serializers.UUIDField(source="upload_id", allow_null=True, read_only=True)

    class Meta:
        model = Evidence
        fields = ["id", "kind", "thing", "file", "text", "facts", "sha256"]
        read_only_fields = fields


class StatementSerializer(serializers.ModelSerializer[Statement]):
    """A statement of a side, with its proof.

    `answers`: the same as answers to the questions of the page, by their codes `agreed`, `happened` and `fair`; in
    `text` the questions stand in the language of who answered. Empty where no questions were asked.
    """

    answers = serializers.DictField(child=serializers.CharField(), read_only=True)
    evidence = EvidenceSerializer(many=True, read_only=True)

    class Meta:
        model = Statement
        fields = ["id", "kind", "by", "text", "answers", "made_at", "evidence"]
        read_only_fields = fields


class OfferSerializer(serializers.ModelSerializer[Offer]):
    """An offer to settle: the freelancer's share, and what would go back."""

    to_freelancer = MoneyField(read_only=True)
    to_client = MoneyField(read_only=True)

    class Meta:
        model = Offer
        fields = ["id", "by", "to_freelancer", "to_client", "state", "made_at", "expires_at"]
        read_only_fields = fields


PARTS = ("statement", "files", "messages", "deliveries")


@extend_schema_serializer(component_name="SaidFields")
class StatementFields(serializers.Serializer[Any]):
    """What a side says. Proof: ids of uploads, of messages in the talk, of deliveries of the milestone."""

    statement = TextField(most=STATEMENT_LENGTH)
    files = serializers.ListField(child=serializers.UUIDField(), default=list)
    messages = serializers.ListField(child=serializers.IntegerField(min_value=1), default=list)
    deliveries = serializers.ListField(child=serializers.IntegerField(min_value=1), default=list)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """With `content` in the place of its parts."""
        content = StatementContent(
            attrs["statement"], [str(each) for each in attrs["files"]], attrs["messages"], attrs["deliveries"]
        )
        return {**{name: value for name, value in attrs.items() if name not in PARTS}, "content": content}


@extend_schema_serializer(component_name="OpenDisputeFields")
class OpenDisputeFields(StatementFields):
    """A claim: what the caller wants of what is held."""

    claim = MoneyField()
    reason = serializers.ChoiceField(Dispute.Reason.choices, default=Dispute.Reason.OTHER)


class SplitFields(serializers.Serializer[Any]):
    """An offer to settle."""

    to_freelancer = MoneyField()
