"""Pictures of the seal and of signatures: whatever is sent, the site keeps a PNG that it wrote itself."""

import io
import warnings
from base64 import b64encode
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from PIL import Image

from market.core.base.errors import Invalid
from market.core.base.pictures import TooManyPixels, normalize, require_small_enough

FORMATS = ("PNG", "JPEG", "WEBP")
MAX_BYTES, LONGEST_SIDE, LEAST_SIDE = 2_000_000, 600, 60


def read_picture(file: "IO[bytes] | Any", field: str) -> bytes:
    """The picture as a small PNG without metadata. Raises Invalid for what is no picture, too large or too small."""
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Invalid(errors={field: [_("The picture is larger than 2 MB. Send a smaller one.")]})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # `require_small_enough` says it better
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                require_small_enough(picture)
                plain = normalize(picture, LONGEST_SIDE)
    except (TooManyPixels, Image.DecompressionBombError) as wrong:
        raise Invalid(errors={field: [_("The picture has too many pixels. Send a smaller one.")]}) from wrong
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as wrong:
        raise Invalid(errors={field: [_("This is no picture that can be printed. Send a PNG or a JPEG.")]}) from wrong
    if min(plain.size) < LEAST_SIDE:
        raise Invalid(errors={field: [_("The picture is too small to print. Send one of at least 60 pixels.")]})
    return as_png(plain)


def as_png(picture: Image.Image) -> bytes:
    """The picture as a PNG."""
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)  # writes: a picture in memory
    return out.getvalue()


def data_uri(png: bytes | memoryview) -> str:
    """A PNG as the address of a picture in a page."""
    return f"data:image/png;base64,{b64encode(bytes(png)).decode()}"
