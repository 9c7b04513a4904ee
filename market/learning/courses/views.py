"""Pages of courses, which everybody may read."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from market.accounts.models import User
from market.core.text.bangla import clip
from market.core.text.locale import language
from market.core.web.open_web import text_page
from market.learning.courses.models import Lesson
from market.learning.courses.queries import Outline, chosen_part, lesson_of, outline_of, outlines, own_first, picture_of
from market.learning.courses.rendering import rendered
from market.learning.lesson_questions.forms import AskForm
from market.learning.lesson_questions.queries import learns, questions_at
from market.learning.media.queries import films_of, sizes_to_keep
from market.learning.notes.forms import NoteForm
from market.learning.notes.queries import note_at, noted_lessons
from market.learning.progress.checks import Check, checks_of

SHOWN_QUESTIONS = 5  # on the page of a lesson
LONGEST_QUERY = 200
FOREVER = "public, max-age=31536000, immutable"  # a picture's address is that of its content


def reader_of(request: HttpRequest) -> User | None:
    """Who reads, if they are signed in."""
    return request.user if request.user.is_authenticated else None


@require_GET
def courses(request: HttpRequest) -> HttpResponse:
    """All courses, each with how far the reader is."""
    page = text_page(
        request,
        _("Courses"),
        _("Free lessons in Bangla and English about each topic of the programme, and about working as a freelancer."),
    )
    reader = reader_of(request)
    rows = own_first(outlines(reader), reader)
    query = clip(request.GET.get("q", "").strip(), LONGEST_QUERY)
    context = {"courses": rows, "noted": noted_lessons(reader, rows) if reader else [], "query": query}
    return render(request, "learning/courses.html", {**context, "open_web": None if query else page})


@require_GET
def kept_lessons(request: HttpRequest) -> HttpResponse:
    """What is kept on this phone: the page itself is kept with it, and reads the rest there."""
    return render(request, "learning/kept_lessons.html")


@require_GET
def course(request: HttpRequest, course_slug: str) -> HttpResponse:
    """A course: its modules and lessons."""
    outline = outline_of(course_slug, reader_of(request))
    page = text_page(request, outline.version.title, outline.version.summary)
    parts = [(each, chosen_part(outline, each.lessons.all())) for each in outline.modules]
    choices = {"parts": parts, "whole": chosen_part(outline), "film_sizes": sizes_to_keep(outline.version)}
    return render(request, "learning/course.html", {"outline": outline, **choices, "open_web": page})


@require_GET
def lesson(request: HttpRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """A lesson with its checks. `?both=1` shows both languages."""
    outline = outline_of(course_slug, reader_of(request))
    row = lesson_of(outline, lesson_slug)
    return lesson_page(request, outline, row, checks_of(reader_of(request), outline.version.course, row))


def lesson_page(
    request: HttpRequest, outline: Outline, row: Lesson, checks: list[Check], status: int = 200
) -> HttpResponse:
    """The page of a lesson with these checks."""
    both = request.GET.get("both") == "1"
    before, after = outline.neighbours(row.slug)
    context: dict[str, Any] = {
        "outline": outline,
        "lesson": row,
        "blocks": rendered(row.blocks, language(), both=both),
        "films": films_of(outline.version.course, row.blocks, reader_of(request)),
        "film_place": (outline.version.course.slug, row.slug),
        "both": both,
        "page_language": language(),
        "other_language": "en" if language() == "bn" else "bn",
        "checks": checks,
        "progress": outline.progress.get(row.slug),
        "before": before,
        "after": after,
        "chosen": chosen_part(outline, [row]),
        "open_web": text_page(request, row.title, outline.version.summary),
        **_own_parts(reader_of(request), outline, row),
    }
    page = page_with_videos if context["films"] else render
    return page(request, "learning/lesson.html", context, status=status)


def page_with_videos(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page that may play videos of this site."""

    @csp_update({"media-src": [SELF]})
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, template, context, status=status)

    return page(request)  # type: ignore[return-value]


def _own_parts(reader: User | None, outline: Outline, row: Lesson) -> dict[str, Any]:
    """Of a lesson's page what only who is signed in has: the note, and for who learns here the questions."""
    if reader is None:
        return {}
    course = outline.version.course
    note = note_at(reader, course, row.slug)
    seen = {"text": note.text, "based_on": note.revision} if note else {"based_on": 0}
    parts: dict[str, Any] = {"note": note, "note_form": NoteForm(initial=seen, auto_id="note_%s")}
    if learns(reader):
        questions = list(questions_at(course, row.slug, reader)[: SHOWN_QUESTIONS + 1])
        parts |= {"lesson_questions": questions[:SHOWN_QUESTIONS], "has_more": len(questions) > SHOWN_QUESTIONS}
        parts["ask_form"] = AskForm(auto_id="ask_%s")
    return parts


@require_GET
def lesson_picture(request: HttpRequest, digest: str) -> HttpResponse:
    """A picture of a course. What a drawing could do in a page of its own, the headers keep it from."""
    row = picture_of(digest)
    policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
    headers = {"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff", **policy}
    return HttpResponse(bytes(row.content), content_type=row.content_type, headers=headers)
