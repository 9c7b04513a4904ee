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

from market.core.base import pictures
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


def invalid_file():
    return SimpleUploadedFile("a.jpg", b"no")


def open_image(file):
    with file.open("rb") as source:
        image = Image.open(source)
        image.load()
        return image


def decompression_bomb():
    """A PNG whose header claims 60000 by 60000 pixels."""
    head = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def test_uploaded_picture_is_reencoded_without_metadata(farida):
    exif = Image.Exif()
    exif[0x010E] = "home, 23.81 N 90.41 E"
    added = add_picture(by=farida, file=picture(exif=exif.tobytes()), title="Logo")
    full, small = open_image(added.image), open_image(added.thumbnail)
    assert (full.format, full.size) == ("WEBP", (1600, 800))
    assert (small.format, small.size) == ("WEBP", (480, 360))
    with added.image.open("rb") as source:
        assert b"home" not in source.read()
    assert not full.getexif()
    assert added.thumbnail.size <= 30 * 1024


def test_exif_orientation_is_applied(farida):
    exif = Image.Exif()
    exif[0x0112] = 6
    added = add_picture(by=farida, file=picture((400, 200), exif=exif.tobytes()), title="Turned")
    assert open_image(added.image).size == (200, 400)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "1"), ("PNG", "P"), ("GIF", "P"), ("WEBP", "RGB")])
def test_supported_image_formats_are_accepted(farida, kind, mode):
    assert add_picture(by=farida, file=picture((300, 200), kind, "x.bin", mode), title="").image


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_thumbnail_of_noise_stays_below_the_size_limit(farida, mode):
    noise = Image.frombytes(mode, (480, 360), random.Random(7).randbytes(480 * 360 * len(mode)))
    out = io.BytesIO()
    noise.save(out, "PNG")
    added = add_picture(by=farida, file=SimpleUploadedFile("noise.png", out.getvalue()), title="Noise")
    assert added.thumbnail.size <= 30 * 1024
    assert open_image(added.thumbnail).size == (480, 360)
    assert open_image(added.thumbnail).mode == "RGB"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 4,
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0" + b"\0" * 50,
        decompression_bomb(),
    ],
)
def test_files_that_are_no_image_are_refused_by_content(farida, content):
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


def test_pictures_need_a_profile(carla):
    with pytest.raises(NoProfile):
        add_picture(by=carla, file=picture(), title="x")
    with pytest.raises(NoProfile):
        set_face(by=carla, file=picture())


def test_more_than_eight_pictures_of_a_work_are_refused(farida):
    case = add_picture(by=farida, file=picture((20, 20)), title="1").case_id
    for number in range(2, 9):
        add_picture(by=farida, file=picture((20, 20)), title=str(number), case_id=case)
    with pytest.raises(TooManyPictures):
        add_picture(by=farida, file=picture((20, 20)), title="9", case_id=case)
    with pytest.raises(TooManyPictures):  # before it is decoded
        add_picture(by=farida, file=invalid_file(), title="9", case_id=case)


def test_permission_and_title_are_checked_before_decoding(farida, rina, carla):
    case = add_picture(by=farida, file=picture((20, 20)), title="1").case_id
    with pytest.raises(NotFound):
        add_picture(by=rina, file=invalid_file(), title="x", case_id=case)
    with pytest.raises(NoProfile):
        set_face(by=carla, file=invalid_file())
    with pytest.raises(Invalid) as wrong:
        add_picture(by=farida, file=invalid_file(), title="call 01712345678", case_id=case)
    assert "title" in wrong.value.errors


def test_picture_uploads_are_rate_limited_per_day(farida, monkeypatch):
    monkeypatch.setattr("market.profiles.portfolio.picture_actions.PICTURES_A_DAY", 1)
    set_face(by=farida, file=picture((20, 20)))
    with pytest.raises(TooMany):
        set_face(by=farida, file=picture((20, 20)))


def order(farida):
    return [each.title for each in farida.profile.pictures.all()]


