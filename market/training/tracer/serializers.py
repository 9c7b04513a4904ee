"""The tracer in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.training.models import TracerAnswer
from market.training.tracer.actions import NOTE_LENGTH


class TracerFields(serializers.Serializer[Any]):
    """The answers to the five questions."""

    work = serializers.ChoiceField(TracerAnswer.Work.choices)
    elsewhere = serializers.ChoiceField(TracerAnswer.Elsewhere.choices, help_text="What was earned last month.")
    hours = serializers.ChoiceField(TracerAnswer.Hours.choices, help_text="In a week, for money.")
    hindrance = serializers.ChoiceField(TracerAnswer.Hindrance.choices)
    advice = serializers.ChoiceField(TracerAnswer.Advice.choices, help_text="Whether to take the course.")


class PhoneTracerFields(TracerFields):
    """The same, as said by phone."""

    note = TextField(most=NOTE_LENGTH, help_text="When you spoke, and with whom.")


class TracerAnswerSerializer(TracerFields):
    """An answer. `here`: what was earned on this site in the month before, by currency; filled in by the site."""

    at = serializers.DateTimeField()
    way = serializers.ChoiceField(TracerAnswer.Way.choices)
    here = serializers.DictField(child=serializers.CharField())


class TracerRoundSerializer(serializers.Serializer[Any]):
    """A round, and the answers to it; the last one counts."""

    id = serializers.IntegerField()
    months = serializers.IntegerField(help_text="After the certificate.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class OwnTracerRoundSerializer(TracerRoundSerializer):
    """A graduate's own round."""

    answers = TracerAnswerSerializer(many=True)


class DeskTracerRoundSerializer(TracerRoundSerializer):
    """A round for officers: whom they may call."""

    certificate = serializers.CharField(source="certificate.serial")
    name_en = serializers.CharField(source="certificate.name_en")
    has_account = serializers.BooleanField(help_text="Whether the graduate has an account, and so hears of it.")


class TracerChoiceSerializer(serializers.Serializer[Any]):
    """An answer and how many gave it. Null: hidden, since it would stand for few people."""

    name = serializers.CharField()
    people = serializers.IntegerField(allow_null=True)
    percent = serializers.IntegerField(allow_null=True)


class TracerQuestionSerializer(serializers.Serializer[Any]):
    """A question and its answers."""

    code = serializers.CharField()
    question = serializers.CharField()
    choices = TracerChoiceSerializer(many=True)


class TracerStageSerializer(serializers.Serializer[Any]):
    """So many months after the certificate: how many were asked, how many answered, and what."""

    months = serializers.IntegerField()
    invited = serializers.IntegerField()
    answered = serializers.IntegerField(allow_null=True)
    percent = serializers.IntegerField(source="rate", allow_null=True, help_text="How many of those answered.")
    questions = TracerQuestionSerializer(many=True)
