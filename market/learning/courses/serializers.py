"""Courses in the API. Every text is given in both languages."""

from typing import Any, cast

from rest_framework import serializers

from market.learning.courses.blocks import LANGUAGES
from market.learning.courses.models import Lesson
from market.learning.courses.queries import Outline
from market.learning.courses.representations import InBothField
from market.learning.progress.checks import Check
from market.learning.progress.serializers import LessonProgressSerializer
from market.learning.questions.models import Question


class CourseOutlineSerializer(serializers.Serializer[Outline]):
    """A course; `topic` is null for the one that is for all."""

    slug = serializers.CharField(source="version.course.slug")
    topic = serializers.CharField(source="version.course.topic.slug", allow_null=True, default=None)
    version = serializers.IntegerField(source="version.number")
    title = InBothField("title", source="version")
    summary = InBothField("summary", source="version")
    lessons = serializers.SerializerMethodField(help_text="How many lessons it has.")
    done = serializers.IntegerField(help_text="How many of them the caller has done.")

    def get_lessons(self, outline: Outline) -> int:
        return len(outline.lessons)


class LessonRowSerializer(serializers.Serializer[Any]):
    """A lesson in an outline."""

    slug = serializers.CharField()
    title = InBothField("title")
    is_done = serializers.SerializerMethodField()

    def get_is_done(self, lesson: Lesson) -> bool:
        progress = self.context["progress"].get(lesson.slug)
        return progress is not None and progress.is_done


class CourseModuleSerializer(serializers.Serializer[Any]):
    """A part of a course."""

    title = InBothField("title")
    lessons = LessonRowSerializer(many=True, source="lessons.all")


class CourseOutlineDetailSerializer(CourseOutlineSerializer):
    """A course with its modules and lessons."""

    modules = CourseModuleSerializer(many=True)

    def to_representation(self, instance: Outline) -> dict[str, Any]:
        """With how far the caller is, for the lessons."""
        cast(dict[str, Any], self.context)["progress"] = instance.progress
        return super().to_representation(instance)


class LessonCheckSerializer(serializers.Serializer[Check]):
    """A question within a lesson. `content` is what belongs to its kind, without the answer: choices, items, the left
    and right sides of pairs, the number of gaps, the marks and the picture."""

    id = serializers.IntegerField(source="question.pk")
    kind = serializers.ChoiceField(Question.Kind.choices, source="question.kind")
    text = InBothField("text", source="question")
    content = serializers.SerializerMethodField()
    is_right = serializers.BooleanField(
        source="last.is_right",
        allow_null=True,
        default=None,
        help_text="Of the caller's last answer; null without one.",
    )

    def get_content(self, check: Check) -> dict[str, Any]:
        return content_of(check.question)


def content_of(question: Question) -> dict[str, Any]:
    """What belongs to the kind of a question, without what tells the answer. The order of keys says nothing."""
    body, pairs = question.body, question.body.get("pairs", [])
    shown = {
        "choices": _keyed(body.get("choices", [])),
        "items": _keyed(body.get("items", [])),
        "lefts": [{language: each["left"][language] for language in LANGUAGES} for each in pairs],
        "rights": _keyed([each["right"] for each in pairs]),
        "gaps": len(body.get("gaps", [])),
        "marks": body.get("marks", []),
        "picture": body.get("picture"),
    }
    return {name: value for name, value in shown.items() if value}


def _keyed(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    return sorted(({name: each[name] for name in ("key", *LANGUAGES)} for each in rows), key=lambda each: each["key"])


class LessonSerializer(serializers.Serializer[Any]):
    """A lesson. Its blocks: `kind`, what belongs to the kind, and the content in `en` and `bn`."""

    slug = serializers.CharField(source="lesson.slug")
    title = InBothField("title", source="lesson")
    blocks = serializers.ListField(child=serializers.DictField(), source="lesson.blocks")
    checks = LessonCheckSerializer(many=True)
    progress = LessonProgressSerializer(allow_null=True)
