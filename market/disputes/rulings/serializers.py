"""Rulings and their corrections in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import MoneyField, PublishedGroundSerializer, TextField
from market.disputes.claims.evidence_actions import STATEMENT_LENGTH
from market.disputes.models import Correction, Ruling
from market.disputes.rulings.correction_actions import WHY_LENGTH
from market.disputes.rulings.grounds import GROUNDS


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


class RulingGroundSerializer(PublishedGroundSerializer):
    """A published ground for rulings."""


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
