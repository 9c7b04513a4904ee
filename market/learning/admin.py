"""Courses in the administration."""

from django.contrib import admin

from market.core.admin.admin_site import site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.learning.media import admin as media_admin  # noqa: F401  # registers its own
from market.learning.models import (
    AnswerFile,
    BatchVersion,
    CheckAnswer,
    Course,
    CourseDraft,
    CourseVersion,
    DraftLesson,
    DraftQuestion,
    Exam,
    ExamBadge,
    ExtraTime,
    Interruption,
    Lesson,
    LessonAnswer,
    LessonNote,
    LessonProgress,
    LessonQuestion,
    Module,
    PaperRule,
    Picture,
    Question,
    QuestionSet,
    Remark,
    Sitting,
    SittingAnswer,
    SittingDevice,
    SittingMark,
    Viva,
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

    columns = ("course", "slug", "number", "lesson", "use", "kind", "difficulty", "author", "made_at", "retired_at")
    hidden = ("text_en", "text_bn", "why_en", "why_bn", "body")
    list_filter = ("use", "kind", "difficulty")
    search_fields = ("=slug", "=course__slug")


@admin.register(QuestionSet, site=site)
class QuestionSetTable(ReadOnlyModelAdmin):
    """Who submitted questions, and who decided: not what they ask."""

    columns = ("course", "state", "author", "reviewer", "file_name", "submitted_at", "decided_at")
    hidden = ("changes",)
    list_filter = ("state",)
    search_fields = ("=course__slug",)


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


@admin.register(Exam, site=site)
class ExamTable(ReadOnlyModelAdmin):
    """Which exams there are, and when their results came out."""

    columns = ("course", "batch", "opens_at", "closes_at", "minutes", "pass_percent", "created_by", "released_at")
    search_fields = ("=course__slug", "=batch__code")


@admin.register(PaperRule, site=site)
class PaperRuleTable(ReadOnlyModelAdmin):
    """By which rules papers are drawn."""

    columns = ("exam", "position", "lesson", "difficulty", "count")
    search_fields = ("=exam__course__slug",)


@admin.register(ExtraTime, site=site)
class ExtraTimeTable(ReadOnlyModelAdmin):
    """Who has more time."""

    columns = ("exam", "user", "minutes", "by", "at")
    search_fields = ("=user__email",)


@admin.register(Sitting, site=site)
class SittingTable(ReadOnlyModelAdmin):
    """Who sat which exam: not what the paper asks."""

    columns = ("exam", "user", "number", "is_trial", "begun_at", "ends_at", "submitted_at", "points", "is_passed")
    hidden = ("seed", "paper")
    list_filter = ("is_trial", "is_passed")
    search_fields = ("=user__email",)


@admin.register(SittingDevice, site=site)
class SittingDeviceTable(ReadOnlyModelAdmin):
    """On how many devices a sitting went on."""

    columns = ("sitting", "number", "begun_at", "ended_at")
    hidden = ("key",)
    search_fields = ("=sitting__user__email",)


@admin.register(SittingAnswer, site=site)
class SittingAnswerTable(ReadOnlyModelAdmin):
    """When answers were made and arrived: not what they say."""

    columns = ("sitting", "number", "question", "answered_at", "received_at", "is_late", "outside")
    hidden = ("answer",)
    search_fields = ("=sitting__user__email",)


@admin.register(AnswerFile, site=site)
class AnswerFileTable(ReadOnlyModelAdmin):
    """Which answers name files."""

    columns = ("answer", "upload")
    search_fields = ("=answer__sitting__user__email",)


@admin.register(Interruption, site=site)
class InterruptionTable(ReadOnlyModelAdmin):
    """Times in which nothing was heard, and what was returned of them."""

    columns = ("sitting", "from_at", "until_at", "state", "lost_seconds", "returned_seconds", "decided_by")
    list_filter = ("state",)
    search_fields = ("=sitting__user__email",)


@admin.register(SittingMark, site=site)
class SittingMarkTable(ReadOnlyModelAdmin):
    """Who marked what."""

    columns = ("sitting", "question", "stage", "share", "by", "at")
    list_filter = ("stage",)
    search_fields = ("=sitting__user__email",)


@admin.register(Remark, site=site)
class RemarkTable(ReadOnlyModelAdmin):
    """Answers that were looked at again."""

    columns = ("sitting", "question", "requested_at", "outcome", "decided_by", "decided_at")
    list_filter = ("outcome",)
    search_fields = ("=sitting__user__email",)


@admin.register(Viva, site=site)
class VivaTable(ReadOnlyModelAdmin):
    """Talks about papers."""

    columns = ("sitting", "at", "called_by", "outcome", "decided_by", "decided_at")
    list_filter = ("outcome",)
    search_fields = ("=sitting__user__email",)


@admin.register(CourseDraft, site=site)
class CourseDraftTable(ReadOnlyModelAdmin):
    """Who writes what at the moment; what they write is theirs until it is submitted."""

    columns = ("course", "written_by", "edition", "begun_on", "begun_at", "saved_at")
    hidden = ("outline", "faults")
    search_fields = ("=course__slug",)


@admin.register(DraftLesson, site=site)
class DraftLessonTable(ReadOnlyModelAdmin):
    """The lessons of drafts, without their text."""

    columns = ("draft", "slug", "edition", "faults", "saved_at")
    hidden = ("text_en", "text_bn")
    search_fields = ("=slug",)


@admin.register(DraftQuestion, site=site)
class DraftQuestionTable(ReadOnlyModelAdmin):
    """The questions of drafts: not what they ask, and not what is right."""

    columns = ("lesson", "edition", "faults", "saved_at")
    hidden = ("text",)
    search_fields = ("=lesson__slug",)


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


@admin.register(ExamBadge, site=site)
class ExamBadgeTable(ReadOnlyModelAdmin):
    """Open badges of passed exams."""

    columns = ("sitting", "name", "created_at", "revoked_at")
    subject_field = "sitting__user"
    hidden = ("salt", "identity_hash")
    search_fields = ("=sitting__user__email",)
    date_hierarchy = "created_at"
