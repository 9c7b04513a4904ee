"""Uploaded pictures: recognized by content, never by name, and re-encoded as WebP without metadata.

The only module that decodes uploads. A file of some KB can declare any number of pixels, so the header is read first,
too large a picture is never decoded, and a process decodes one picture at a time: 250 MB at most.
"""

import io
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
from market.runtime.memory import return_large_blocks

return_large_blocks()
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_BYTES = 12 * 1024 * 1024
MILLION = 1_000_000
MAX_MEGAPIXELS = {"JPEG": 24, "PNG": 24, "GIF": 24, "WEBP": 13}  # millions; a WebP takes twice the memory of any other
MAX_WAIT_SECONDS = 20.0  # for the pictures before it
RESIZABLE = ("RGB", "RGBA", "L", "LA", "CMYK", "YCbCr")  # the others are palettes, which cannot be interpolated
LONGEST_SIDE, FACE_SIDE = 1600, 256
THUMBNAIL = (480, 360)
THUMBNAIL_BYTES = 30 * 1024
QUALITIES = (76, 66, 56, 46, 36, 26)
COARSENESS = (1, 2, 4)


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
    return Encoded(_encode_webp(full), _encode_within(ImageOps.fit(full, THUMBNAIL), THUMBNAIL_BYTES))


def encode_face(file: "UploadedFile[bytes]") -> "ContentFile[bytes]":
    """A square of 256 pixels, 30 KB at most. Raises as `encode`."""
    return _encode_within(ImageOps.fit(_decode(file), (FACE_SIDE, FACE_SIDE)), THUMBNAIL_BYTES)


def _decode(file: "UploadedFile[bytes]") -> Image.Image:
    """The picture as `_normalize` returns it, once the lock of the process is free."""
    if (file.size or 0) > MAX_BYTES:
        raise _refusal(_("The picture is larger than 12 MB. Send a smaller one."))
    if not _one_at_a_time.acquire(timeout=MAX_WAIT_SECONDS):
        raise PicturesBusy
    try:
        with _open_image(file) as picture:
            return _normalize(picture, LONGEST_SIDE)
    finally:
        _one_at_a_time.release()


@contextmanager
def _open_image(file: "UploadedFile[bytes]") -> Iterator[Image.Image]:
    """Open the file as a picture without decoding it. Raises NotAPicture, also for errors in the body of the `with`."""
    too_many = _("The picture has more than %(most)s megapixels. Send a smaller one.")
    try:
        file.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as picture:
                most = MAX_MEGAPIXELS[str(picture.format)]
                if picture.width * picture.height > most * MILLION:
                    raise _refusal(too_many % {"most": most})
                yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as wrong:
        raise _refusal(too_many % {"most": min(MAX_MEGAPIXELS.values())}) from wrong
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as wrong:
        raise _refusal(_("This is no picture that can be shown. Send a JPEG, PNG, WebP or GIF.")) from wrong


def _refusal(reason: object) -> NotAPicture:
    return NotAPicture(errors={"picture": [reason]})


def _normalize(picture: Image.Image, side: int) -> Image.Image:
    """The first frame, upright, in RGB or RGBA, at most `side` pixels long, without metadata.

    It is reduced before anything else: a JPEG while it is decoded (`draft`), the others in one step.
    """
    longest = max(picture.size)
    picture.draft("RGB", (-(-picture.width * side // longest), -(-picture.height * side // longest)))
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    mode = "RGBA" if has_alpha else "RGB"
    small = picture if picture.mode in RESIZABLE and "transparency" not in picture.info else picture.convert(mode)
    small.thumbnail((side, side))
    plain = ImageOps.exif_transpose(small).convert(mode)
    plain.info.clear()
    return plain


def _encode_webp(picture: Image.Image, quality: int = 82) -> "ContentFile[bytes]":
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=4)  # writes: a picture in memory
    return ContentFile(out.getvalue())


def _encode_within(picture: Image.Image, most: int) -> "ContentFile[bytes]":
    """A small picture in at most `most` bytes, on white, since an alpha channel is stored lossless."""
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    candidates = (_encode_webp(_reduce_detail(white, part), quality) for part in COARSENESS for quality in QUALITIES)
    return next(candidate for candidate in candidates if candidate.size <= most)


def _reduce_detail(picture: Image.Image, part: int) -> Image.Image:
    """The picture in its size with `part` times less detail; only noise needs it."""
    if part == 1:
        return picture
    return picture.resize((picture.width // part, picture.height // part), Image.Resampling.BOX).resize(picture.size)


def random_name() -> str:
    """A file name that nobody can guess: 120 random bits. A list shows sixty, and no compression makes them shorter."""
    return f"{secrets.token_urlsafe(15)}.webp"


def delete_on_commit(*files: FieldFile) -> None:
    """Delete the files once the running transaction is committed."""
    for file in files:
        if file:
            name, storage = file.name, file.storage
            transaction.on_commit(partial(storage.delete, str(name)))
