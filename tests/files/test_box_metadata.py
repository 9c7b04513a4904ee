"""Films, and pictures in boxes, are stored without what a camera wrote, and show the same."""

import io
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from market.files.actions import keep_upload
from market.files.inspection.metadata import blanks_of
from market.files.inspection.patches import Patched
from tests.files.test_picture_metadata import PLACE, stored


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">L4s", 8 + len(body), kind) + body


CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
FTYP = box(b"ftyp", b"heic", bytes(4))


def without(content):
    """What is stored of it."""
    return io.BufferedReader(Patched(io.BytesIO(content), blanks_of(io.BytesIO(content)))).read()


@pytest.mark.parametrize("brand", [b"avif", b"avis", b"heix", b"mif1"])
def test_a_picture_in_boxes_of_any_brand_loses_them(farida, brand):
    exif = Image.Exif()
    exif[ExifTags.Base.Model] = "Rina's phone"
    exif[ExifTags.IFD.GPSInfo] = {ExifTags.GPS.GPSAreaInformation: PLACE.encode()}
    content = io.BytesIO()
    Image.effect_noise((120, 80), 90).convert("RGB").save(content, "AVIF", exif=exif, xmp=b"adobe")
    sent = content.getvalue().replace(b"ftypavif", b"ftyp" + brand, 1)
    saved = stored(keep_upload(by=farida, file=SimpleUploadedFile("a.avif", sent)))
    assert len(saved) == len(sent)
    shown = saved.replace(b"ftyp" + brand, b"ftypavif", 1)
    assert Image.open(io.BytesIO(shown)).tobytes() == Image.open(content).tobytes()
    for word in (PLACE.encode(), b"phone", b"adobe"):
        assert word in content.getvalue()
        assert word not in saved


@pytest.mark.parametrize("first", [box(b"ftyp", b"qt  ", bytes(8)), box(b"wide")])
def test_a_video_loses_them_and_keeps_its_pictures(farida, first):
    place = PLACE.encode()
    tracks = box(b"trak", box(b"tkhd", bytes(84)), box(b"udta", place), box(b"mdia", b"which pictures"))
    about = box(b"meta", box(b"keys", b"com.apple.quicktime.location.ISO6709"), box(b"ilst", place))
    film = (
        first,
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


def test_what_is_blanked_takes_no_memory():
    film = box(b"moov", box(b"udta", bytes(2**20)))
    assert sum(len(patch.content) for patch in blanks_of(io.BytesIO(film))) < 100


@pytest.mark.parametrize(
    "parts",
    [
        (box(b"moof", box(b"traf", box(b"udta", b"PLACE"))),),
        (box(b"mpvd", FTYP, box(b"moov", box(b"udta", b"PLACE"))),),
        (box(b"moov", box(b"mvhd", bytes(4), b"madeedit", bytes(80))),),
        (box(b"moov", box(b"trak", box(b"mdia", box(b"mdhd", b"\1\0\0\0", b"made    edit    ", bytes(80))))),),
        (box(b"moov", box(b"uuid", CANON, box(b"CMT1", b"the model"), box(b"CMT4", b"II*\0", b"PLACE" * 9))),),
    ],
)
def test_places_and_times_are_gone_wherever_they_lie(parts):
    content = FTYP + b"".join(parts)
    saved = without(content)
    assert len(saved) == len(content)
    for word in (b"PLACE", b"made", b"edit"):
        assert word not in saved
    assert saved.count(b"the model") == content.count(b"the model")


@pytest.mark.parametrize("handler", [b"meta", b"vide"])
@pytest.mark.parametrize("same", [0, 5])
def test_a_track_that_shows_nothing_is_blanked(handler, same):
    """Two chunks, of two samples and of one."""
    sizes = struct.pack(">LLL", 0, same, 3) + (b"" if same else struct.pack(">LLL", 5, 5, 5))
    runs = struct.pack(">LL6L", 0, 2, 1, 2, 1, 2, 1, 1)
    places = struct.pack(">LLLL", 0, 2, len(FTYP) + 8, len(FTYP) + 8 + 14)
    table = box(b"stbl", box(b"stsz", sizes), box(b"stsc", runs), box(b"stco", places))
    media = box(b"mdia", box(b"hdlr", bytes(8), handler, bytes(12)), box(b"minf", table))
    film = FTYP + box(b"mdat", b"PLACEPLACEworkPLACEmore") + box(b"moov", box(b"trak", media))
    saved = without(film)
    assert saved.count(b"PLACE") == (0 if handler == b"meta" else 3)
    assert b"work" in saved
    assert b"more" in saved


@pytest.mark.parametrize(
    "content",
    [
        struct.pack(">L4s", 8, b"moov") * 200_000,
        b"".join(struct.pack(">L4s", 8 * left, b"moov") for left in range(50_000, 0, -1)),
        box(b"ftyp", b"qt  ") + struct.pack(">L4s", 4, b"moov") + b"work",
        FTYP + box(b"meta", bytes(4), box(b"iinf", bytes(6)), box(b"iloc", bytes(6), b"\xff\xff" + b"\xff" * 90_000)),
        FTYP + box(b"meta", bytes(4), box(b"iinf", bytes(6)), box(b"iloc", b"\2")),
    ],
)
def test_a_film_that_leads_nowhere_is_left_alone(content):
    assert blanks_of(io.BytesIO(content)) == []
