"""A small course as files, and published."""

import io
import zipfile

from market.learning.courses.course_files import read_course
from market.learning.courses.storing_actions import bring_into_use, store_version
from market.learning.models import Course, CourseVersion

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="9" height="9"/></svg>'
COURSE = """
title = { en = "Sums", bn = "যোগ" }
summary = { en = "To add.", bn = "যোগ করা।" }
[[module]]
title = { en = "Numbers", bn = "সংখ্যা" }
lessons = ["adding", "checking"]
"""
EN = """# Adding

Two and two **are** `4`.

## How

- first
- second

| a | b |
|---|---|
| 1 | 2 |

![A square](pictures/square.svg)

> [!TIP]
> Count again.

> [!TASK]
> Add.
>
> Look.
"""
BN = """# যোগ করা

দুই আর দুই **মিলে** `4`।

## কীভাবে

- প্রথম
- দ্বিতীয়

| ক | খ |
|---|---|
| ১ | ২ |

![একটি চারকোনা](pictures/square.svg)

> [!TIP]
> আবার গুনুন।

> [!TASK]
> যোগ করুন।
>
> দেখুন।
"""
QUESTIONS = """
[[question]]
id = "two-and-two"
kind = "single"
lesson = "adding"
use = "check"
difficulty = 1
en = "Two and two?"
bn = "দুই আর দুই?"
why = { en = "Count them.", bn = "গুনে দেখুন।" }
choices = [{ en = "four", bn = "চার", right = true }, { en = "five", bn = "পাঁচ" }]

[[question]]
id = "secret-sum"
kind = "number"
lesson = "adding"
use = "exam"
difficulty = 2
en = "What is 40 and 2?"
bn = "৪০ আর ২ কত?"
why = { en = "Add them.", bn = "যোগ করুন।" }
answer = 42
"""


def small_files() -> dict[str, bytes]:
    """A course of two lessons with one check and one exam question."""
    texts = {
        "course.toml": COURSE,
        "questions.toml": QUESTIONS,
        "lessons/adding.en.md": EN,
        "lessons/adding.bn.md": BN,
        "lessons/checking.en.md": "# Checking\n\nLook once more.\n",
        "lessons/checking.bn.md": "# দেখে নেওয়া\n\nআরেকবার দেখুন।\n",
    }
    return {path: text.encode() for path, text in texts.items()} | {"pictures/square.svg": SVG}


def files_with_video(slug: str) -> dict[str, bytes]:
    """The small course, whose first lesson shows a video."""
    files, words = small_files(), {"lessons/adding.en.md": "How to add", "lessons/adding.bn.md": "যোগ করা"}
    return files | {name: files[name] + f"\n\n![{each}](video:{slug})\n".encode() for name, each in words.items()}


def published(files: dict[str, bytes] | None = None) -> CourseVersion:
    """The small course, published as `sums`; published again it is the next version."""
    files = files or small_files()
    course, _created = Course.objects.get_or_create(slug="sums", topic=None)
    version = store_version(course, read_course(files), files, by=None)
    bring_into_use(version)
    return version


def archive(files: dict[str, bytes] | None = None) -> bytes:
    """Files as a ZIP archive; the small course with one more word without them."""
    files = files or small_files() | {"lessons/checking.en.md": b"# Checking\n\nLook once more, please.\n"}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for path, content in files.items():
            zipped.writestr(path, content)
    return out.getvalue()
