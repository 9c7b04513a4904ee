import io
import random
import struct
import subprocess
import sys
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from market.core.base.errors import Invalid, NotFound, TooMany
from market.profiles.freelancers.actions import NoProfile
from market.profiles.portfolio import images
from market.profiles.portfolio.images import NotAPicture, PicturesBusy
from market.profiles.portfolio.picture_actions import (
    TooManyPictures,
    add_picture,
    move_picture,
    remove_face,
    remove_picture,
    set_face,
    title_picture,
)


def picture(size=(2400, 1200), kind="JPEG", name="holiday.jpg", mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode in ("RGB", "RGBA") else 1).save(out, kind, **more)
    return SimpleUploadedFile(name, out.getvalue())


def no_picture():
    return SimpleUploadedFile("a.jpg", b"no")


def opened(file):
    with file.open("rb") as source:
        shown = Image.open(source)
        shown.load()
        return shown


def bomb():
    """A PNG that says it is 60000 by 60000."""
    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def test_a_picture_is_written_anew_small_and_without_metadata(farida):
    exif = Image.Exif()
    exif[0x010E] = "home, 23.81 N 90.41 E"
    kept = add_picture(by=farida, file=picture(exif=exif.tobytes()), title="Logo")
    full, small = opened(kept.image), opened(kept.thumbnail)
    assert (full.format, full.size) == ("WEBP", (1600, 800))
    assert (small.format, small.size) == ("WEBP", (480, 360))
    with kept.image.open("rb") as source:
        assert b"home" not in source.read()
    assert not full.getexif()
    assert kept.thumbnail.size <= 30 * 1024


def test_a_turned_picture_stands_upright(farida):
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = add_picture(by=farida, file=picture((400, 200), exif=exif.tobytes()), title="Turned")
    assert opened(kept.image).size == (200, 400)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "1"), ("PNG", "P"), ("GIF", "P"), ("WEBP", "RGB")])
def test_every_kind_is_shown(farida, kind, mode):
    assert add_picture(by=farida, file=picture((300, 200), kind, "x.bin", mode), title="").image


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_noise_becomes_a_small_thumbnail_too(farida, mode):
    noise = Image.frombytes(mode, (480, 360), random.Random(7).randbytes(480 * 360 * len(mode)))
    out = io.BytesIO()
    noise.save(out, "PNG")
    kept = add_picture(by=farida, file=SimpleUploadedFile("noise.png", out.getvalue()), title="Noise")
    assert kept.thumbnail.size <= 30 * 1024
    assert opened(kept.thumbnail).size == (480, 360)
    assert opened(kept.thumbnail).mode == "RGB"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 4,
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0" + b"\0" * 50,
        bomb(),
    ],
)
def test_what_is_no_picture_is_refused_by_its_content(farida, content):
    with pytest.raises(NotAPicture) as refusal:
        add_picture(by=farida, file=SimpleUploadedFile("me.png", content, "image/png"), title="x")
    assert "picture" in refusal.value.errors
    assert not farida.profile.pictures.exists()


def test_too_many_pixels_and_too_many_bytes_are_refused(farida, monkeypatch):
    with pytest.raises(NotAPicture):
        add_picture(by=farida, file=picture((8000, 6000), "PNG"), title="x")
    monkeypatch.setattr(images, "MAX_BYTES", 100)
    with pytest.raises(NotAPicture):
        add_picture(by=farida, file=picture(), title="x")


def test_nobody_without_a_profile_has_pictures(carla):
    with pytest.raises(NoProfile):
        add_picture(by=carla, file=picture(), title="x")
    with pytest.raises(NoProfile):
        set_face(by=carla, file=picture())


def test_eight_pictures_of_a_work_are_the_most(farida):
    case = add_picture(by=farida, file=picture((20, 20)), title="1").case_id
    for number in range(2, 9):
        add_picture(by=farida, file=picture((20, 20)), title=str(number), case_id=case)
    with pytest.raises(TooManyPictures):
        add_picture(by=farida, file=picture((20, 20)), title="9", case_id=case)
    with pytest.raises(TooManyPictures):  # before it is decoded
        add_picture(by=farida, file=no_picture(), title="9", case_id=case)


def test_what_is_refused_anyway_is_not_decoded(farida, rina, carla):
    case = add_picture(by=farida, file=picture((20, 20)), title="1").case_id
    with pytest.raises(NotFound):
        add_picture(by=rina, file=no_picture(), title="x", case_id=case)
    with pytest.raises(NoProfile):
        set_face(by=carla, file=no_picture())
    with pytest.raises(Invalid) as wrong:
        add_picture(by=farida, file=no_picture(), title="call 01712345678", case_id=case)
    assert "title" in wrong.value.errors


def test_a_day_has_a_limit(farida, monkeypatch):
    monkeypatch.setattr("market.profiles.portfolio.picture_actions.PICTURES_A_DAY", 1)
    set_face(by=farida, file=picture((20, 20)))
    with pytest.raises(TooMany):
        set_face(by=farida, file=picture((20, 20)))


def order(farida):
    return [each.title for each in farida.profile.pictures.all()]


def test_pictures_move_and_stay_within_the_row(farida):
    a = add_picture(by=farida, file=picture((20, 20)), title="a")
    b, c = (add_picture(by=farida, file=picture((20, 20)), title=name, case_id=a.case_id) for name in "bc")
    move_picture(by=farida, picture_id=c.pk, steps=-1)
    assert order(farida) == ["a", "c", "b"]
    move_picture(by=farida, picture_id=a.pk, steps=-5)
    move_picture(by=farida, picture_id=a.pk, steps=1)
    assert order(farida) == ["c", "a", "b"]
    move_picture(by=farida, picture_id=b.pk, steps=9)
    assert order(farida) == ["c", "a", "b"]


