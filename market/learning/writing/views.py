"""Pages where a course is written: its outline. Each writer sees their own draft."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.errors import NotFound
from market.core.web.buttons import pressing
from market.learning.courses.queries import course_of
from market.learning.versions.actions import ROLES, FaultsInCourse
from market.learning.writing import actions as writing_actions
from market.learning.writing.draft_files import placed
from market.learning.writing.forms import (
    ArrangeForm,
    DraftModuleForm,
    DraftTitlesForm,
    NewLessonForm,
    SubmitDraftForm,
)
from market.learning.writing.models import CourseDraft
from market.learning.writing.outlines import (
    CourseOutline,
    with_lesson_moved,
    with_module_moved,
    with_module_title,
    without_lesson,
    without_module,
)
from market.learning.writing.queries import draft_of, drafts_of, modules_of, returned_to

writers_only = with_role(*ROLES)


@writers_only
def course_draft(request: MemberRequest, course_slug: str) -> HttpResponse:
    """The outline of the writer's draft: its titles, modules and lessons; without one, where it is begun."""
    course = course_of(course_slug)
    draft = drafts_of(request.user).filter(course=course).first()
    if draft is None:
        return render(
            request, "learning/begin_draft.html", {"course": course, "returned": returned_to(request.user, course)}
        )
    form = DraftTitlesForm(request.POST or None, initial=_titles_in(draft))
    if form.is_valid():
        with form.refusing():
            pairs = {name: _pair(form.cleaned_data, name) for name in ("title", "summary")}
            _save(request, draft, draft.outline | pairs, form.cleaned_data["edition"])
            messages.success(request, _("Saved."))
            return redirect(draft)
    return outline_page(request, draft, titles=form)


def outline_page(request: MemberRequest, draft: CourseDraft, **forms: Any) -> HttpResponse:
    """The outline of a draft, with these forms: `titles`, `submitting`."""
    titles = forms.get("titles") or DraftTitlesForm(initial=_titles_in(draft))
    submitting = forms.get("submitting") or SubmitDraftForm()
    refusal = submitting.refusal
    context = {
        "draft": draft,
        "modules": modules_of(draft),
        "titles": titles,
        "submitting": submitting,
        "to_mend": placed(draft, refusal.faults) if isinstance(refusal, FaultsInCourse) else [],
        "newest": writing_actions.newest_number(draft.course),
        "returned": returned_to(request.user, draft.course),
    }
    status = max(titles.status, submitting.status)
    return render(request, "learning/course_draft.html", context, status=status)


def _titles_in(draft: CourseDraft) -> dict[str, Any]:
    texts = {
        f"{name}_{language}": draft.outline[name][language]
        for name in ("title", "summary")
        for language in ("en", "bn")
    }
    return {"edition": draft.edition, **texts}


def _pair(sent: dict[str, Any], name: str) -> dict[str, str]:
    return {language: sent[f"{name}_{language}"] for language in ("en", "bn")}


def _save(request: MemberRequest, draft: CourseDraft, outline: CourseOutline, edition: int) -> None:
    slug = draft.course.slug
    writing_actions.save_outline(by=request.user, course_slug=slug, edition=edition, outline=outline)


@require_POST
@writers_only
def begin_draft(request: MemberRequest, course_slug: str) -> HttpResponse:
    """From the newest version, or from the writer's own that was sent back."""
    return redirect(writing_actions.begin_draft(by=request.user, course_slug=course_slug))


@require_POST
@writers_only
def submit_draft(request: MemberRequest, course_slug: str) -> HttpResponse:
    """It waits for a second person. What is to be mended first is listed on the page."""
    draft = draft_of(request.user, course_slug)
    form = SubmitDraftForm(request.POST)
    if form.is_valid():
        with form.refusing():
            version = writing_actions.submit_draft(by=request.user, course_slug=course_slug, **form.cleaned_data)
            messages.success(request, _("Submitted. Another trainer or officer reads it and publishes it."))
            return redirect(version)
    return outline_page(request, draft, submitting=form)


