"""Pages of videos: their files, what somebody without script read, and the staff's desk of videos."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from market.accounts.people.decorators import MemberRequest, signed_in
from market.core.base.db import fetch
from market.core.text.locale import language
from market.core.web.buttons import pressing
from market.core.web.uploads import takes_files
from market.learning.bank.queries import title_of
from market.learning.courses.queries import course_of, lesson_of, outline_of
from market.learning.courses.views import page_with_videos
from market.learning.media import actions as media_actions
from market.learning.media import watching_actions
from market.learning.media.forms import AddVideoForm, CaptionsForm, VideoFileForm
from market.learning.media.models import LANGUAGES, Rendition, Video
from market.learning.media.queries import shown_of
from market.learning.media.sending import send_captions, send_rendition
from market.learning.media.watching_queries import watching_of_batch, watching_of_video
from market.learning.versions.views import writers_only
from market.training.models import Batch


@require_safe
def video_file(request: HttpRequest, rendition_key: uuid.UUID) -> HttpResponseBase:
    """A video in one size, to whoever has its address; a header `Range` gets a part of it."""
    return send_rendition(rendition_key, request)


@require_safe
def video_captions(request: HttpRequest, captions_key: uuid.UUID) -> HttpResponse:
    """Captions, to whoever has their address."""
    return send_captions(captions_key)


@require_POST
@signed_in
def read_transcript(request: MemberRequest, course_slug: str, lesson_slug: str, video_slug: str) -> HttpResponse:
    """Note, where there is no script that does, that the transcript of a video was read to its end."""
    lesson = lesson_of(outline_of(course_slug, request.user), lesson_slug)
    watching_actions.note_watching(by=request.user, lesson=lesson, name=video_slug, is_read=True)
    messages.success(request, _("Noted: you have read what is said in the video."))
    return redirect("lesson", course_slug, lesson_slug)


@takes_files
@writers_only
def course_videos(request: MemberRequest, course_slug: str) -> HttpResponse:
    """The videos of a course, and where another one is sent."""
    course = course_of(course_slug)
    form = AddVideoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        with form.refusing():
            form.keep(request.user)
            titles = {name: form.cleaned_data[name] for name in ("title_en", "title_bn")}
            video = media_actions.add_video(
                by=request.user, course_slug=course_slug, file_ids=form.upload_ids, **titles
            )
            messages.success(request, _("It is here. Its sizes are made now, and you hear when it is ready."))
            return redirect(video)
    rows = Video.objects.visible_to(request.user).filter(course=course).select_related("uploaded_by")
    context = {"course": course, "title": title_of(course)[language()], "videos": rows, "form": form}
    return render(
        request, "learning/course_videos.html", {**context, "kept": form.attached(request.user)}, status=form.status
    )


@writers_only
def course_video(request: MemberRequest, video_id: int) -> HttpResponse:
    """A video: how far its sizes are, what is played, and its captions."""
    video = _video(request, video_id)
    chosen = request.POST.get("language", "")
    forms = {code: _captions_form(request, video, code, chosen) for code, _name in LANGUAGES}
    sent = forms.get(chosen)
    if sent is not None and sent.is_valid():
        with sent.refusing():
            media_actions.save_captions(by=request.user, video_id=video.pk, language=chosen, **sent.cleaned_data)
            messages.success(request, _("The captions are saved."))
            return redirect(video)
    return _video_page(request, video, forms, VideoFileForm(), sent.status if sent is not None else 200)


def _captions_form(request: MemberRequest, video: Video, code: str, chosen: str) -> CaptionsForm:
    there = {each.language: each.text for each in video.captions.all()}
    data = request.POST if request.method == "POST" and chosen == code else None
    return CaptionsForm(data, initial={"text": there.get(code, "")}, auto_id=f"{code}_%s")


def _video(request: MemberRequest, video_id: int) -> Video:
    rows = Video.objects.visible_to(request.user).select_related("course", "uploaded_by")
    return fetch(rows.prefetch_related("renditions", "captions"), video_id)


def _video_page(
    request: MemberRequest, video: Video, forms: dict[str, CaptionsForm], form: VideoFileForm, status: int
) -> HttpResponse:
    shown = shown_of(video)
    context: dict[str, Any] = {
        "video": video,
        "course_title": title_of(video.course)[language()],
        "renditions": shown,
        "pictures": [each for each in shown if each.kind != Rendition.Kind.SOUND],
        "captions": [(code, name, forms[code]) for code, name in LANGUAGES],
        "watching": watching_of_video(video),
        "form": form,
        "kept": form.attached(request.user),
    }
    return page_with_videos(request, "learning/course_video.html", context, status)


@takes_files
@require_POST
@writers_only
def replace_video(request: MemberRequest, video_id: int) -> HttpResponse:
    """Another file for a video."""
    video = _video(request, video_id)
    form = VideoFileForm(request.POST, request.FILES)
    if form.is_valid():
        with form.refusing():
            form.keep(request.user)
            media_actions.replace_video(by=request.user, video_id=video_id, file_ids=form.upload_ids)
            messages.success(request, _("It is here. Its sizes are made now, and you hear when it is ready."))
            return redirect(video)
    forms = {code: _captions_form(request, video, code, "") for code, _name in LANGUAGES}
    return _video_page(request, video, forms, form, form.status)


@require_POST
@writers_only
def retry_video(request: MemberRequest, video_id: int) -> HttpResponse:
    """Make the sizes that are missing."""
    video = _video(request, video_id)
    with pressing(request, _("It is tried again. You hear when it is ready.")):
        media_actions.retry_video(by=request.user, video_id=video_id)
    return redirect(video)


@require_POST
@writers_only
def withdraw_video(request: MemberRequest, video_id: int) -> HttpResponse:
    """Nobody plays it any more."""
    video = _video(request, video_id)
    with pressing(request, _("Withdrawn: nobody plays this video any more.")):
        media_actions.withdraw_video(by=request.user, video_id=video_id)
    return redirect(video)


@writers_only
@require_safe
def batch_videos(request: MemberRequest, batch_id: int) -> HttpResponse:
    """How much of each video at its lessons the trainees of a batch saw, for its trainers and for officers."""
    batch = fetch(Batch.objects.visible_to(request.user).select_related("topic", "district"), batch_id)
    context = {"batch": batch, "watching": watching_of_batch(batch)}
    return render(request, "learning/batch_videos.html", context)