def test_move_picture_stays_within_the_list(farida):
    a = add_picture(by=farida, file=picture((20, 20)), title="a")
    b, c = (add_picture(by=farida, file=picture((20, 20)), title=name, case_id=a.case_id) for name in "bc")
    move_picture(by=farida, picture_id=c.pk, steps=-1)
    assert order(farida) == ["a", "c", "b"]
    move_picture(by=farida, picture_id=a.pk, steps=-5)
    move_picture(by=farida, picture_id=a.pk, steps=1)
    assert order(farida) == ["c", "a", "b"]
    move_picture(by=farida, picture_id=b.pk, steps=9)
    assert order(farida) == ["c", "a", "b"]


def test_picture_titles_are_cleaned_and_limited(farida):
    added = add_picture(by=farida, file=picture((20, 20)), title="x\n\u202e" + "ক্ষ্মী" * 200)
    assert "\u202e" not in added.title
    assert len(added.title) <= 300
    assert title_picture(by=farida, picture_id=added.pk, title="<b>নতুন</b>").title == "<b>নতুন</b>"


def test_removing_a_picture_deletes_its_files_on_commit(farida, django_capture_on_commit_callbacks):
    added = add_picture(by=farida, file=picture((20, 20)), title="x")
    names = [added.image.name, added.thumbnail.name]
    assert all(default_storage.exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        remove_picture(by=farida, picture_id=added.pk)
    assert not any(default_storage.exists(name) for name in names)
    with pytest.raises(NotFound):
        remove_picture(by=farida, picture_id=added.pk)


def test_other_users_get_not_found_for_a_picture(farida, rina):
    added = add_picture(by=farida, file=picture((20, 20)), title="x")
    for act in (
        lambda: remove_picture(by=rina, picture_id=added.pk),
        lambda: move_picture(by=rina, picture_id=added.pk, steps=1),
        lambda: title_picture(by=rina, picture_id=added.pk, title="mine"),
        lambda: add_picture(by=rina, file=picture((20, 20)), title="mine", case_id=added.case_id),
    ):
        with pytest.raises(NotFound):
            act()


def test_profile_face_is_replaced_and_removed_with_its_file(farida, django_capture_on_commit_callbacks):
    first = set_face(by=farida, file=picture()).picture.name
    with django_capture_on_commit_callbacks(execute=True):
        second = set_face(by=farida, file=picture()).picture
    assert open_image(second).size == (256, 256)
    assert not default_storage.exists(first)
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_face(by=farida).picture_url == ""
    assert not default_storage.exists(second.name)


ENCODE_SCRIPT = """
import sys
from django.conf import settings
settings.configure(USE_I18N=False)
from django.core.files.uploadedfile import SimpleUploadedFile
from market.profiles.portfolio import images

def peak_mb():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) // 1024

before, files = peak_mb(), [SimpleUploadedFile("x", open(path, "rb").read()) for path in sys.argv[1:]]
for file in files:
    try:
        images.encode(file)
    except images.NotAPicture:
        print("refused", end=" ")
print(peak_mb() - before)
"""


def encode_in_subprocess(*paths) -> list[str]:
    """Encode the files in a process of its own: "refused" for each refused file, then its growth in MB."""
    result = subprocess.run(
        [sys.executable, "-c", ENCODE_SCRIPT, *map(str, paths)], capture_output=True, text=True, check=True
    )
    return result.stdout.split()


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "LA"), ("WEBP", "RGB")])
def test_decoding_many_pixels_uses_bounded_memory(tmp_path, kind, mode):
    most = pictures.MAX_MEGAPIXELS[kind] * pictures.MILLION
    more = {"JPEG": {"progressive": True, "subsampling": 0}, "PNG": {"compress_level": 1}, "WEBP": {"method": 0}}
    Image.new(mode, (4000, most // 4000)).save(tmp_path / "most", kind, **more[kind])
    [growth] = encode_in_subprocess(tmp_path / "most")
    assert int(growth) < 260


def test_photos_of_phones_are_reduced_while_they_are_decoded(tmp_path):
    Image.new("RGB", (9248, 6920), "teal").save(tmp_path / "photo", "JPEG", subsampling=0)
    [growth] = encode_in_subprocess(tmp_path / "photo")
    assert int(growth) < 100


def test_photo_with_a_second_picture_inside_is_a_jpeg(farida):
    more = [Image.new("RGB", (320, 240), "red")]
    added = add_picture(by=farida, file=picture(kind="MPO", save_all=True, append_images=more), title="Sari")
    assert open_image(added.image).size == (1600, 800)


def test_large_jpegs_that_are_held_whole_are_refused(tmp_path):
    """Progressive, with a scan for each component, or with a frame of neither kind in front."""
    Image.new("RGB", (6100, 4100), "teal").save(tmp_path / "progressive", "JPEG", progressive=True)
    Image.new("RGB", (6100, 4100), "teal").save(tmp_path / "plain", "JPEG")
    plain = (tmp_path / "plain").read_bytes()
    scan = plain.index(b"\xff\xda\x00\x0c\x03")
    (tmp_path / "scans").write_bytes(plain[:scan] + b"\xff\xda\x00\x08\x01" + plain[scan + 5 : scan + 7] + b"\0\x3f\0")
    (tmp_path / "filled").write_bytes(plain[:2] + b"\xff" + plain[2:])
    Image.new("L", (9000, 7200)).save(tmp_path / "beyond", "JPEG")
    *refused, growth = encode_in_subprocess(*(tmp_path / name for name in ("progressive", "scans", "filled", "beyond")))
    assert refused == ["refused"] * 4
    assert int(growth) < 20


THREADS_SCRIPT = """
import sys, threading
from django.conf import settings
settings.configure(USE_I18N=False)
from django.core.files.uploadedfile import SimpleUploadedFile
from market.profiles.portfolio import images

def resident_mb():
    return int(open("/proc/self/statm").read().split()[1]) * 4096 // 1024**2

def encode():
    images.encode(SimpleUploadedFile("x", open(sys.argv[1], "rb").read()))

before = resident_mb()
for _ in range(2):
    threads = [threading.Thread(target=encode) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(resident_mb() - before)
"""


def test_memory_of_decoding_threads_is_released(tmp_path):
    """glibc kept the memory of each thread: 340 MB after these twelve."""
    Image.new("RGBA", (6000, 3999)).save(tmp_path / "most.png", compress_level=1)
    command = [sys.executable, "-c", THREADS_SCRIPT, str(tmp_path / "most.png")]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(result.stdout) < 80


def test_images_over_the_pixel_limit_are_not_decoded(tmp_path):
    Image.new("1", (8000, 5000)).save(tmp_path / "png", "PNG")
    Image.new("L", (8000, 8001)).save(tmp_path / "jpeg", "JPEG")
    Image.new("L", (4000, 4000)).save(tmp_path / "webp", "WEBP", method=0)
    *refused, growth = encode_in_subprocess(tmp_path / "png", tmp_path / "jpeg", tmp_path / "webp")
    assert refused == ["refused"] * 3
    assert int(growth) < 20


def test_concurrent_decoding_is_refused_after_a_timeout(farida, monkeypatch):
    """A second upload waits for the lock, and is refused rather than decoded in parallel."""
    monkeypatch.setattr(images, "MAX_WAIT_SECONDS", 0.01)
    with images._one_at_a_time, pytest.raises(PicturesBusy):
        add_picture(by=farida, file=picture((20, 20)), title="x")
    assert add_picture(by=farida, file=picture((20, 20)), title="x").image


def test_pixel_limit_error_names_the_limit(farida):
    with pytest.raises(NotAPicture) as refusal:
        add_picture(by=farida, file=picture((6000, 4001), "PNG", mode="1"), title="x")
    assert "more than 24 megapixels" in str(refusal.value.errors["picture"][0])
    with translation.override("bn"), pytest.raises(NotAPicture) as refusal:
        add_picture(by=farida, file=picture((6000, 4001), "PNG", mode="1"), title="x")
    assert "মেগাপিক্সেল" in str(refusal.value.errors["picture"][0])
