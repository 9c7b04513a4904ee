"""Files of the stories: drawn pictures, and PDFs of one page. Nothing in them is anybody's work."""

import io
from functools import lru_cache
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from market.accounts.models import User
from market.core.base.pictures import LONGEST_SIDE, THUMBNAIL, THUMBNAIL_BYTES, encode_webp, encode_within, normalize
from market.files.actions import keep_upload
from market.files.models import Upload
from market.files.previews.actions import save_preview
from market.files.previews.rendering import Drawing
from market.site.demo.pictures import EACH_MOTIF, draw_picture
from market.site.demo.texts import Texts


def keep_picture(by: User, topic: str, texts: Texts, name: str) -> Upload:
    """A drawn picture of the topic, sent by this user: a PNG, or a PDF where the name ends so.

    Its preview is made here, of what we drew ourselves: no process is needed for that, and none is waited for.
    """
    content, drawing = _encoded(topic, texts.chance.randrange(EACH_MOTIF), name.endswith(".pdf"))
    upload = keep_upload(by=by, file=SimpleUploadedFile(name, content))
    save_preview(upload, drawing)
    return upload


@lru_cache(100)
def _encoded(topic: str, number: int, is_pdf: bool) -> tuple[bytes, Drawing]:
    """The file of one of a topic's pictures, and its preview: few are drawn, and each is encoded once."""
    png = draw_picture(topic, Random(f"{topic} {number}"))  # noqa: S311  # seeded on purpose
    with Image.open(io.BytesIO(png)) as picture:
        content = io.BytesIO()
        picture.save(content, "PDF" if is_pdf else "PNG")  # writes: a picture in memory
        large = normalize(picture, LONGEST_SIDE)
    small = large.copy()
    small.thumbnail(THUMBNAIL)
    return content.getvalue(), Drawing(encode_within(small, THUMBNAIL_BYTES), encode_webp(large))
