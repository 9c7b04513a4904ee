"""A trainer's day in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.tasks import TaskSerializer
from market.training.enrolments.serializers import CourseClassSerializer
from market.training.plans.stages import Stage
from market.training.questions.serializers import AskerSerializer
from market.training.trainees.serializers import TraineeStandSerializer


class OpenQuestionSerializer(serializers.Serializer[Any]):
    """A question that nobody has answered, and for how many whole days it has waited."""

    id = serializers.IntegerField(source="question.pk")
    session = serializers.IntegerField(source="question.session_id")
    text = serializers.CharField(source="question.text")
    asked_by = AskerSerializer(source="question.asked_by")
    asked_at = serializers.DateTimeField(source="question.asked_at")
    days = serializers.IntegerField()


class BatchGlanceSerializer(serializers.Serializer[Any]):
    """A batch in figures."""

    id = serializers.IntegerField(source="batch.pk")
    code = serializers.CharField(source="batch.code")
    stage = serializers.ChoiceField(Stage.choices, source="stage.stage")
    held = serializers.IntegerField(source="stage.held")
    planned = serializers.IntegerField(source="stage.planned")
    next_class_at = serializers.DateTimeField(source="next_class.starts_at", allow_null=True, default=None)
    trainees = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True, help_text="Of all classes that count, of all trainees.")
    behind = serializers.IntegerField()
    ready = serializers.IntegerField()


class DaySerializer(serializers.Serializer[Any]):
    """Classes of the day, what waits, the oldest questions, who falls behind, and the batches that run."""

    classes = CourseClassSerializer(many=True)
    tasks = TaskSerializer(many=True)
    questions = OpenQuestionSerializer(many=True)
    question_count = serializers.IntegerField()
    behind = TraineeStandSerializer(many=True)
    batches = BatchGlanceSerializer(many=True)
