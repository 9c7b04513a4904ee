"""Disputes as the API gives and takes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from market.contracts.representations import DeadlineSerializer, PartySerializer
from market.core.api.serializers import MoneyField, PublishedGroundSerializer, TextField
from market.disputes.claims.evidence_actions import StatementContent
from market.disputes.claims.progress import deadline_of
from market.disputes.forms import STATEMENT_LENGTH
from market.disputes.models import Correction, Dispute, Evidence, Offer, Ruling, Statement
from market.disputes.rulings.correction_actions import WHY_LENGTH
from market.disputes.rulings.desk_actions import ROLES
from market.disputes.rulings.grounds import GROUNDS


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """A piece of proof, as it was when it was brought. `file` is the id of an upload; `facts` say where it is from."""

    file = serializers.UUIDField(source="upload_id", allow_null=True, read_only=True)

    class Meta:
        model = Evidence
        fields = ["id", "kind", "thing", "file", "text", "facts", "sha256"]
        read_only_fields = fields


class StatementSerializer(serializers.ModelSerializer[Statement]):
    """What a side said, with its proof."""

    evidence = EvidenceSerializer(many=True, read_only=True)

    class Meta:
        model = Statement
        fields = ["id", "kind", "by", "text", "made_at", "evidence"]
        read_only_fields = fields


class OfferSerializer(serializers.ModelSerializer[Offer]):
    """An offer to settle: the freelancer's share, and what would go back."""

    to_freelancer = MoneyField(read_only=True)
    to_client = MoneyField(read_only=True)

    class Meta:
        model = Offer
        fields = ["id", "by", "to_freelancer", "to_client", "state", "made_at", "expires_at"]
        read_only_fields = fields


class SharesSerializer(serializers.Serializer[Any]):
    """Who gets what of the frozen money; the client's part without its fee, which goes back too."""

    to_freelancer = MoneyField()
    to_client = MoneyField()


class RulingSerializer(serializers.ModelSerializer[Ruling]):
    """A ruling that was given, without the moderator's name. Reasons by language; one of them may be empty."""

    to_freelancer = MoneyField(read_only=True)
    reasons = serializers.SerializerMethodField()

    class Meta:
        model = Ruling
        fields = ["id", "stage", "to_freelancer", "grounds", "reasons", "given_at"]
        read_only_fields = fields

    def get_reasons(self, ruling: Ruling) -> dict[str, str]:
        """By language."""
        return {"en": ruling.reasons_en, "bn": ruling.reasons_bn}


class CorrectionSerializer(serializers.ModelSerializer[Correction]):
    """What two moderators correct: what the freelancer would have got, gets now, and why. Without their names."""

    was = MoneyField(read_only=True)
    to_freelancer = MoneyField(read_only=True)
    to_client = MoneyField(read_only=True)
    reasons = serializers.SerializerMethodField()

    class Meta:
        model = Correction
        fields = [
            "id",
            "stage",
            "state",
            "was",
            "to_freelancer",
            "to_client",
            "why",
            "why_en",
            "why_bn",
            "grounds",
            "reasons",
            "proposed_at",
            "answered_at",
        ]
        read_only_fields = fields

    def get_reasons(self, correction: Correction) -> dict[str, str]:
        """By language."""
        return {"en": correction.reasons_en, "bn": correction.reasons_bn}


class PreviewSerializer(SharesSerializer):
    """What a ruling would do: `sentence` names both amounts in words, `follows` says when the money moves."""

    sentence = serializers.CharField()
    follows = serializers.CharField()


