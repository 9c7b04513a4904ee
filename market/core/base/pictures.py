"""Decoding pictures that people sent, and writing them anew as WebP: pure Pillow, so that it also runs without Django.

A file of some KB can declare any number of pixels, so whoever decodes reads the header first (`require_small_enough`).
"""

import io
import struct

from PIL import Image, ImageFile, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MILLION = 1_000_000
MAX_MEGAPIXELS = {"JPEG": 24, "PNG": 24, "GIF": 24, "WEBP": 13}  # millions; a WebP takes twice the memory of any other
MAX_MEGAPIXELS_BY_ROWS = 64  # of a JPEG that is reduced row by row while it is decoded: as phones take them
LONGEST_SIDE = 1600
THUMBNAIL = (480, 360)
THUMBNAIL_BYTES = 30 * 1024
RESIZABLE = ("RGB", "RGBA", "L", "LA", "CMYK", "YCbCr")  # the others are palettes, which cannot be interpolated
QUALITIES = (76, 66, 56, 46, 36, 26)
COARSENESS = (1, 2, 4)


class TooManyPixels(ValueError):
    """The picture is larger than `most` megapixels."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def require_small_enough(picture: Image.Image) -> None:
    """Raises TooManyPixels for a picture that must not be decoded."""
    most = MAX_MEGAPIXELS[_format_of(picture)]
    if picture.width * picture.height > most * MILLION and _is_decoded_by_rows(picture):
        most = MAX_MEGAPIXELS_BY_ROWS
    if picture.width * picture.height > most * MILLION:
        raise TooManyPixels(most)


def _format_of(picture: Image.Image) -> str:
    """Its format; a JPEG with a second picture inside, as some phones write it, is one."""
    return "JPEG" if picture.format == "MPO" else str(picture.format)


def _is_decoded_by_rows(picture: Image.Image) -> bool:
    """Whether it is a JPEG with all its components in one scan: then libjpeg holds some rows of it. Of a progressive
    one, or one with a scan for each component, it holds every coefficient: six bytes for each pixel, or eight.

    What is written in any unusual way counts as such a one.
    """
    file = picture.fp if isinstance(picture, ImageFile.ImageFile) else None
    if _format_of(picture) != "JPEG" or file is None:
        return False
    place, components = file.tell(), -1
    file.seek(2)
    try:
        while True:
            start, marker, length = struct.unpack(">BBH", file.read(4))
            body = file.read(length - 2) if length > 2 else b""
            if start != 0xFF or not 0xC0 <= marker < 0xFF or 0xD0 <= marker <= 0xD9:
                return False
            if marker in (0xC0, 0xC1):  # baseline and sequential frames
                components = body[5]
            elif marker == 0xDA:  # the first scan
                return body[0] == components
    except (struct.error, IndexError):
        return False
    finally:
        file.seek(place)


def normalize(picture: Image.Image, side: int) -> Image.Image:
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


def encode_webp(picture: Image.Image, quality: int = 82) -> bytes:
    """The picture as WebP."""
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=quality, method=4)  # writes: a picture in memory
    return out.getvalue()


def encode_within(picture: Image.Image, most: int) -> bytes:
    """A small picture in at most `most` bytes, on white, since an alpha channel is stored lossless."""
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    candidates = (encode_webp(_reduce_detail(white, part), quality) for part in COARSENESS for quality in QUALITIES)
    return next(candidate for candidate in candidates if len(candidate) <= most)


def _reduce_detail(picture: Image.Image, part: int) -> Image.Image:
    """The picture in its size with `part` times less detail; only noise needs it."""
    if part == 1:
        return picture
    smaller = (max(1, picture.width // part), max(1, picture.height // part))
    return picture.resize(smaller, Image.Resampling.BOX).resize(picture.size)
