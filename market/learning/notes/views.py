"""Pages of notes and bookmarks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.web.buttons import pressing
from market.learning.courses.queries import lesson_of, outline_of
from market.learning.notes import actions as notes_actions
from market.learning.notes.actions import Writing
from market.learning.notes.forms import NoteForm
from market.learning.notes.queries import note_at


@signed_in
def lesson_note(request: MemberRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """A note by itself: where two devices have written, both texts stand here."""
    outline = outline_of(course_slug, request.user)
    lesson = lesson_of(outline, lesson_slug)
    note = note_at(request.user, outline.version.course, lesson.slug)
    seen = {"text": note.text, "based_on": note.revision} if note else {"based_on": 0}
    form = NoteForm(request.POST or None, initial=seen)
    if form.is_valid():
        with form.refusing():
            sent = form.cleaned_data
            writing = Writing(sent["text"], sent["based_on"] or 0, is_merged=sent["is_merged"])
            saved = notes_actions.save_note(by=request.user, lesson=lesson, writing=writing)
            if saved.other_text:
                messages.info(request, _("Another device wrote here meanwhile. Both texts are below."))
                return redirect("lesson_note", course_slug, lesson_slug)
            messages.success(request, _("Saved."))
            return redirect("lesson", course_slug, lesson_slug)
    context = {"outline": outline, "lesson": lesson, "note": note, "form": form}
    return render(request, "learning/lesson_note.html", context, status=form.status)


@require_POST
@signed_in
def bookmark_lesson(request: MemberRequest, course_slug: str, lesson_slug: str) -> HttpResponse:
    """Mark a lesson, or take the mark away."""
    lesson = lesson_of(outline_of(course_slug, request.user), lesson_slug)
    is_on = request.POST.get("is_on") == "1"
    with pressing(request, _("Marked. You find it on the page of the courses.") if is_on else _("The mark is gone.")):
        notes_actions.bookmark_lesson(by=request.user, lesson=lesson, is_on=is_on)
    return redirect("lesson", course_slug, lesson_slug)
