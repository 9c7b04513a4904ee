"""Making the previews of uploads, long after they were taken in: never while somebody waits for a page."""

import uuid
from datetime import timedelta

from django.core.files.base import ContentFile

from market.core.base import clock
from market.core.base.db import atomic
from market.core.base.jobs import defer
from market.core.text.contact import reaches_somebody
from market.files.models import Upload
from market.files.previews.rendering import Drawing, render
from market.files.signals import preview_made
from market.files.types import type_of

DRAWN = ("image", "pdf")
PREVIEW_JOB = "market.files.tasks.make_preview_job"
PATIENCE = timedelta(hours=1)  # after which the job of an upload is taken for lost
A_NIGHT = 2000


def make_preview(*, upload_id: uuid.UUID | str) -> None:
    """Draw an upload that was not looked at yet. What cannot be drawn is a file without a preview, and no error."""
    upload = Upload.objects.filter(pk=upload_id, previewed_at=None).first()
    if upload is None:
        return
    upload.media_type = type_of(upload).media_type
    save_preview(upload, _draw(upload))


def save_preview(upload: Upload, drawing: Drawing | None) -> None:
    """Keep how an upload was drawn, or that it could not be; without effect where somebody else was faster."""
    upload.previewed_at = clock.now()
    _store(upload, drawing)
    upload.has_contact = drawing is not None and reaches_somebody(drawing.text)
    fields = ("media_type", "previewed_at", "has_contact", "thumbnail", "large")
    with atomic():
        written = Upload.objects.filter(pk=upload.pk, previewed_at=None).update(
            **{name: getattr(upload, name) for name in fields}
        )
        if written and drawing is not None:
            preview_made.send(sender=Upload, upload=upload)
    if not written:  # it was deleted meanwhile, or drawn by somebody else
        for each in (upload.thumbnail, upload.large):
            if each:
                each.delete(save=False)


def make_missing_previews() -> int:
    """Defer a job for each upload that was not looked at, some at a time: those of an older version, and lost ones."""
    waiting = Upload.objects.filter(previewed_at=None, created_at__lt=clock.now() - PATIENCE)
    keys = list(waiting.values_list("pk", flat=True)[:A_NIGHT])
    for key in keys:
        defer(PREVIEW_JOB, upload_id=str(key))
    return len(keys)


def _draw(upload: Upload) -> Drawing | None:
    if upload.kind not in DRAWN:
        return None
    try:
        with upload.file.open("rb") as opened:
            return render(opened, upload.kind)
    except FileNotFoundError:
        return None


def _store(upload: Upload, drawing: Drawing | None) -> None:
    if drawing is not None:
        upload.thumbnail.save(f"{uuid.uuid4().hex}.webp", ContentFile(drawing.thumbnail), save=False)
        upload.large.save(f"{uuid.uuid4().hex}.webp", ContentFile(drawing.large), save=False)