def test_titles_are_plain_lines(farida):
    kept = add_picture(by=farida, file=picture((20, 20)), title="x\n\u202e" + "ক্ষ্মী" * 200)
    assert "\u202e" not in kept.title
    assert len(kept.title) <= 300
    assert title_picture(by=farida, picture_id=kept.pk, title="<b>নতুন</b>").title == "<b>নতুন</b>"


def test_a_removed_picture_is_gone_with_its_files(farida, django_capture_on_commit_callbacks):
    kept = add_picture(by=farida, file=picture((20, 20)), title="x")
    names = [kept.image.name, kept.thumbnail.name]
    assert all(default_storage.exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        remove_picture(by=farida, picture_id=kept.pk)
    assert not any(default_storage.exists(name) for name in names)
    with pytest.raises(NotFound):
        remove_picture(by=farida, picture_id=kept.pk)


def test_nobody_touches_anothers_picture(farida, rina):
    kept = add_picture(by=farida, file=picture((20, 20)), title="x")
    for act in (
        lambda: remove_picture(by=rina, picture_id=kept.pk),
        lambda: move_picture(by=rina, picture_id=kept.pk, steps=1),
        lambda: title_picture(by=rina, picture_id=kept.pk, title="mine"),
        lambda: add_picture(by=rina, file=picture((20, 20)), title="mine", case_id=kept.case_id),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_picture_beside_her_name_is_replaced_and_removed(farida, django_capture_on_commit_callbacks):
    first = set_face(by=farida, file=picture()).picture.name
    with django_capture_on_commit_callbacks(execute=True):
        second = set_face(by=farida, file=picture()).picture
    assert opened(second).size == (256, 256)
    assert not default_storage.exists(first)
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_face(by=farida).picture_url == ""
    assert not default_storage.exists(second.name)


GROWTH = """
import sys
from django.conf import settings
settings.configure(USE_I18N=False)
from django.core.files.uploadedfile import SimpleUploadedFile
from market.profiles.portfolio import images

def held():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) // 1024

before, files = held(), [SimpleUploadedFile("x", open(path, "rb").read()) for path in sys.argv[1:]]
for file in files:
    try:
        images.encode(file)
    except images.NotAPicture:
        print("refused", end=" ")
print(held() - before)
"""


def grown(*paths) -> list[str]:
    """What a process of its own says of the files, and by how many MB it grew."""
    done = subprocess.run([sys.executable, "-c", GROWTH, *map(str, paths)], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "LA"), ("WEBP", "RGB")])
def test_a_small_file_of_many_pixels_takes_little_memory(tmp_path, kind, mode):
    most = images.MAX_MEGAPIXELS[kind] * images.MILLION
    more = {"JPEG": {"progressive": True, "subsampling": 0}, "PNG": {"compress_level": 1}, "WEBP": {"method": 0}}
    Image.new(mode, (4000, most // 4000)).save(tmp_path / "most", kind, **more[kind])
    [growth] = grown(tmp_path / "most")
    assert int(growth) < 260


KEPT = """
import sys, threading
from django.conf import settings
settings.configure(USE_I18N=False)
from django.core.files.uploadedfile import SimpleUploadedFile
from market.profiles.portfolio import images

def held():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 // 1024**2

def encode():
    images.encode(SimpleUploadedFile("x", open(sys.argv[1], "rb").read()))

before = held()
for _ in range(2):
    threads = [threading.Thread(target=encode) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(held() - before)
"""


def test_what_threads_decoded_stays_in_no_memory(tmp_path):
    """glibc kept what each thread had used: 340 MB after these twelve."""
    Image.new("RGBA", (6000, 3999)).save(tmp_path / "most.png", compress_level=1)
    command = [sys.executable, "-c", KEPT, str(tmp_path / "most.png")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 80


def test_what_is_too_large_is_never_decoded(tmp_path):
    Image.new("1", (8000, 5000)).save(tmp_path / "png", "PNG")
    Image.new("L", (8000, 5000)).save(tmp_path / "jpeg", "JPEG")
    Image.new("L", (4000, 4000)).save(tmp_path / "webp", "WEBP", method=0)
    *refused, growth = grown(tmp_path / "png", tmp_path / "jpeg", tmp_path / "webp")
    assert refused == ["refused"] * 3
    assert int(growth) < 20


def test_one_picture_is_decoded_at_a_time(farida, monkeypatch):
    """A second one waits, and is refused rather than decoded beside."""
    monkeypatch.setattr(images, "MAX_WAIT_SECONDS", 0.01)
    with images._one_at_a_time, pytest.raises(PicturesBusy):
        add_picture(by=farida, file=picture((20, 20)), title="x")
    assert add_picture(by=farida, file=picture((20, 20)), title="x").image


def test_who_sends_too_many_pixels_is_told_how_many_are_the_most(farida):
    with pytest.raises(NotAPicture) as refusal:
        add_picture(by=farida, file=picture((6000, 4001), "PNG", mode="1"), title="x")
    assert "more than 24 megapixels" in str(refusal.value.errors["picture"][0])
    with translation.override("bn"), pytest.raises(NotAPicture) as refusal:
        add_picture(by=farida, file=picture((6000, 4001), "PNG", mode="1"), title="x")
    assert "মেগাপিক্সেল" in str(refusal.value.errors["picture"][0])
