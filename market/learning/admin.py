"""Courses in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.learning.models import (
    BatchVersion,
    CheckAnswer,
    Course,
    CourseVersion,
    Lesson,
    LessonAnswer,
    LessonNote,
    LessonProgress,
    LessonQuestion,
    Module,
    Picture,
    Question,
)


@admin.register(Course, site=site)
class CourseTable(ReadOnlyModelAdmin):
    """What is taught about which topic."""

    columns = ("slug", "topic")
    search_fields = ("=slug",)


@admin.register(CourseVersion, site=site)
class CourseVersionTable(ReadOnlyModelAdmin):
    """Who wrote and reviewed what, and when it was published."""

    columns = ("course", "number", "state", "written_by", "reviewed_by", "written_at", "published_at")
    hidden = ("questions",)
    list_filter = ("state",)
    search_fields = ("=course__slug",)


@admin.register(Module, site=site)
class ModuleTable(ReadOnlyModelAdmin):
    """The parts of courses."""

    columns = ("version", "position", "title_en", "title_bn")
    search_fields = ("=version__course__slug",)


@admin.register(Lesson, site=site)
class LessonTable(ReadOnlyModelAdmin):
    """The lessons of courses; their text stands on the site."""

    columns = ("version", "position", "slug", "title_en", "title_bn")
    hidden = ("blocks",)
    search_fields = ("=slug", "=version__course__slug")


@admin.register(Picture, site=site)
class PictureTable(ReadOnlyModelAdmin):
    """The pictures of courses."""

    columns = ("course", "digest", "content_type")
    hidden = ("content",)
    search_fields = ("=course__slug", "=digest")


@admin.register(Question, site=site)
class QuestionTable(ReadOnlyModelAdmin):
    """Which questions there are: not what they ask, and not what is right."""

    columns = ("course", "slug", "lesson", "use", "kind", "difficulty", "made_at", "retired_at")
    hidden = ("text_en", "text_bn", "why_en", "why_bn", "body")
    list_filter = ("use", "kind", "difficulty")
    search_fields = ("=slug", "=course__slug")


@admin.register(BatchVersion, site=site)
class BatchVersionTable(ReadOnlyModelAdmin):
    """Which batches go on with an older version."""

    columns = ("batch", "course", "version")
    search_fields = ("=batch__code", "=course__slug")


@admin.register(LessonProgress, site=site)
class LessonProgressTable(ReadOnlyModelAdmin):
    """How far people are in lessons."""

    columns = ("user", "course", "lesson", "read_to", "read_at", "checked_at", "seen_at")
    search_fields = ("=user__email", "=lesson")


@admin.register(CheckAnswer, site=site)
class CheckAnswerTable(ReadOnlyModelAdmin):
    """Answers to the questions of lessons."""

    columns = ("user", "question", "is_right", "at")
    search_fields = ("=user__email", "=question__slug")


@admin.register(LessonQuestion, site=site)
class LessonQuestionTable(ReadOnlyModelAdmin):
    """Questions at lessons: who asked, and what is hidden; the texts stand on the site."""

    columns = ("course", "lesson", "written_by", "written_at", "hidden_at", "hidden_by", "hidden_because")
    hidden = ("text", "client_id")
    search_fields = ("=written_by__email", "=lesson")


@admin.register(LessonAnswer, site=site)
class LessonAnswerTable(ReadOnlyModelAdmin):
    """Answers to them."""

    columns = ("question", "written_by", "written_at", "hidden_at", "hidden_by", "hidden_because")
    hidden = ("text", "client_id")
    search_fields = ("=written_by__email", "=question__lesson")


@admin.register(LessonNote, site=site)
class LessonNoteTable(ReadOnlyModelAdmin):
    """Who keeps notes and bookmarks: nobody but they read them."""

    columns = ("user", "course", "lesson", "written_at", "bookmarked_at")
    hidden = ("text", "other_text", "revision")
    search_fields = ("=user__email", "=lesson")
