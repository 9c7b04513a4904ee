"""Files of courses that are made to break what reads them: each is refused at once, with a sentence."""

import io
import random
import struct
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from PIL import Image

from market.core.base.errors import Invalid
from market.learning.bank.files import read_file
from market.learning.bank.rows import MOST_FAULTS, Defaults
from market.learning.courses.blocks import Fault
from market.learning.courses.course_files import read_course
from market.learning.courses.pictures import type_of
from market.learning.media.captions import read_captions
from market.learning.versions.actions import FaultsInCourse
from market.learning.versions.archives import read_archive
from tests.learning.course_story import archive, small_files


@contextmanager
def at_once() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < 5


def packed(packing: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as whole:
        whole.writestr("course.toml", b"sum " * 1000)
    return out.getvalue()


def test_broken_archives_are_refused_whatever_is_broken():
    content, chance = archive(small_files()), random.Random(18)
    for _each in range(2000):
        broken = bytearray(content)
        for _letter in range(3):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        with suppress(Invalid):
            read_archive(bytes(broken))


def test_archives_are_packed_as_usual():
    assert read_archive(packed(zipfile.ZIP_STORED)) == read_archive(packed(zipfile.ZIP_DEFLATED))
    for packing in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
        with pytest.raises(Invalid):
            read_archive(packed(packing))


LESSON = "lessons/adding.en.md"
HOSTILE = {
    "a lesson that takes minutes to read": (LESSON, b"# A\n\n" + b"![" * 100_000),
    "a key of very many parts": ("course.toml", b".".join([b"a"] * 20_000) + b" = 1"),
    "a question of very many parts": ("questions.toml", b".".join([b"a"] * 20_000) + b" = 1"),
    "a large course.toml": ("course.toml", b"#" * 50_001),
    "captions in other letters": ("videos/adding.en.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_of_courses_are_named(name):
    path, content = HOSTILE[name]
    with at_once():
        assert path in {each.file for each in read_course({**small_files(), path: content}).faults}


def test_captions_are_read_at_once_whatever_stands_in_them():
    cue = "WEBVTT\n\n00:00.000 --> 00:01.000\n"
    with at_once():
        assert len(read_captions(cue + "<" * 290_000).cues) == 1
    for hours in ("9" * 5000, "9" * 400, "১২"):
        assert read_captions(f"WEBVTT\n\n00:00.000 --> {hours}:00:01.000\nTwo\n").faults


def test_of_a_file_in_which_everything_is_wrong_the_first_faults_are_named():
    with at_once():
        read = read_file("a.gift", b"a\n\n" * 100_000, Defaults(["adding"]))
    assert len(read.faults) == MOST_FAULTS
    faults = [Fault("course.toml", at, "Wrong.") for at in range(5000)]
    refusal = FaultsInCourse(faults)
    assert (len(refusal.errors["file"]), "5,000" in str(refusal)) == (1000, True)


def test_pictures_for_which_a_phone_has_no_memory_are_refused():
    for side, is_taken in ((4000, True), (4001, False), (12_000, False)):
        out = io.BytesIO()
        Image.new("1", (side, 1000 if side > 12_000 else side)).save(out, "PNG", optimize=True)
        assert (type_of(out.getvalue()) == "image/png") == is_taken
    claimed = bytearray(out.getvalue())
    claimed[16:24] = struct.pack(">II", 2**31 - 1, 2**31 - 1)
    assert type_of(bytes(claimed)) != "image/png"


def test_drawings_that_repeat_themselves_are_refused():
    rows = "".join(f'<g id="a{at}">{f"""<use href="#a{at - 1}"/>""" * 10}</g>' for at in range(1, 12))
    start = '<svg xmlns="http://www.w3.org/2000/svg"><rect id="a0" width="1" height="1"/>'
    assert type_of(f"{start}{rows}</svg>".encode()) != "image/svg+xml"
    assert type_of(f'{start}<use href="#a0" x="2"/></svg>'.encode()) == "image/svg+xml"


LOADING = (
    '<rect style="fill:url(#a);background:url(https://a.example/b)"/>',
    "<rect style=\"fill:url( 'https://a.example/b')\"/>",
    '<rect style="fill:u\\72l(https://a.example/b)"/>',
    "<rect style=\"@import 'https://a.example/b'\"/>",
    '<?xml-stylesheet href="https://a.example/b"?>',
)


@pytest.mark.parametrize("part", LOADING)
def test_drawings_load_nothing_from_elsewhere(part):
    assert type_of(f'<svg xmlns="http://www.w3.org/2000/svg">{part}</svg>'.encode()) != "image/svg+xml"


@pytest.mark.parametrize("address", ["url(#a)", "url( '#a' )", 'url("#a") none'])
def test_drawings_name_their_own_parts(address):
    attribute = address.replace('"', "&quot;")
    drawing = f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><rect fill="{attribute}"/></svg>'
    assert type_of(drawing.encode()) == "image/svg+xml"
