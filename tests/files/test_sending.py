"""Parts of a file, for players and for downloads that go on; and what a player is told it is."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.files.actions import keep_upload
from market.files.sending import NoSuchRange, parse_range

MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x00" + bytes(range(200))


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("", None),
        ("bytes=0-", (0, 100)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-5", (95, 100)),
        ("bytes=-500", (0, 100)),
        ("bytes=5-2", None),
        ("bytes=0-1,5-6", None),
        ("lines=1-2", None),
        ("bytes=-", None),
    ],
)
def test_range_header_is_read(wanted, part):
    assert parse_range(wanted, 100) == part


@pytest.mark.parametrize("wanted", ["bytes=100-", "bytes=-0"])
def test_range_behind_the_end_is_refused(wanted):
    with pytest.raises(NoSuchRange):
        parse_range(wanted, 100)


def test_player_gets_a_part_of_a_sound_that_nothing_runs(farida, page):
    upload = keep_upload(by=farida, file=SimpleUploadedFile("a.mp3", MP3))
    answer = page(farida).get(f"/files/{upload.pk}/", headers={"Range": "bytes=10-13"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, MP3[10:14])
    assert answer["Content-Range"] == f"bytes 10-13/{len(MP3)}"
    assert answer["Content-Length"] == "4"
    assert answer["Content-Type"] == "audio/mpeg"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert page(farida).get(f"/files/{upload.pk}/", headers={"Range": "bytes=999-"}).status_code == 416


def test_page_of_a_sound_says_its_size_first_and_loads_nothing(farida, page):
    upload = keep_upload(by=farida, file=SimpleUploadedFile("a.mp3", MP3))
    answer = page(farida).get(f"/files/{upload.pk}/view/")
    text = answer.content.decode()
    assert text.index("0.3 KB") < text.index('<audio controls preload="none"')
    assert "media-src 'self'" in answer["Content-Security-Policy"]


def test_sound_with_the_name_of_a_page_is_sent_without_a_type(farida, page):
    upload = keep_upload(by=farida, file=SimpleUploadedFile("a.pdf", MP3))
    answer = page(farida).get(f"/files/{upload.pk}/")
    assert b"".join(answer.streaming_content) == MP3
    assert answer["Content-Type"] == "application/octet-stream"
