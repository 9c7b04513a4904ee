"""A process of its own that draws one upload, since the libraries that read it are C and what they read may be hostile.

    python -m market.files.previews.renderer image|pdf <the upload >the drawing

Before it reads a byte it gives up what it does not need: memory, processor time, written bytes, core dumps. It has no
settings and no database, and imports no Django. Whatever is too large or broken ends it with a status other than 0.
It writes three parts, each after four bytes with its length: the thumbnail and the large picture as WebP, and of a PDF
its text.
"""

import io
import resource
import sys
import warnings

import pypdfium2
from PIL import Image

from market.core.base.pictures import (
    FORMATS,
    LONGEST_SIDE,
    THUMBNAIL,
    THUMBNAIL_BYTES,
    encode_webp,
    encode_within,
    normalize,
    require_small_enough,
)
from market.files.previews.limits import (
    LARGEST_ANSWER,
    LENGTH,
    LONGEST_TEXT,
    MEMORY,
    MOST_PAGES,
    PROCESSOR_SECONDS,
)

LONGEST_PAGE = 14400  # points, the most that the PDF format names


def limit_resources() -> None:
    """Take from this process what it does not need; none of it can be had back."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_ANSWER),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def draw_image(content: bytes) -> Image.Image:
    """The picture, upright, at most LONGEST_SIDE long. Raises TooManyPixels before anything is decoded."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        require_small_enough(picture)
        return normalize(picture, LONGEST_SIDE)


def draw_pdf(content: bytes) -> Image.Image:
    """The first page on white. No script in it runs, and no form is filled."""
    with pypdfium2.PdfDocument(content) as document:
        page = document[0]
        width, height = page.get_size()
        if not (1 <= width <= LONGEST_PAGE and 1 <= height <= LONGEST_PAGE):
            raise ValueError("no size that a page has")
        drawn: Image.Image = page.render(scale=LONGEST_SIDE / max(width, height), may_draw_forms=False).to_pil()
        return drawn.convert("RGB")


def read_pdf(content: bytes) -> str:
    """The text of its first pages, as far as there is a layer of text: nothing is recognised in pictures."""
    with pypdfium2.PdfDocument(content) as document:
        pages = (document[number].get_textpage().get_text_bounded() for number in range(min(len(document), MOST_PAGES)))
        return "\n".join(pages)[:LONGEST_TEXT]


def encode(picture: Image.Image, text: str = "") -> bytes:
    """Both sizes and the text, as they are written."""
    small = picture.copy()
    small.thumbnail(THUMBNAIL)
    parts = encode_within(small, THUMBNAIL_BYTES), encode_webp(picture), text.encode(errors="replace")
    return b"".join(len(part).to_bytes(LENGTH) + part for part in parts)


def main(kind: str) -> None:
    """Read the upload, write the drawing."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    content = sys.stdin.buffer.read()
    answer = encode(draw_pdf(content), read_pdf(content)) if kind == "pdf" else encode(draw_image(content))
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    limit_resources()
    main(sys.argv[1])
