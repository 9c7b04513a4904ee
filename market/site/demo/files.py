"""Files of the stories: drawn pictures, and PDFs of one page. Nothing in them is anybody's work."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from market.accounts.models import User
from market.core.base.pictures import LONGEST_SIDE, THUMBNAIL, THUMBNAIL_BYTES, encode_webp, encode_within, normalize
from market.files.actions import keep_upload
from market.files.models import Upload
from market.files.previews.actions import save_preview
from market.files.previews.rendering import Drawing
from market.site.demo.pictures import draw_picture
from market.site.demo.texts import Texts


def keep_picture(by: User, topic: str, texts: Texts, name: str) -> Upload:
    """A drawn picture of the topic, sent by this user: a PNG, or a PDF where the name ends so.

    Its preview is made here, of what we drew ourselves: no process is needed for that, and none is waited for.
    """
    with Image.open(io.BytesIO(draw_picture(topic, texts.chance))) as picture:
        content = io.BytesIO()
        picture.save(content, "PDF" if name.endswith(".pdf") else "PNG")  # writes: a picture in memory
        large = normalize(picture, LONGEST_SIDE)
    small = large.copy()
    small.thumbnail(THUMBNAIL)
    upload = keep_upload(by=by, file=SimpleUploadedFile(name, content.getvalue()))
    save_preview(upload, Drawing(encode_within(small, THUMBNAIL_BYTES), encode_webp(large)))
    return upload
