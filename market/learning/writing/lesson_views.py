"""Pages where a lesson of a course is written: both languages side by side, its preview, its questions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from market.accounts.people.decorators import MemberRequest
from market.core.base.db import fetch
from market.core.text.locale import language
from market.core.web.buttons import pressing
from market.core.web.uploads import takes_files
from market.learning.courses.models import Picture
from market.learning.questions.models import Question
from market.learning.versions.archives import path_of
from market.learning.writing import lesson_actions
from market.learning.writing.draft_files import faults_of_lesson, faults_of_question, texts_of
from market.learning.writing.forms import DraftLessonForm
from market.learning.writing.inserting import with_picture
from market.learning.writing.models import DraftLesson
from market.learning.writing.queries import draft_lesson_of, preview_of, shown_questions
from market.learning.writing.question_forms import NewQuestionForm, beginning_of, question_form
from market.learning.writing.tools import TOOLS
from market.learning.writing.views import writers_only


@takes_files
@writers_only
def draft_lesson(request: MemberRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """The text of a lesson in both languages, what is to be mended in it, and its questions."""
    lesson = draft_lesson_of(request.user, course_slug, lesson_slug)
    initial = {"edition": lesson.edition, "text_en": lesson.text_en, "text_bn": lesson.text_bn}
    form = DraftLessonForm(request.POST or None, request.FILES or None, by=request.user, initial=initial)
    if form.is_valid():
        with form.refusing():
            _save(request, lesson, form.cleaned_data)
            form.forget_sent()
            if "preview" in request.POST:
                return redirect("draft_preview", course_slug, lesson_slug)
            messages.success(request, _("Saved."))
            return redirect("draft_lesson", course_slug, lesson_slug)
    context = {
        "lesson": lesson,
        "draft": lesson.draft,
        "form": form,
        "faults": faults_of_lesson(lesson.draft.course, lesson),
        "saved": texts_of(lesson) if form.refusal and form.refusal.code == "draft_changed" else None,
        "questions": shown_questions(lesson),
        "adding": NewQuestionForm(),
        "tools": TOOLS,
    }
    return render(request, "learning/draft_lesson.html", context, status=form.status)


def _save(request: MemberRequest, lesson: DraftLesson, sent: dict[str, Any]) -> None:
    """Save the texts, with the picture that came along at the lines where it belongs."""
    slugs = {"course_slug": lesson.draft.course.slug, "lesson_slug": lesson.slug}
    texts = {name: sent[f"text_{name}"] for name in ("en", "bn")}
    if sent["picture"]:
        pictures = {"en": _picture(request, slugs["course_slug"], "picture", sent["picture"])}
        own = sent["picture_bn"]
        pictures["bn"] = _picture(request, slugs["course_slug"], "picture_bn", own) if own else pictures["en"]
        for name, picture in pictures.items():
            texts[name] = with_picture(texts[name], sent[f"at_{name}"], path_of(picture), sent[f"alt_{name}"])
    lesson_actions.save_lesson(
        by=request.user, **slugs, edition=sent["edition"], text_en=texts["en"], text_bn=texts["bn"]
    )


def _picture(request: MemberRequest, course_slug: str, field: str, file: Any) -> Picture:
    return lesson_actions.add_draft_picture(by=request.user, course_slug=course_slug, content=file.read(), field=field)


@require_GET
@writers_only
def draft_preview(request: MemberRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """The lesson as it would be read, both languages side by side."""
    lesson = draft_lesson_of(request.user, course_slug, lesson_slug)
    context = {
        "lesson": lesson,
        "preview": preview_of(lesson),
        "questions": shown_questions(lesson),
        "page_language": language(),
    }
    return render(request, "learning/draft_preview.html", context)


@require_POST
@writers_only
def add_draft_question(request: MemberRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """A new question of a kind, to be filled on its page."""
    lesson = draft_lesson_of(request.user, course_slug, lesson_slug)
    form = NewQuestionForm(request.POST)
    if not form.is_valid():
        return redirect("draft_lesson", course_slug, lesson_slug)
    name = f"{lesson_slug[:50].strip('-')}-{lesson.questions.count() + 1}"
    question = lesson_actions.add_question(
        by=request.user,
        course_slug=course_slug,
        lesson_slug=lesson_slug,
        text=beginning_of(form.cleaned_data["kind"], name),
    )
    return redirect("draft_question", course_slug, lesson_slug, question.pk)


@writers_only
def draft_question(request: MemberRequest, course_slug: str, lesson_slug: str, draft_question_id: int) -> HttpResponse:
    """A question: saved with what is to be mended in it."""
    lesson = draft_lesson_of(request.user, course_slug, lesson_slug)
    question = fetch(lesson.questions.all(), draft_question_id)
    form = question_form(question.text, request.POST or None, question.edition)
    if form.is_valid():
        with form.refusing():
            saved = lesson_actions.save_question(
                by=request.user,
                course_slug=course_slug,
                lesson_slug=lesson_slug,
                question_id=draft_question_id,
                edition=form.cleaned_data["edition"],
                text=form.toml,
            )
            messages.success(request, _("Saved."))
            here = ("draft_question", course_slug, lesson_slug, draft_question_id)
            return redirect(*here) if saved.faults else redirect("draft_lesson", course_slug, lesson_slug)
    context = {
        "lesson": lesson,
        "question": question,
        "form": form,
        "faults": [] if form.is_bound else faults_of_question(question.text),
        "kinds": Question.Kind,
    }
    return render(request, "learning/draft_question.html", context, status=form.status)


@require_POST
@writers_only
def remove_draft_question(
    request: MemberRequest, course_slug: str, lesson_slug: str, draft_question_id: int
) -> HttpResponse:
    """Without the question."""
    with pressing(request, _("Removed.")):
        lesson_actions.remove_question(
            by=request.user, course_slug=course_slug, lesson_slug=lesson_slug, question_id=draft_question_id
        )
    return redirect("draft_lesson", course_slug, lesson_slug)
