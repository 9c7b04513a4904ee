"""Previews of uploads: made by a process with limits, seen by those who may read the file, none of hostile files."""

import io
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from fpdf import FPDF
from PIL import Image

from market.files.actions import keep_upload
from market.files.models import Upload
from market.files.previews.actions import make_missing_previews, make_preview
from tests.make import run_jobs


def picture(width, height, kind="PNG"):
    content = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(content, kind)
    return content.getvalue()


def pdf(stream, extra=b""):
    """A PDF of one page with this content."""
    objects = [
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R>>",
        b"<<%s/Length %d>>\nstream\n%s\nendstream" % (extra, len(stream), stream),
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<</Root 1 0 R /Size 5>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 5\n0000000000 65535 f \n" + table + trailer


def bomb():
    """Half a megabyte of PDF that paints a page as often as no processor can in time, in a gigabyte of commands."""
    packer = zlib.compressobj(9)
    block = b"0 0 600 800 re f\n" * 60_000
    packed = b"".join(packer.compress(block) for _ in range(200)) + packer.flush()
    return pdf(packed, b"/Filter /FlateDecode ")


def send(by, name, content):
    """An upload after its job was done."""
    upload = keep_upload(by=by, file=SimpleUploadedFile(name, content))
    run_jobs()
    upload.refresh_from_db()
    return upload


def opened(file):
    with file.open("rb") as content:
        return Image.open(io.BytesIO(content.read()))


def written_pdf():
    page = FPDF(unit="pt", format=(595, 842))
    page.add_page()
    page.set_fill_color(0, 128, 0)
    page.rect(100, 100, 300, 300, "F")
    return bytes(page.output())


SHOWN = {"a.jpg": lambda: picture(3200, 1600, "JPEG"), "a.pdf": written_pdf}
PLAIN = {
    "bomb.pdf": bomb,
    "40-megapixels.png": lambda: picture(8000, 5000),
    "broken.png": lambda: picture(400, 300)[:100],
    "broken.pdf": lambda: b"%PDF-1.7\n" + b"x" * 100,
    "vector.svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "really-a-picture.pdf": lambda: picture(400, 300),
}


@pytest.mark.parametrize(("name", "size"), [("a.jpg", (1600, 800)), ("a.pdf", (1131, 1600))])
def test_picture_and_first_page_get_previews(farida, name, size):
    upload = send(farida, name, SHOWN[name]())
    large, thumbnail = opened(upload.large), opened(upload.thumbnail)
    assert (large.format, thumbnail.format) == ("WEBP", "WEBP")
    assert large.size == pytest.approx(size, abs=2)
    assert thumbnail.width <= 480
    assert thumbnail.height <= 360
    assert upload.thumbnail.size <= 30 * 1024


@pytest.mark.parametrize("name", PLAIN)
def test_hostile_or_broken_file_stays_a_plain_file(farida, page, name):
    upload = send(farida, name, PLAIN[name]())
    assert upload.previewed_at
    assert (upload.thumbnail.name, upload.large.name) == ("", "")
    assert page(farida).get(f"/files/{upload.pk}/thumbnail.webp").status_code == 404
    assert "cannot be shown here" in page(farida).get(f"/files/{upload.pk}/view/").content.decode()


def test_stranger_sees_no_preview(farida, rina, page):
    upload = send(farida, "a.png", picture(400, 300))
    for size in ("thumbnail", "large"):
        assert page(rina).get(f"/files/{upload.pk}/{size}.webp").status_code == 404
    assert page(rina).get(f"/files/{upload.pk}/view/").status_code == 404
    assert page().get(f"/files/{upload.pk}/thumbnail.webp").status_code == 302
    assert page(farida).get(f"/files/{upload.pk}/file.webp").status_code == 404  # no column by its name


def test_preview_is_kept_by_the_own_browser_only(farida, page):
    upload = send(farida, "a.png", picture(400, 300))
    answer = page(farida).get(f"/files/{upload.pk}/thumbnail.webp")
    assert answer["Content-Type"] == "image/webp"
    assert answer["Cache-Control"] == "private, max-age=86400"
    assert "Cookie" in answer["Vary"]
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"


def test_upload_from_before_gets_its_preview_at_night(farida):
    upload = keep_upload(by=farida, file=SimpleUploadedFile("a.png", picture(400, 300)))
    Upload.objects.filter(pk=upload.pk).update(media_type="")
    assert make_missing_previews() == 0  # its own job may still come
    Upload.objects.update(created_at="2020-01-01T00:00Z")
    assert make_missing_previews() == 1
    make_preview(upload_id=upload.pk)
    upload.refresh_from_db()
    assert upload.thumbnail
    assert upload.media_type == "image/png"
