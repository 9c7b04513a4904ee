"""Pages of courses, which everybody may read."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from market.accounts.models import User
from market.core.text.locale import language
from market.core.web.open_web import text_page
from market.learning.courses.models import Lesson
from market.learning.courses.queries import Outline, addresses_of, lesson_of, outline_of, outlines, picture_of, size_of
from market.learning.courses.rendering import rendered
from market.learning.progress.checks import Check, checks_of

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
    return render(request, "learning/courses.html", {"courses": outlines(reader_of(request)), "open_web": page})


@require_GET
def course(request: HttpRequest, course_slug: str) -> HttpResponse:
    """A course: its modules and lessons."""
    outline = outline_of(course_slug, reader_of(request))
    page = text_page(request, outline.version.title, outline.version.summary)
    context = {"outline": outline, "kept_addresses": json.dumps(addresses_of(outline)), "size": size_of(outline)}
    return render(request, "learning/course.html", {**context, "open_web": page})


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
        "both": both,
        "page_language": language(),
        "other_language": "en" if language() == "bn" else "bn",
        "checks": checks,
        "progress": outline.progress.get(row.slug),
        "before": before,
        "after": after,
        "open_web": text_page(request, row.title, outline.version.summary),
    }
    return render(request, "learning/lesson.html", context, status=status)


@require_GET
def lesson_picture(request: HttpRequest, digest: str) -> HttpResponse:
    """A picture of a course. What a drawing could do in a page of its own, the headers keep it from."""
    row = picture_of(digest)
    policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
    headers = {"Cache-Control": FOREVER, "X-Content-Type-Options": "nosniff", **policy}
    return HttpResponse(bytes(row.content), content_type=row.content_type, headers=headers)
