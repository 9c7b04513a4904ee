"""A picture is stored without what its camera knew, and with every pixel, colour and the way up that it had."""

import io
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from market.files.actions import keep_upload
from market.files.inspection.glances import NEAR, Glances, TooScattered
from market.files.inspection.metadata import blanks_of
from market.files.inspection.patches import Patch, Patched
from market.files.inspection.picture_metadata import upright
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
    ("kind", "content"),
    [
        ("png", b"\x89PNG\r\n\x1a\n" + struct.pack(">L4s", 0xFFFFFFFF, b"tEXt") + b"work"),
        ("apng", b"\x89PNG\r\n\x1a\n" + struct.pack(">L4s", 0xFFFFFFFF, b"eXIf") + b"work"),
        ("webp", b"RIFF\0\0\0\0WEBP" + struct.pack("<4sL", b"EXIF", 0xFFFFFFFF) + b"work"),
    ],
)
def test_a_block_that_says_more_than_there_is_takes_no_memory(kind, content):
    assert blanks_of(io.BytesIO(content), kind) == []


def test_a_tiff_loses_them(farida):
    exif, place = {ExifTags.Base.LensModel: "the lens of the phone"}, {ExifTags.GPS.GPSAreaInformation: PLACE.encode()}
    told = {ExifTags.Base.Model: "Rina's phone", ExifTags.IFD.Exif: exif, ExifTags.IFD.GPSInfo: place}
    picture, content = Image.effect_noise((120, 80), 90).convert("RGB"), io.BytesIO()
    picture.save(content, "TIFF", tiffinfo=told)
    saved = stored(keep_upload(by=farida, file=SimpleUploadedFile("a.tif", content.getvalue())))
    assert len(saved) == len(content.getvalue())
    assert Image.open(io.BytesIO(saved)).tobytes() == picture.tobytes()
    for word in (PLACE.encode(), b"phone"):
        assert word in content.getvalue()
        assert word not in saved


def test_an_avif_loses_them(farida):
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "Rina's phone"
    exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSAreaInformation: PLACE.encode()}
    content = io.BytesIO()
    Image.effect_noise((120, 80), 90).convert("RGB").save(content, "AVIF", exif=exif, xmp=b"adobe")
    saved = stored(keep_upload(by=farida, file=SimpleUploadedFile("a.avif", content.getvalue())))
    assert len(saved) == len(content.getvalue())
    assert Image.open(io.BytesIO(saved)).tobytes() == Image.open(content).tobytes()
    for word in (PLACE.encode(), b"phone", b"adobe"):
        assert word in content.getvalue()
        assert word not in saved


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">L4s", 8 + len(body), kind) + body


def test_a_video_loses_them_and_keeps_its_pictures(farida):
    place = PLACE.encode()
    tracks = box(b"trak", box(b"tkhd", bytes(84)), box(b"udta", place), box(b"mdia", b"which pictures"))
    about = box(b"meta", box(b"keys", b"com.apple.quicktime.location.ISO6709"), box(b"ilst", place))
    film = (
        box(b"ftyp", b"qt  ", bytes(8)),
        struct.pack(">L4sQ", 1, b"mdat", 16 + 8) + b"pictures",
        box(b"moov", box(b"mvhd", bytes(100)), tracks, box(b"udta", box(b"\xa9xyz", place)), about),
        box(b"uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac"), place),
    )
    content = b"".join(film)
    saved = stored(keep_upload(by=farida, file=SimpleUploadedFile("a.mov", content)))
    assert len(saved) == len(content)
    assert place not in saved
    assert b"com.apple" not in saved
    assert b"pictures" in saved
    assert b"which pictures" in saved
    assert saved.count(b"free") == 4


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("mov", struct.pack(">L4s", 8, b"moov") * 200_000),
        ("mov", b"".join(struct.pack(">L4s", 8 * left, b"moov") for left in range(50_000, 0, -1))),
        ("mov", box(b"ftyp", b"qt  ") + struct.pack(">L4s", 4, b"moov") + b"work"),
        (
            "heic",
            box(b"meta", bytes(4), box(b"iinf", bytes(6)), box(b"iloc", bytes(6), b"\xff\xff" + b"\xff" * 90_000)),
        ),
        ("heic", box(b"meta", bytes(4), box(b"iinf", bytes(6)), box(b"iloc", b"\2"))),
        ("tif", b"II*\0\x08\0\0\0" + b"\xff" * 90),
        ("tif", b"MM\0*\0\0\0\x08" + bytes(2) + b"\0\0\0\x08"),
    ],
)
def test_a_file_that_leads_nowhere_is_left_alone(kind, content):
    assert blanks_of(io.BytesIO(content), kind) == []


def tiff(*directories, content=b""):
    """A TIFF of these directories, one after the other: of each its entries (tag, kind, count, value)."""
    at, parts = 8, []
    for number, entries in enumerate(directories, 1):
        at += 2 + 12 * len(entries) + 4
        rows = b"".join(struct.pack("<HHLL", *entry) for entry in entries)
        parts.append(struct.pack("<H", len(entries)) + rows + struct.pack("<L", at if number < len(directories) else 0))
    return b"II*\0\x08\0\0\0" + b"".join(parts) + content


def test_a_directory_is_emptied_once_however_often_it_is_named():
    entries, inside = 1000, [(34665, 4, 1, 8 + 2 + 12 * 1000 + 4)] * 1000
    patches = blanks_of(io.BytesIO(tiff(inside, [(270, 2, 0, 0)] * entries)), "tif")
    assert len(patches) == 1


def test_patches_are_laid_over_each_other_in_the_order_of_the_file():
    patches = [Patch(6, b"cd"), Patch(2, b"ab", 3), Patch(3, zeros=2), Patch(20, b"zz"), Patch(9, zeros=1)]
    patched = io.BufferedReader(Patched(io.BytesIO(b"0123456789" * 2), patches), 3)
    assert patched.read() == b"01ab\0\0\0d8\x000123456789"
    patched.seek(3)
    assert patched.read(4) == b"b\0\0\0"


def test_a_file_is_looked_into_in_a_limited_number_of_places():
    far = NEAR + 2
    glances = Glances(io.BytesIO(bytes(2 * far)), 10)
    for at in range(10):
        glances.seek(at % 2 * far)
        assert glances.read(1)
    glances.seek(0)
    with pytest.raises(TooScattered):
        glances.read(1)


def test_what_is_blanked_takes_no_memory():
    film = box(b"moov", box(b"udta", bytes(2**20)))
    assert sum(len(patch.content) for patch in blanks_of(io.BytesIO(film), "mp4")) < 100