class DisputeSerializer(serializers.ModelSerializer[Dispute]):
    """A dispute in a list, and after each step. `outcome` is known once it is ruled, and final once it is closed.

    A ruling without appeal (`is_small`, or on appeal) takes effect at `next_deadline`; until `correctable_until` two
    moderators may correct a mistake.

    `moderator` is who has it to rule on, told to moderators without a tie alone: null to its sides. `needs_two`: two
    moderators rule on it.
    """

    claim = MoneyField(read_only=True)
    frozen = MoneyField(read_only=True)
    contract = serializers.IntegerField(source="milestone.contract_id", read_only=True)
    client = PartySerializer(source="milestone.contract.client", read_only=True)
    freelancer = PartySerializer(source="milestone.contract.freelancer", read_only=True)
    offers = OfferSerializer(many=True, read_only=True)
    outcome = serializers.SerializerMethodField()
    next_deadline = serializers.SerializerMethodField()
    ending = serializers.ChoiceField(Dispute.Ending.choices, allow_blank=True, read_only=True)
    moderator = serializers.SerializerMethodField()

    class Meta:
        model = Dispute
        fields = [
            "id",
            "milestone",
            "contract",
            "client",
            "freelancer",
            "opened_by",
            "reason",
            "state",
            "ending",
            "claim",
            "frozen",
            "is_small",
            "needs_two",
            "moderator",
            "offers",
            "outcome",
            "next_deadline",
            "correctable_until",
            "opened_at",
            "closed_at",
        ]
        read_only_fields = fields

    @extend_schema_field(SharesSerializer(allow_null=True))
    def get_outcome(self, dispute: Dispute) -> dict[str, Any] | None:
        """The shares, once known."""
        return None if dispute.to_freelancer is None else dict(SharesSerializer(dispute).data)

    @extend_schema_field(DeadlineSerializer(allow_null=True))
    def get_next_deadline(self, dispute: Dispute) -> dict[str, Any] | None:
        """The clock that runs now."""
        deadline = deadline_of(dispute)
        return dict(DeadlineSerializer(deadline).data) if deadline else None

    @extend_schema_field(PartySerializer(allow_null=True))
    def get_moderator(self, dispute: Dispute) -> dict[str, Any] | None:
        """Who has it, at the desk."""
        if dispute.moderator is None or not self.is_on_desk(dispute):
            return None
        return dict(PartySerializer(dispute.moderator).data)

    def is_on_desk(self, dispute: Dispute) -> bool:
        """Whether who asks is a moderator, and no side of it."""
        user, contract = self.context["request"].user, dispute.contract
        sides = {contract.client_id, contract.freelancer_id, *(each.user_id for each in dispute.companions.all())}
        return user.has_role(*ROLES) and user.pk not in sides


class DisputeRecordSerializer(DisputeSerializer):
    """A dispute with all that was said and decided."""

    statements = StatementSerializer(many=True, read_only=True)
    rulings = serializers.SerializerMethodField()
    corrections = serializers.SerializerMethodField()
    companions = serializers.SerializerMethodField()

    class Meta(DisputeSerializer.Meta):
        fields = [*DisputeSerializer.Meta.fields, "statements", "rulings", "corrections", "companions"]
        read_only_fields = fields

    @extend_schema_field(RulingSerializer(many=True))
    def get_rulings(self, dispute: Dispute) -> list[dict[str, Any]]:
        """Those that decided something; what one of several moderators wrote is not told before."""
        return list(RulingSerializer(dispute.published_rulings, many=True).data)

    @extend_schema_field(CorrectionSerializer(many=True))
    def get_corrections(self, dispute: Dispute) -> list[dict[str, Any]]:
        """The confirmed ones; to moderators without a tie also the one that waits."""
        rows = list(dispute.corrections.all()) if self.is_on_desk(dispute) else dispute.published_corrections
        return list(CorrectionSerializer(rows, many=True).data)

    @extend_schema_field(PartySerializer(many=True))
    def get_companions(self, dispute: Dispute) -> list[dict[str, Any]]:
        """Who stands by the freelancer."""
        return list(PartySerializer([each.user for each in dispute.companions.all()], many=True).data)


class RulingGroundSerializer(PublishedGroundSerializer):
    """A published ground for rulings."""


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


class RuleFields(serializers.Serializer[Any]):
    """A ruling. `reasons` are for both sides, `reasons_en` and `reasons_bn` for who reads that language."""

    to_freelancer = MoneyField()
    grounds = serializers.ListField(child=serializers.ChoiceField(list(GROUNDS)), allow_empty=False)
    reasons = TextField(most=STATEMENT_LENGTH, required=False, allow_blank=True, default="")
    reasons_en = TextField(most=STATEMENT_LENGTH, required=False, allow_blank=True, default="")
    reasons_bn = TextField(most=STATEMENT_LENGTH, required=False, allow_blank=True, default="")


class CorrectFields(RuleFields):
    """What should have been ruled, and what was the mistake: both sides read it once it is confirmed. `why` is for both
    sides, `why_en` and `why_bn` for who reads that language."""

    why = TextField(most=WHY_LENGTH, required=False, allow_blank=True, default="")
    why_en = TextField(most=WHY_LENGTH, required=False, allow_blank=True, default="")
    why_bn = TextField(most=WHY_LENGTH, required=False, allow_blank=True, default="")


class HandOverFields(serializers.Serializer[Any]):
    """To whom a dispute is given, and why."""

    to = serializers.IntegerField(min_value=1)
    reason = TextField(most=500)
