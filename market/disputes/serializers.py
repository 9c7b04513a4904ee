"""Disputes in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.contracts.representations import DeadlineSerializer, PartySerializer
from market.core.api.serializers import MoneyField
from market.disputes.claims.progress import deadline_of
from market.disputes.claims.serializers import OfferSerializer, StatementSerializer
from market.disputes.models import Dispute
from market.disputes.rulings.desk_actions import ROLES
from market.disputes.rulings.serializers import CorrectionSerializer, RulingSerializer, SharesSerializer


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
