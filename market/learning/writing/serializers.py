"""Drafts of courses in the API."""

from typing import Any

from rest_framework import serializers

from market.core.api.serializers import TextField
from market.learning.courses.course_files import SLUG_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH
from market.learning.questions.reading import SLUG
from market.learning.writing.draft_files import LessonFault, faults_of_lesson, faults_of_question
from market.learning.writing.forms import MOST_TEXT
from market.learning.writing.models import CourseDraft, DraftLesson, DraftQuestion
from market.learning.writing.outlines import slugs_of
from market.learning.writing.question_forms import MOST_TOML

EDITION = "The edition that was seen last. Another one was saved meanwhile: 409, and nothing is overwritten."


class DraftTitleFields(serializers.Serializer[Any]):
    """A title in both languages."""

    en = TextField(most=TITLE_LENGTH, allow_blank=True)
    bn = TextField(most=TITLE_LENGTH, allow_blank=True)


class DraftSummaryFields(serializers.Serializer[Any]):
    """A summary in both languages."""

    en = TextField(most=SUMMARY_LENGTH, allow_blank=True)
    bn = TextField(most=SUMMARY_LENGTH, allow_blank=True)


class DraftModuleFields(serializers.Serializer[Any]):
    """A module: its title, and the slugs of its lessons in their order."""

    title = DraftTitleFields()
    lessons = serializers.ListField(
        child=serializers.RegexField(rf"^{SLUG.pattern}$", max_length=SLUG_LENGTH), max_length=100
    )


class DraftOutlineFields(serializers.Serializer[Any]):
    """The outline of a draft as a whole: a new slug is a new lesson, one that is missing is removed."""

    edition = serializers.IntegerField(min_value=0, help_text=EDITION)
    title = DraftTitleFields()
    summary = DraftSummaryFields()
    modules = DraftModuleFields(many=True)


class DraftLessonRowSerializer(serializers.ModelSerializer[DraftLesson]):
    """A lesson in the outline of a draft; `faults`: how many things in its text are to be mended."""

    class Meta:
        model = DraftLesson
        fields = ["slug", "title", "edition", "faults"]
        read_only_fields = fields


class CourseDraftSerializer(serializers.ModelSerializer[CourseDraft]):
    """The caller's draft of a course. `begun_on` is the newest published version when it was begun."""

    course = serializers.CharField(source="course.slug")
    title = DraftTitleFields(source="outline.title")
    summary = DraftSummaryFields(source="outline.summary")
    modules = DraftModuleFields(many=True, source="outline.modules")
    lessons = serializers.SerializerMethodField()

    class Meta:
        model = CourseDraft
        fields = ["course", "edition", "begun_on", "begun_at", "saved_at", "title", "summary", "modules", "lessons"]
        read_only_fields = fields

    def get_lessons(self, draft: CourseDraft) -> list[dict[str, Any]]:
        rows = {each.slug: each for each in draft.lessons.all()}
        return [DraftLessonRowSerializer(rows[slug]).data for slug in slugs_of(draft.outline)]


class LessonFaultSerializer(serializers.Serializer[LessonFault]):
    """What is to be mended in a lesson: the language, the line (0: nowhere in particular) and its words."""

    language = serializers.CharField()
    line = serializers.IntegerField()
    sentence = serializers.CharField()
    words = serializers.CharField()


class DraftQuestionSerializer(serializers.ModelSerializer[DraftQuestion]):
    """A question as TOML, and what is to be mended in it."""

    faults = serializers.SerializerMethodField()

    class Meta:
        model = DraftQuestion
        fields = ["id", "edition", "text", "faults"]
        read_only_fields = fields

    def get_faults(self, question: DraftQuestion) -> list[str]:
        return [str(each) for each in faults_of_question(question.text)]


class DraftLessonSerializer(serializers.ModelSerializer[DraftLesson]):
    """A lesson of a draft: its Markdown (docs/course-file.md), its questions, and what is to be mended."""

    faults = serializers.SerializerMethodField()
    questions = DraftQuestionSerializer(many=True)

    class Meta:
        model = DraftLesson
        fields = ["slug", "title", "edition", "saved_at", "text_en", "text_bn", "faults", "questions"]
        read_only_fields = fields

    def get_faults(self, lesson: DraftLesson) -> list[dict[str, Any]]:
        faults = faults_of_lesson(lesson.draft.course, lesson)
        return [LessonFaultSerializer(each).data for each in faults]


class DraftLessonFields(serializers.Serializer[Any]):
    """The text of a lesson; `questions`, where they are given, take the place of all that it has."""

    edition = serializers.IntegerField(min_value=0, help_text=EDITION)
    text_en = TextField(most=MOST_TEXT, allow_blank=True)
    text_bn = TextField(most=MOST_TEXT, allow_blank=True)
    questions = serializers.ListField(
        child=TextField(most=MOST_TOML),
        required=False,
        max_length=100,
        help_text="Each as in questions.toml, without `lesson`.",
    )


class SubmitDraftFields(serializers.Serializer[Any]):
    """`anyway`: though others published a version since the draft was begun."""

    anyway = serializers.BooleanField(default=False)


class DraftPictureFields(serializers.Serializer[Any]):
    """A picture for the lessons of a draft."""

    file = serializers.FileField(help_text="SVG, PNG, JPEG or WebP, at most 100 KB.")


class DraftPictureSerializer(serializers.Serializer[Any]):
    """The path by which the Markdown of a lesson shows it."""

    path = serializers.CharField()
