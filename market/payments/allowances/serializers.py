"""Allowances in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import MoneyField, PersonSerializer, TextField
from market.core.base.money import Money
from market.payments.allowances.fund import CURRENCY
from market.payments.allowances.question_actions import TEXT_LENGTH
from market.payments.allowances.words import why
from market.payments.models import Allowance, AllowanceQuestion
from market.training.allowances.list_actions import REASON_LENGTH
from market.training.models import AllowanceLine, AllowanceList, AllowanceRule


class AllowanceRuleSerializer(serializers.ModelSerializer[AllowanceRule]):
    """A rule: what a month brings from `valid_from` on, from which share of its classes on."""

    monthly = MoneyField(read_only=True)

    class Meta:
        model = AllowanceRule
        fields = [
            *("id", "programme", "monthly", "least_percent", "valid_from", "state", "made_by", "made_at"),
            *("decided_by", "decided_at", "reason"),
        ]
        read_only_fields = fields


class AllowanceRuleFields(serializers.Serializer[Any]):
    """A new rule."""

    programme = serializers.IntegerField()
    monthly = MoneyField()
    least_percent = serializers.IntegerField(min_value=0, max_value=100)
    valid_from = serializers.DateField(help_text="Any day of its first month.")

    def validate_monthly(self, amount: Money) -> Money:
        """Raises ValidationError for another currency than taka."""
        if str(amount.currency) != CURRENCY:
            raise serializers.ValidationError("BDT")
        return amount


class AllowanceReasonFields(serializers.Serializer[Any]):
    """Why a rule or a list is refused."""

    reason = TextField(most=REASON_LENGTH)


class AllowanceListSerializer(serializers.ModelSerializer[AllowanceList]):
    """A list. `number` 1 is the list of the month, others add to it."""

    class Meta:
        model = AllowanceList
        fields = [
            *("id", "phase", "month", "number", "rule", "state", "version", "made_by", "made_at", "decided_by"),
            *("decided_at", "reason"),
        ]
        read_only_fields = fields


class AllowanceListFields(serializers.Serializer[Any]):
    """Which list is made."""

    phase = serializers.IntegerField()
    month = serializers.DateField(help_text="Any day of the month.")


class ApproveAllowanceListFields(serializers.Serializer[Any]):
    """The version of the list that was looked at."""

    version = serializers.IntegerField(min_value=1)


class CorrectAllowanceLineFields(serializers.Serializer[Any]):
    """Whether a line is paid, and why."""

    is_paid = serializers.BooleanField()
    reason = TextField(most=REASON_LENGTH)


class AllowanceQuestionSerializer(serializers.ModelSerializer[AllowanceQuestion]):
    """What a trainee asks the office about a month, and the answer."""

    class Meta:
        model = AllowanceQuestion
        fields = ["id", "line", "kind", "text", "asked_at", "due_at", "answer", "ended_at"]
        read_only_fields = fields


class AskAllowanceFields(serializers.Serializer[Any]):
    """What is asked."""

    kind = serializers.ChoiceField(AllowanceQuestion.Kind.choices)
    text = TextField(most=TEXT_LENGTH, required=False, default="")


class AnswerAllowanceFields(serializers.Serializer[Any]):
    """The answer."""

    answer = TextField(most=TEXT_LENGTH)


class AllowanceSerializer(serializers.ModelSerializer[Allowance]):
    """The money of a line, and where it is."""

    amount = MoneyField(read_only=True)

    class Meta:
        model = Allowance
        fields = ["id", "amount", "state", "approved_at", "pay_at", "failure", "ended_at", "confirmed_at"]
        read_only_fields = fields


class AllowanceLineSerializer(serializers.ModelSerializer[AllowanceLine]):
    """What a month brings, and why. `allowance` is null where it brings nothing, or is not approved yet."""

    amount = MoneyField(read_only=True)
    why = serializers.SerializerMethodField()
    allowance = serializers.SerializerMethodField()

    class Meta:
        model = AllowanceLine
        fields = ["id", "month", "attended", "counted", "needed", "outcome", "why", "amount", "allowance"]
        read_only_fields = fields

    def get_why(self, line: AllowanceLine) -> str:
        """In a sentence."""
        return why(line)

    @extend_schema_field(AllowanceSerializer(allow_null=True))
    def get_allowance(self, line: AllowanceLine) -> Any:
        """The money."""
        row = getattr(line, "allowance", None)
        return AllowanceSerializer(row).data if row else None


class MyAllowanceSerializer(AllowanceLineSerializer):
    """The same for the trainee, with what was asked."""

    questions = AllowanceQuestionSerializer(many=True, read_only=True)

    class Meta(AllowanceLineSerializer.Meta):
        fields = [*AllowanceLineSerializer.Meta.fields, "questions"]
        read_only_fields = fields


class ListedPersonSerializer(PersonSerializer):
    """The trainee of a line, by the public names."""


class ListedTraineeSerializer(AllowanceLineSerializer):
    """The same for officers, with whose it is."""

    trainee = ListedPersonSerializer(read_only=True)
    batch = serializers.CharField(source="enrolment.batch.code", read_only=True)

    class Meta(AllowanceLineSerializer.Meta):
        fields = [*AllowanceLineSerializer.Meta.fields, "trainee", "batch"]
        read_only_fields = fields
