"""The list of a face-to-face class in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import PersonSerializer, TextField
from market.training.models import ClassProblem
from market.training.problems.actions import DECISION_LENGTH, TEXT_LENGTH
from market.training.problems.queries import Problem


class ProblemFields(serializers.Serializer[Any]):
    """What is to be gone over."""

    text = TextField(most=TEXT_LENGTH)


class SettleProblemFields(serializers.Serializer[Any]):
    """What was decided about something on the list."""

    key = serializers.CharField(max_length=30)
    decision = TextField(most=DECISION_LENGTH)


class AdderSerializer(PersonSerializer):
    """Who asked or added it."""


class ClassProblemSerializer(serializers.Serializer[Any]):
    """Something on the list. `key` settles it; `id` removes it, or puts it back."""

    key = serializers.CharField()
    id = serializers.SerializerMethodField(help_text="Null for what came onto the list by itself and is open.")
    kind = serializers.ChoiceField(ClassProblem.Kind.choices)
    text = serializers.CharField(help_text="Empty for trainees where it is a check question.")
    class_id = serializers.IntegerField(source="source.pk", allow_null=True, default=None)
    wrong = serializers.IntegerField()
    answers = serializers.IntegerField(help_text="How many trainees have answered the check question.")
    by = AdderSerializer(allow_null=True, help_text="Only for who teaches the class, and for own entries.")
    is_own = serializers.BooleanField()
    is_answered = serializers.BooleanField(help_text="A question that has an answer on the page of its class.")
    decision = serializers.SerializerMethodField()
    settled_at = serializers.SerializerMethodField()

    def get_id(self, problem: Problem) -> int | None:
        """Of its row."""
        return problem.row.pk if problem.row else None

    def get_decision(self, problem: Problem) -> str:
        """What was decided; "" while it is open."""
        return problem.row.decision if problem.row else ""

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_settled_at(self, problem: Problem) -> object:
        """When; null while it is open."""
        return problem.row.settled_at if problem.row else None


class ClassProblemListSerializer(serializers.Serializer[Any]):
    """The list of a class. `stands_on` is the next face-to-face class of the batch, on whose list is what is open."""

    stands_on = serializers.IntegerField(source="stands_on.pk", allow_null=True, default=None)
    open = ClassProblemSerializer(many=True)
    settled = ClassProblemSerializer(many=True)
    may_settle = serializers.BooleanField()
    may_add = serializers.BooleanField()
