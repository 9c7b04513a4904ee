"""Making up a class in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from market.core.api.serializers import TextField
from market.core.base import clock
from market.training.made_up.actions import CHOICE_LENGTH, MOST_CHOICES, QUESTION_LENGTH, QUESTIONS
from market.training.made_up.queries import asked_in


class AskedSerializer(serializers.Serializer[Any]):
    """A question of the next try, with its choices shuffled."""

    text = serializers.CharField(source="question.text")
    choices = serializers.ListField(child=serializers.CharField())


class MakeUpSerializer(serializers.Serializer[Any]):
    """Where a trainee stands with making a class up."""

    session = serializers.IntegerField(source="session.pk")
    recording = serializers.IntegerField(source="check_set.recording_id")
    check_set = serializers.IntegerField(source="check_set.pk")
    counts = serializers.CharField(help_text="What counts now: empty for nothing, `made_up` once it is.")
    until = serializers.DateTimeField(source="check_set.until")
    number = serializers.IntegerField(help_text="Of the next try.")
    tries_left = serializers.IntegerField()
    next_at = serializers.DateTimeField(allow_null=True, help_text="From when on the next try is possible.")
    wrong = serializers.SerializerMethodField(help_text="Which questions of the last try were answered wrongly.")
    questions = serializers.SerializerMethodField(help_text="Empty while no try is possible.")

    def get_wrong(self, make_up: Any) -> list[str]:
        """By their texts."""
        last = make_up.tries[-1:]
        return [each.text for each in make_up.check_set.questions.all() if last and each.position in last[0].wrong]

    @extend_schema_field(AskedSerializer(many=True))
    def get_questions(self, make_up: Any) -> list[dict[str, Any]]:
        """As they are asked in the next try."""
        now = clock.now()
        is_possible = make_up.session.ends_at <= now and make_up.is_open(now) and not make_up.waits(now)
        return list(AskedSerializer(asked_in(make_up), many=True).data) if is_possible else []


class ChecksAnswersFields(serializers.Serializer[Any]):
    """Answers to the questions of a try: for each, in the order in which they were given, the place of a choice."""

    check_set_id = serializers.IntegerField()
    number = serializers.IntegerField()
    answers = serializers.ListField(child=serializers.IntegerField(), max_length=QUESTIONS)


class CheckQuestionFields(serializers.Serializer[Any]):
    """A check question in one language or both; the first of its choices is the right one."""

    text_bn = TextField(most=QUESTION_LENGTH, allow_blank=True, default="")
    text_en = TextField(most=QUESTION_LENGTH, allow_blank=True, default="")
    choices_bn = serializers.ListField(child=TextField(most=CHOICE_LENGTH), default=list, max_length=MOST_CHOICES)
    choices_en = serializers.ListField(child=TextField(most=CHOICE_LENGTH), default=list, max_length=MOST_CHOICES)


class ChecksFields(serializers.Serializer[Any]):
    """The check questions of a recording as they are to be: three."""

    questions = CheckQuestionFields(many=True)


class ChecksSerializer(serializers.Serializer[Any]):
    """The check questions of a recording, for who teaches the class."""

    id = serializers.IntegerField()
    recording = serializers.IntegerField(source="recording_id")
    written_at = serializers.DateTimeField()
    until = serializers.DateTimeField()
    questions = CheckQuestionFields(many=True, source="questions.all")
