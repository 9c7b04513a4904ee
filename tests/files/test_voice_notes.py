"""Voice notes: sound that was recorded for a message, told from pictures by the beginnings of real recordings."""

import base64

import pytest

from market.files.models import PartialUpload, Upload
from market.files.sound import is_sound
from market.files.voice import MOST_BYTES
from tests.files.test_resumable_api import BYTES, URL, send, stored_files

WAVEFORM = "0123456789abcdef" * 3
# What Chromium's MediaRecorder writes before the first sound, for audio/webm, video/webm and audio/mp4.
VOICE_WEBM = base64.b64decode(
    "GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQRChYECGFOAZwH/////////FUmpZpkq17GDD0JATYCGQ2hyb21lV0GGQ2hyb21lFlSua7+uvdeB"
    "AXPFhzlBwuP80/iDgQKGhkFfT1BVU2Oik09wdXNIZWFkAQEAAIC7AAAAAADhjbWERzuAAJ+BAWJkgSAfQ7Z1Af////////8="
)
VIDEO_WEBM = base64.b64decode(
    "GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQRChYECGFOAZwH/////////FUmpZpkq17GDD0JATYCGQ2hyb21lV0GGQ2hyb21lFlSua+quvdeB"
    "AXPFh+h0wPYN7TODgQKGhkFfT1BVU2Oik09wdXNIZWFkAQEAAIC7AAAAAADhjbWERzuAAJ+BAWJkgSCuqdeBAnPFh1oDEVcFFlODgQFV7oEBhoVWX1ZQ"
    "OOCMsIICgLqCAeBTwIEBH0O2dQH/////////"
)


@pytest.fixture
def sender(api, farida):
    """Farida's client of the API, with the header of the protocol."""
    client = api(farida)
    client.credentials(HTTP_TUS_RESUMABLE="1.0.0")
    return client


def box(name: bytes, *content: bytes) -> bytes:
    whole = b"".join(content)
    return (len(whole) + 8).to_bytes(4) + name + whole


def mp4(*handlers: bytes) -> bytes:
    """An MP4 whose index, behind its content, has a track for each of these handlers."""
    tracks = [box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + each + bytes(13)))) for each in handlers]
    brand = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")
    return brand + box(b"mdat", bytes(5000)) + box(b"moov", box(b"mvhd", bytes(100)), *tracks)


def begin(sender, content, voice, name="voice-note.webm"):
    pairs = {"filename": name, "voice": voice}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())
    size = content if isinstance(content, int) else len(content)
    return sender.post(URL, headers={"Upload-Length": str(size), "Upload-Metadata": metadata}, content_type=BYTES)


@pytest.mark.parametrize(
    ("content", "ending", "expected"),
    [
        (VOICE_WEBM, "webm", True),
        (VIDEO_WEBM, "webm", False),
        (mp4(b"soun"), "mp4", True),
        (mp4(b"soun", b"vide"), "mp4", False),
        (mp4(b"vide"), "mp4", False),
        (mp4(), "mp4", False),
        (b"", "mp4", False),
        (b"\x1aE\xdf\xa3", "webm", False),
    ],
)
def test_sound_is_told_from_pictures_by_content(content, ending, expected):
    assert is_sound(lambda at, size: content[at : at + size], ending) is expected
    for end in range(0, len(content), 7):
        cut = content[:end]  # a broken file raises nothing
        is_sound(lambda at, size: cut[at : at + size], ending)  # noqa: B023  # called at once


def test_voice_note_is_a_sound_with_its_waveform(sender, farida):
    url = begin(sender, VOICE_WEBM, f"12 {WAVEFORM}").headers["Location"]
    assert send(sender, url, 0, VOICE_WEBM).status_code == 204
    upload = Upload.objects.get(owner=farida)
    assert (upload.media_type, upload.kind, upload.voice_note) == ("audio/webm", "audio", (12, WAVEFORM))


@pytest.mark.parametrize("content", [VIDEO_WEBM, mp4(b"soun", b"vide"), b"just words"])
def test_voice_note_that_is_none_is_refused_with_its_sentence_and_leaves_nothing(sender, settings, content):
    url = begin(sender, content, f"12 {WAVEFORM}").headers["Location"]
    answer = send(sender, url, 0, content)
    assert (answer.status_code, answer.json()["code"]) == (400, "voice_note_wrong")
    assert "180 seconds" in answer.json()["errors"]["file"][0]
    assert not PartialUpload.objects.exists()
    assert not Upload.objects.exists()
    assert not stored_files(settings)


@pytest.mark.parametrize(
    "voice", ["", "12", f"0 {WAVEFORM}", f"181 {WAVEFORM}", f"12 {WAVEFORM[:-1]}", f"12 {WAVEFORM.upper()}", "১২ ff"]
)
def test_metadata_of_no_voice_note_are_refused_before_its_bytes_come(sender, voice):
    answer = begin(sender, 1000, voice)
    assert (answer.status_code, answer.json()["code"]) == (400, "voice_note_wrong")


def test_voice_note_that_is_too_large_is_refused(sender):
    assert begin(sender, MOST_BYTES + 1, f"12 {WAVEFORM}").json()["code"] == "voice_note_wrong"


def test_video_without_a_claim_stays_a_video(sender):
    pairs = f"filename {base64.b64encode(b'talk.webm').decode()}"
    headers = {"Upload-Length": str(len(VIDEO_WEBM)), "Upload-Metadata": pairs}
    url = sender.post(URL, headers=headers, content_type=BYTES).headers["Location"]
    send(sender, url, 0, VIDEO_WEBM)
    assert Upload.objects.get().kind == "video"
