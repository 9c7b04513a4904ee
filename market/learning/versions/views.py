"""The desk of courses, for trainers and officers: submit a version, read one, publish it or send it back."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.text.locale import language
from market.core.web.buttons import pressing
from market.core.web.uploads import takes_files
from market.learning.bank.models import QuestionSet
from market.learning.bank.queries import languages
from market.learning.courses.models import Course, CourseVersion
from market.learning.courses.queries import Outline, course_of, lesson_of, with_lessons
from market.learning.courses.rendering import rendered
from market.learning.versions import actions as versions_actions
from market.learning.versions.archives import write_archive
from market.learning.versions.changes import changes_of
from market.learning.versions.forms import CourseFileForm, ReturnVersionForm
from market.learning.writing.queries import drafts_of

writers_only = with_role(*versions_actions.ROLES)
SHOWN = 10  # versions of a course


@writers_only
def course_desk(request: MemberRequest) -> HttpResponse:
    """All courses, and what waits for a second person."""
    courses = Course.objects.select_related("topic").annotate(count=Count("versions"))
    waiting = CourseVersion.objects.filter(state=CourseVersion.State.SUBMITTED).select_related("course", "written_by")
    newest = {each.course_id: each for each in CourseVersion.objects.current()}
    sets = QuestionSet.objects.visible_to(request.user).waiting().select_related("course", "author")
    context = {
        "courses": [(each, newest.get(each.pk)) for each in courses],
        "waiting": waiting,
        "drafts": drafts_of(request.user),
        "sets": [(each, newest[each.course_id].title) for each in sets if each.course_id in newest],
    }
    return render(request, "learning/course_desk.html", context)


@takes_files
@writers_only
def course_versions(request: MemberRequest, course_slug: str) -> HttpResponse:
    """The versions of a course, and where the next one is submitted."""
    course = course_of(course_slug)
    form = CourseFileForm(request.POST or None, request.FILES or None, by=request.user)
    if form.is_valid():
        with form.refusing():
            content = form.cleaned_data["file"].read()
            version = versions_actions.submit_course(by=request.user, course_slug=course_slug, content=content)
            form.forget_sent()
            messages.success(request, _("Submitted. Another trainer or officer reads it and publishes it."))
            return redirect(version)
    rows = course.versions.select_related("written_by", "reviewed_by").order_by("-number")[:SHOWN]
    has_draft = drafts_of(request.user).filter(course=course).exists()
    context = {"course": course, "versions": rows, "form": form, "has_draft": has_draft}
    return render(request, "learning/course_versions.html", context, status=form.status)


@require_GET
@writers_only
def course_file(request: MemberRequest, course_version_id: int) -> HttpResponse:
    """A version as a file, with all its questions and answers."""
    version = fetch(CourseVersion.objects.visible_to(request.user).select_related("course__topic"), course_version_id)
    log_access("course.taken", by=request.user, on=version, course=version.course.slug, number=version.number)
    name = f"{version.course.slug}-{version.number}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(write_archive(version), content_type="application/zip", headers=headers)


@writers_only
def course_version(request: MemberRequest, course_version_id: int) -> HttpResponse:
    """A version as it would be read, with its questions and answers, and the decision."""
    version = fetch(
        CourseVersion.objects.visible_to(request.user).select_related("course__topic", "written_by"), course_version_id
    )
    form = ReturnVersionForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            versions_actions.return_version(by=request.user, version_id=course_version_id, **form.cleaned_data)
            messages.success(request, _("Sent back. Who wrote it is told what is to be mended."))
            return redirect("course_desk")
    context = {"version": version, "outline": _outline(version), "form": form, "changes": changes_of(version)}
    return render(request, "learning/course_version.html", context, status=form.status)


def _outline(version: CourseVersion) -> Outline:
    (outline,) = with_lessons([version], None)
    return outline


@require_GET
@writers_only
def version_lesson(request: MemberRequest, course_version_id: int, lesson_slug: str) -> HttpResponse:
    """A lesson of a version, both languages side by side, with its questions and their answers."""
    version = fetch(CourseVersion.objects.visible_to(request.user).select_related("course"), course_version_id)
    row = lesson_of(_outline(version), lesson_slug)
    log_access("course.read", by=request.user, on=version, course=version.course.slug, number=version.number)
    context = {
        "version": version,
        "lesson": row,
        "blocks": rendered(row.blocks, language(), both=True),
        "questions": [each for each in version.questions if each["lesson"] == row.slug],
        "shows_alt": True,
        **languages(),
    }
    return render(request, "learning/version_lesson.html", context)


@require_POST
@writers_only
def publish_version(request: MemberRequest, course_version_id: int) -> HttpResponse:
    """Everybody reads it from now on."""
    with pressing(request, _("Published. Batches that run keep the version they have, until you move them.")):
        versions_actions.publish_version(by=request.user, version_id=course_version_id)
    return redirect("course_desk")


@require_POST
@writers_only
def move_batch_course(request: MemberRequest, batch_id: int, course_slug: str) -> HttpResponse:
    """A batch reads the newest version from now on."""
    with pressing(request, _("Moved: the batch reads the newest version.")):
        versions_actions.move_batch(by=request.user, batch_id=batch_id, course_slug=course_slug)
    return redirect("batch", batch_id)
