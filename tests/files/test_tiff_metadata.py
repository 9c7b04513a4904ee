"""TIFF is stored without what a camera wrote."""

import io
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from market.files.actions import keep_upload
from market.files.inspection.metadata import blanks_of
from tests.files.test_picture_metadata import PLACE, stored


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
    patches = blanks_of(io.BytesIO(tiff(inside, [(270, 2, 0, 0)] * entries)))
    assert len(patches) == 1


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
def test_a_tiff_that_leads_nowhere_is_left_alone(content):
    assert blanks_of(io.BytesIO(content)) == []