@require_POST
@writers_only
def discard_draft(request: MemberRequest, course_slug: str) -> HttpResponse:
    """Without the draft; versions stay as they are."""
    with pressing(request, _("The draft is discarded.")):
        writing_actions.discard_draft(by=request.user, course_slug=course_slug)
    return redirect("course_versions", course_slug)


@require_POST
@writers_only
def arrange_draft(request: MemberRequest, course_slug: str) -> HttpResponse:
    """Move or remove a module or a lesson."""
    draft = draft_of(request.user, course_slug)
    form = ArrangeForm(request.POST)
    if form.is_valid():
        outline = _arranged(draft.outline, form.cleaned_data)
        removed = form.cleaned_data["act"] == "remove"
        with pressing(request, _("Removed.") if removed else _("Moved.")):
            _save(request, draft, outline, form.cleaned_data["edition"])
    return redirect(draft)


def _arranged(outline: CourseOutline, sent: dict[str, Any]) -> CourseOutline:
    step = -1 if sent["act"] == "up" else 1
    if sent["act"] == "remove":
        return without_lesson(outline, sent["lesson"]) if sent["lesson"] else without_module(outline, _index(sent))
    if sent["lesson"]:
        return with_lesson_moved(outline, sent["lesson"], step)
    return with_module_moved(outline, _index(sent), step)


def _index(sent: dict[str, Any]) -> int:
    return int(sent["module"]) - 1


@writers_only
def draft_module(request: MemberRequest, course_slug: str, module_number: int) -> HttpResponse:
    """A module of the draft: its title, and a new lesson. The number after the last one is a new module."""
    draft = _with_module(request, course_slug, module_number, new=1)
    form = DraftModuleForm(request.POST or None, initial=_module_titles(draft, module_number))
    if form.is_valid():
        with form.refusing():
            title = _pair(form.cleaned_data, "title")
            outline = with_module_title(draft.outline, module_number - 1, title)
            _save(request, draft, outline, form.cleaned_data["edition"])
            messages.success(request, _("Saved."))
            return redirect(f"{draft.get_absolute_url()}#module-{module_number}")
    return _module_page(
        request, draft, module_number, form, NewLessonForm(initial={"edition": draft.edition}, prefix="new")
    )


@require_POST
@writers_only
def add_draft_lesson(request: MemberRequest, course_slug: str, module_number: int) -> HttpResponse:
    """A new lesson at the end of a module."""
    draft = _with_module(request, course_slug, module_number)
    form = NewLessonForm(request.POST, prefix="new")
    if form.is_valid():
        with form.refusing():
            lesson = writing_actions.add_lesson(
                by=request.user,
                course_slug=course_slug,
                edition=form.cleaned_data["edition"],
                module=module_number - 1,
                title=_pair(form.cleaned_data, "title"),
            )
            return redirect("draft_lesson", course_slug, lesson.slug)
    titles = DraftModuleForm(initial=_module_titles(draft, module_number))
    return _module_page(request, draft, module_number, titles, form)


def _with_module(request: MemberRequest, course_slug: str, number: int, new: int = 0) -> CourseDraft:
    """The draft, if it has a module of this number, or so many `new` ones after the last. Raises NotFound."""
    draft = draft_of(request.user, course_slug)
    if not 1 <= number <= len(draft.outline["modules"]) + new:
        raise NotFound
    return draft


def _module_titles(draft: CourseDraft, number: int) -> dict[str, Any]:
    modules = draft.outline["modules"]
    title = modules[number - 1]["title"] if number <= len(modules) else {}
    return {"edition": draft.edition, **{f"title_{language}": title.get(language, "") for language in ("en", "bn")}}


def _module_page(
    request: MemberRequest, draft: CourseDraft, number: int, form: DraftModuleForm, adding: NewLessonForm
) -> HttpResponse:
    is_new = number > len(draft.outline["modules"])
    context = {"draft": draft, "number": number, "is_new": is_new, "form": form, "adding": adding}
    return render(request, "learning/draft_module.html", context, status=max(form.status, adding.status))
