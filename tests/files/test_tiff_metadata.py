"""TIFF is stored without what a camera wrote, raw files without the place; damage in one part saves no other."""

import io
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from market.files.actions import keep_upload
from market.files.inspection.metadata import blanks_of
from market.files.inspection.patches import Patched
from tests.files.test_picture_metadata import PLACE, stored


@pytest.mark.parametrize("is_big", [False, True])
def test_a_tiff_loses_them(farida, is_big):
    exif, place = {ExifTags.Base.LensModel: "the lens of the phone"}, {ExifTags.GPS.GPSAreaInformation: PLACE.encode()}
    written = {ExifTags.Base.Model: "Rina's phone", ExifTags.IFD.Exif: exif, ExifTags.IFD.GPSInfo: place}
    picture, content = Image.effect_noise((120, 80), 90).convert("RGB"), io.BytesIO()
    picture.save(content, "TIFF", tiffinfo=written, big_tiff=is_big)
    saved = stored(keep_upload(by=farida, file=SimpleUploadedFile("a.tif", content.getvalue())))
    assert len(saved) == len(content.getvalue())
    assert Image.open(io.BytesIO(saved)).tobytes() == picture.tobytes()
    for word in (PLACE.encode(), b"phone"):
        assert word in content.getvalue()
        assert word not in saved


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


def without(content, ending="tif"):
    """What is stored of it."""
    return io.BufferedReader(Patched(io.BytesIO(content), blanks_of(io.BytesIO(content), ending))).read()


PACKET = b'<x crs:Exposure="+0.50" exif:GPSLatitude="24,53N"><photoshop:City>Sylhet</photoshop:City></x>'


@pytest.mark.parametrize("ending", ["nef", "dng", "tif"])
def test_a_raw_file_loses_the_place_alone(ending):
    """Its converter needs the model and the maker's notes; what was done to a DNG stands in its XMP."""
    behind = 8 + 2 + 12 * 4 + 4 + 2 * (2 + 12 + 4)
    entries = [
        (272, 2, 9, behind),
        (700, 1, len(PACKET), behind + 9),
        (34665, 4, 1, behind - 36),
        (34853, 4, 1, behind - 18),
    ]
    end = behind + 9 + len(PACKET)
    content = tiff(entries, [(37500, 7, 5, end)], [(29, 2, 5, end + 5)], content=b"the model" + PACKET + b"notesPLACE")
    saved = without(content, ending)
    assert len(saved) == len(content)
    for word in (b"24,53N", b"Sylhet", b"PLACE"):
        assert word not in saved
    for word in (b"the model", b"notes", b"+0.50"):
        assert (word in saved) == (ending != "tif")


def test_a_damaged_directory_saves_no_other():
    behind = 8 + 2 + 12 * 2 + 4
    content = tiff([(34665, 4, 1, 10**6), (330, 4, 2, behind)], content=struct.pack("<LL", 10**6, behind + 8))
    content += struct.pack("<HHHLL", 1, 272, 2, 5, len(content) + 14) + b"phone"
    assert b"phone" not in without(content)


def test_many_pages_are_all_looked_at():
    pages = [[(272, 2, 5, 8 + 18 * 1000)] for _ in range(999)]
    content = tiff(*pages, [(305, 2, 5, 8 + 18 * 1000 + 5)], content=b"model" + b"phone")
    saved = without(content)
    assert b"model" not in saved
    assert b"phone" not in saved


def resource(number, data, name=b""):
    written = bytes([len(name)]) + name
    written += b"\0" * (len(written) % 2)
    return (
        struct.pack(">4sH", b"8BIM", number) + written + struct.pack(">L", len(data)) + data + b"\0" * (len(data) % 2)
    )


RESOURCES = (
    resource(1028, b"the place")
    + resource(2000, b"a path", b"cut out")
    + resource(1036, b"as it was before", b"secret")
    + resource(2999, b"its name")
    + resource(1060, b"the phone")
)
PHOTOSHOP = b"Photoshop 3.0\0"


def test_paths_of_photoshop_stay_and_nothing_else():
    behind = 8 + 2 + 12 + 4
    of_tiff = without(tiff([(34377, 7, len(RESOURCES), behind)], content=RESOURCES + b"picture"))
    block = struct.pack(">2sBBH", b"\xff\xd8", 0xFF, 0xED, 2 + len(PHOTOSHOP + RESOURCES)) + PHOTOSHOP + RESOURCES
    of_jpeg = without(block + b"\xff\xda\0\2picture\xff\xd9")
    for saved in (of_tiff, of_jpeg):
        for word in (b"a path", b"cut out", b"its name", b"picture"):
            assert word in saved
        for word in (b"place", b"before", b"secret", b"phone"):
            assert word not in saved
        assert saved.count(b"8BIM") == 5


def test_what_is_no_resource_of_photoshop_is_blanked():
    for end in (1, 8, 30, len(RESOURCES) - 1):
        content = tiff([(34377, 7, end + 5, 26)], content=RESOURCES[:end] + b"phone")
        assert b"phone" not in without(content)


@pytest.mark.parametrize("ending", ["tif", "nef"])
@pytest.mark.parametrize(
    "content",
    [
        b"II*\0\x08\0\0\0" + b"\xff" * 90,
        b"MM\0*\0\0\0\x08" + bytes(2) + b"\0\0\0\x08",
        b"II*\0",
        b"II+\0\x08\0\0\0" + struct.pack("<QQ", 16, 2**63),
        b"MM\0*" + struct.pack(">L", 2**32 - 1),
    ],
)
def test_a_tiff_that_leads_nowhere_is_left_alone(content, ending):
    assert blanks_of(io.BytesIO(content), ending) == []
