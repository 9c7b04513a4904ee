"""Uploaded pictures: recognized by content, never by name, and re-encoded as WebP without metadata.

How is said in `core.base.pictures`. Too large a picture is never decoded, and a process decodes one picture at a time:
250 MB at most.
"""

import secrets
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from market.core.base.errors import DomainError, Invalid
from market.core.base.pictures import (
    FORMATS,
    LONGEST_SIDE,
    MAX_MEGAPIXELS_BY_ROWS,
    THUMBNAIL,
    THUMBNAIL_BYTES,
    TooManyPixels,
    encode_webp,
    encode_within,
    normalize,
    require_small_enough,
)
from market.runtime.memory import return_large_blocks

return_large_blocks()
MAX_BYTES = 12 * 1024 * 1024
MAX_WAIT_SECONDS = 20.0  # for the pictures before it
FACE_SIDE = 256


class NotAPicture(Invalid):
    """The file cannot be shown as a picture; `errors` says why."""

    code = "not_a_picture"


class PicturesBusy(DomainError):
    """Too many pictures at the same time. Nothing was stored."""

    status, code = 503, "pictures_busy"
    sentence = _("Many pictures are being prepared right now. Please send yours again in a minute.")


_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture in the sizes that pages show."""

    full: "ContentFile[bytes]"
    thumbnail: "ContentFile[bytes]"


def encode(file: "UploadedFile[bytes]") -> Encoded:
    """The picture at most 1600 pixels long, and its thumbnail of 480 by 360 in 30 KB at most.

    Raises NotAPicture, PicturesBusy.
    """
    full = _decode(file)
    thumbnail = encode_within(ImageOps.fit(full, THUMBNAIL), THUMBNAIL_BYTES)
    return Encoded(ContentFile(encode_webp(full)), ContentFile(thumbnail))


def encode_face(file: "UploadedFile[bytes]") -> "ContentFile[bytes]":
    """A square of 256 pixels, 30 KB at most. Raises as `encode`."""
    return ContentFile(encode_within(ImageOps.fit(_decode(file), (FACE_SIDE, FACE_SIDE)), THUMBNAIL_BYTES))


def _decode(file: "UploadedFile[bytes]") -> Image.Image:
    """The picture as `normalize` returns it, once the lock of the process is free."""
    if (file.size or 0) > MAX_BYTES:
        raise _refusal(_("The picture is larger than 12 MB. Send a smaller one."))
    if not _one_at_a_time.acquire(timeout=MAX_WAIT_SECONDS):
        raise PicturesBusy
    try:
        with _open_image(file) as picture:
            return normalize(picture, LONGEST_SIDE)
    finally:
        _one_at_a_time.release()


@contextmanager
def _open_image(file: "UploadedFile[bytes]") -> Iterator[Image.Image]:
    """Open the file as a picture without decoding it. Raises NotAPicture, also for errors in the body of the `with`."""
    too_many = _("The picture has more than %(most)s megapixels. Send a smaller one.")
    try:
        file.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # `require_small_enough` says it better
            with Image.open(file, formats=FORMATS) as picture:
                require_small_enough(picture)
                yield picture
    except TooManyPixels as wrong:
        raise _refusal(too_many % {"most": wrong.most}) from wrong
    except Image.DecompressionBombError as wrong:
        raise _refusal(too_many % {"most": MAX_MEGAPIXELS_BY_ROWS}) from wrong
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as wrong:
        raise _refusal(_("This is no picture that can be shown. Send a JPEG, PNG, WebP or GIF.")) from wrong


def _refusal(reason: object) -> NotAPicture:
    return NotAPicture(errors={"picture": [reason]})


def random_name() -> str:
    """A file name that nobody can guess: 120 random bits. A list shows sixty, and no compression makes them shorter."""
    return f"{secrets.token_urlsafe(15)}.webp"


def delete_on_commit(*files: FieldFile) -> None:
    """Delete the files once the running transaction is committed."""
    for file in files:
        if file:
            name, storage = file.name, file.storage
            transaction.on_commit(partial(storage.delete, str(name)))
