"""A picture is stored without what its camera knew, and with every pixel, colour and the way up that it had."""

import io
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from market.files.actions import keep_upload
from market.files.inspection.exif import upright
from market.files.inspection.metadata import blanks_of
from market.files.inspection.patches import Patched
from market.files.models import Upload
from tests.files.test_resumable_api import begin, send, sender

__all__ = ["sender"]  # a fixture
PLACE = "24.8949N 91.8687E"
COLOURS = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def photo(kind, orientation=6):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "Rina's phone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (24.0, 53.0, 41.0)
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = PLACE.encode()
    notes = PngInfo()
    notes.add_text("Comment", PLACE)
    notes.add_itxt("XML:com.adobe.xmp", PLACE)
    more = {
        "PNG": {"pnginfo": notes},
        "JPEG": {"comment": PLACE, "xmp": PLACE.encode()},
        "WEBP": {"xmp": PLACE.encode()},
    }
    picture = Image.effect_noise((120, 80), 90).convert("RGB")
    content = io.BytesIO()
    picture.save(content, kind, exif=exif, icc_profile=COLOURS, **more[kind])
    return content.getvalue()


def stored(upload):
    with upload.file.open() as opened:
        return opened.read()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_place_and_device_are_gone_and_the_picture_is_the_same(farida, kind, orientation):
    content = photo(kind, orientation)
    assert PLACE.encode() in content or kind == "PNG"
    upload = keep_upload(by=farida, file=SimpleUploadedFile(f"a.{kind.lower()}", content))
    saved = stored(upload)
    assert len(saved) == len(content) == upload.size
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(saved))
    assert after.tobytes() == before.tobytes()
    assert after.info["icc_profile"] == COLOURS
    assert dict(after.getexif()) == {ExifTags.Base.Orientation: orientation}
    for word in (PLACE.encode(), b"phone", b"adobe"):
        assert word not in saved


def test_picture_in_parts_loses_them_too(sender):
    content = photo("JPEG")
    url = begin(sender, size=len(content), name="a.jpg").headers["Location"]
    send(sender, url, 0, content[:300])
    send(sender, url, 300, content[300:])
    saved = stored(Upload.objects.get())
    assert PLACE.encode() not in saved
    assert len(saved) == len(content)


@pytest.mark.parametrize("exif", [b"", b"II", b"MM\0*" + b"\xff" * 30, b"II*\0\x08\0\0\0\xff\xff" + bytes(40)])
def test_strange_exif_becomes_a_valid_one_or_none(exif):
    for length in (len(exif), 26, 40):
        block = upright(exif, length)
        assert len(block) in (0, length)
        if block:
            read = Image.Exif()
            read.load(b"Exif\0\0" + block)
            assert dict(read) == {ExifTags.Base.Orientation: 1}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_broken_picture_loses_what_comes_before_the_damage(farida, kind):
    content = photo(kind)
    for length in (3, 12, 30, 60, len(content) // 2):
        saved = stored(keep_upload(by=farida, file=SimpleUploadedFile("a.bin", content[:length])))
        assert len(saved) == length
        if kind != "WEBP":  # it has them at its end
            assert PLACE.encode() not in saved


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + struct.pack(">L4s", 0xFFFFFFFF, b"tEXt") + b"work",
        b"\x89PNG\r\n\x1a\n" + struct.pack(">L4s", 0xFFFFFFFF, b"eXIf") + b"work",
        b"RIFF\0\0\0\0WEBP" + struct.pack("<4sL", b"EXIF", 0xFFFFFFFF) + b"work",
    ],
)
def test_a_block_that_says_more_than_there_is_takes_no_memory(content):
    assert blanks_of(io.BytesIO(content)) == []


def block(marker, content):
    return struct.pack(">BBH", 0xFF, marker, 2 + len(content)) + content


@pytest.mark.parametrize("length", [0, 1])
def test_a_block_shorter_than_its_length_ends_the_look(farida, length):
    content = b"\xff\xd8" + block(0xFE, PLACE.encode()) + struct.pack(">BBH", 0xFF, 0xE1, length) + b"the work"
    saved = stored(keep_upload(by=farida, file=SimpleUploadedFile("a.jpg", content)))
    assert len(saved) == len(content)
    assert PLACE.encode() not in saved
    assert b"the work" in saved


def test_pictures_and_films_behind_a_picture_lose_them_too():
    first, second = photo("JPEG", 1), photo("JPEG", 6)
    film = struct.pack(">L4s4s4x", 16, b"ftyp", b"mp42")
    film += struct.pack(">L4sL4s", 16 + len(PLACE), b"moov", 8 + len(PLACE), b"udta") + PLACE.encode()
    content = first + bytes(100) + second + b"MotionPhoto_Data" + film
    saved = io.BufferedReader(Patched(io.BytesIO(content), blanks_of(io.BytesIO(content)))).read()
    assert len(saved) == len(content)
    assert PLACE.encode() in content
    assert PLACE.encode() not in saved
    assert b"phone" not in saved
    behind = Image.open(io.BytesIO(saved[len(first) + 100 :]))
    assert behind.tobytes() == Image.open(io.BytesIO(second)).tobytes()


def test_a_panorama_stays_one():
    about = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="the phone"><rdf:RDF'
        b' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
        b' xmlns:GPano="http://ns.google.com/photos/1.0/panorama/" exif:GPSLatitude="24,53N"'
        b' GPano:ProjectionType="equirectangular" GPano:FirstPhotoDate="2026-11-24">'
        b"<GPano:FullPanoWidthPixels>4000</GPano:FullPanoWidthPixels></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    content = b"\xff\xd8" + block(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + about) + b"\xff\xd9"
    saved = io.BufferedReader(Patched(io.BytesIO(content), blanks_of(io.BytesIO(content)))).read()
    assert len(saved) == len(content)
    for word in (b'GPano:ProjectionType="equirectangular"', b'GPano:FullPanoWidthPixels="4000"'):
        assert word in saved
    for word in (b"phone", b"24,53N", b"2026"):
        assert word not in saved
