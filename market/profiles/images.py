"""Pictures that are shown on pages: read by content, never by name, and written anew as WebP without metadata."""

import io
import secrets
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

from market.core.errors import Invalid

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE, FACE_SIDE = 1600, 256
THUMBNAIL = (480, 360)
THUMBNAIL_BYTES = 30 * 1024
QUALITIES = (76, 66, 56, 46, 36, 26)
COARSENESS = (1, 2, 4)


class NotAPicture(Invalid):
    """The file cannot be shown as a picture; `errors` says why."""

    code = "not_a_picture"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture in the sizes that pages show."""

    full: "ContentFile[bytes]"
    thumbnail: "ContentFile[bytes]"


def encode(file: UploadedFile) -> Encoded:
    """The picture at most 1600 pixels long, and its thumbnail of 480 by 360 in 30 KB at most. Raises NotAPicture."""
    with _opened(file) as picture:
        full = _plain(picture, LONGEST_SIDE)
        return Encoded(_webp(full), _within(ImageOps.fit(full, THUMBNAIL), THUMBNAIL_BYTES))


def encode_face(file: UploadedFile) -> "ContentFile[bytes]":
    """A square of 256 pixels, 30 KB at most. Raises NotAPicture."""
    with _opened(file) as picture:
        return _within(ImageOps.fit(_plain(picture, LONGEST_SIDE), (FACE_SIDE, FACE_SIDE)), THUMBNAIL_BYTES)


@contextmanager
def _opened(file: UploadedFile) -> Iterator[Image.Image]:
    if (file.size or 0) > MOST_BYTES:
        raise _refusal(_("The picture is larger than 12 MB. Send a smaller one."))
    try:
        file.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise _refusal(_("The picture has too many pixels. Send a smaller one."))
                picture.load()
                yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as wrong:
        raise _refusal(_("The picture has too many pixels. Send a smaller one.")) from wrong
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as wrong:
        raise _refusal(_("This is no picture that can be shown. Send a JPEG, PNG, WebP or GIF.")) from wrong


def _refusal(reason: object) -> NotAPicture:
    return NotAPicture(errors={"picture": [reason]})


def _plain(picture: Image.Image, side: int) -> Image.Image:
    """The first frame, upright, in plain colours, at most `side` long, without anything but pixels."""
    upright = ImageOps.exif_transpose(picture)
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    plain = upright.convert("RGBA" if has_alpha else "RGB")
    plain.thumbnail((side, side))
    plain.info.clear()
    return plain


def _webp(picture: Image.Image, quality: int = 82) -> "ContentFile[bytes]":
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=4)  # writes: a picture in memory
    return ContentFile(out.getvalue())


def _within(picture: Image.Image, most: int) -> "ContentFile[bytes]":
    """A small picture in at most so many bytes, on white: see-through parts are kept whole and cannot be made small."""
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    tries = (_webp(_coarse(white, part), quality) for part in COARSENESS for quality in QUALITIES)
    return next(each for each in tries if each.size <= most)


def _coarse(picture: Image.Image, part: int) -> Image.Image:
    """The picture in its size with so many times less detail: only noise needs it."""
    if part == 1:
        return picture
    return picture.resize((picture.width // part, picture.height // part), Image.Resampling.BOX).resize(picture.size)


def random_name() -> str:
    """A file name that nobody can guess."""
    return f"{secrets.token_urlsafe(24)}.webp"


def delete_on_commit(*files: FieldFile) -> None:
    """Delete the files once the running transaction is committed."""
    for file in files:
        if file:
            name, storage = file.name, file.storage
            transaction.on_commit(partial(storage.delete, str(name)))
