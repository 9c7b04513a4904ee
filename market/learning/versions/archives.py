"""A course as one file: a ZIP archive of the files that docs/course-file.md describes."""

import io
import zipfile
from collections.abc import Iterable
from typing import Any

import tomli_w
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.learning.courses.blocks import LANGUAGES, VIDEO, Block
from market.learning.courses.course_files import COURSE, QUESTIONS, Files
from market.learning.courses.models import CourseVersion, Lesson, Picture
from market.learning.courses.pictures import RASTER, SVG
from market.learning.media.models import VideoCaptions
from market.learning.media.queries import names_in
from market.learning.questions.models import Question
from market.learning.questions.rows import is_same, question_of, row_of

MOST_BYTES, MOST_FILES, MOST_UNPACKED = 5_000_000, 500, 20_000_000
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others are rare, and may ask for gigabytes to unpack a byte
ENDINGS = {SVG: "svg", **{kind: name.lower() for name, kind in RASTER.items()}}


def _refused(sentence: str | Promise) -> Invalid:
    return Invalid(errors={"file": [sentence]})


def read_archive(content: bytes) -> Files:
    """The files of an archive, by their paths; a folder around all of them is left out. Raises Invalid."""
    if len(content) > MOST_BYTES:
        raise _refused(_("This file has more than 5 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            if len(entries) > MOST_FILES or sum(each.file_size for each in entries) > MOST_UNPACKED:
                raise _refused(_("There is too much in this archive for a course."))
            if any(each.compress_type not in PACKINGS for each in entries):
                raise zipfile.BadZipFile
            files = {each.filename: archive.read(each) for each in entries}
    except Invalid:
        raise
    except Exception as wrong:  # whatever a broken archive makes the library raise
        raise _refused(_("This is no ZIP archive that can be read.")) from wrong
    folders = {path.partition("/")[0] for path in files}
    if len(folders) == 1 and COURSE not in files:
        (folder,) = folders
        files = {path.removeprefix(f"{folder}/"): each for path, each in files.items()}
    return files


def write_archive(version: CourseVersion) -> bytes:
    """The archive of a version, questions of exams with their answers included: for trainers and officers."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in sorted(files_of_version(version)):
            archive.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), content)
    return out.getvalue()


def path_of(picture: Picture) -> str:
    """Where a picture stands among the files of its course."""
    return f"pictures/{picture.digest[:16]}.{ENDINGS[picture.content_type]}"


def files_of_version(version: CourseVersion) -> Iterable[tuple[str, str | bytes]]:
    """The paths and contents of its files."""
    pictures = {each.digest: each for each in version.course.pictures.all()}
    names = {digest: path_of(each) for digest, each in pictures.items()}
    lessons = list(version.lessons.select_related("module"))
    shown = {digest for each in lessons for block in each.blocks for digest in block.get("file", {}).values()}
    questions = _questions_of(version)
    shown |= {digest for row in questions for digest in row.get("picture", {}).values()}
    yield COURSE, tomli_w.dumps(_sheet(version))
    yield QUESTIONS, tomli_w.dumps({"question": [_question(row, names) for row in questions]})
    yield from ((names[digest], bytes(pictures[digest].content)) for digest in shown)
    yield from _captions(version, lessons)
    for lesson in lessons:
        for language in LANGUAGES:
            title = getattr(lesson, f"title_{language}")
            text = "\n\n".join([f"# {title}", *(_markdown(each, language, names) for each in lesson.blocks)])
            yield f"lessons/{lesson.slug}.{language}.md", f"{text}\n"


def _captions(version: CourseVersion, lessons: Iterable[Lesson]) -> Iterable[tuple[str, str]]:
    """The captions of the videos that its lessons show."""
    names = names_in(block for lesson in lessons for block in lesson.blocks)
    rows = VideoCaptions.objects.filter(video__course=version.course, video__slug__in=names).select_related("video")
    yield from ((f"videos/{each.video.slug}.{each.language}.vtt", each.text) for each in rows)


def _questions_of(version: CourseVersion) -> list[dict[str, Any]]:
    """The rows of its questions; of the version that everybody reads as the bank asks them now, without those that it
    retired: what is written on from here undoes no correction."""
    if not CourseVersion.objects.current().filter(pk=version.pk).exists():
        return list(version.questions)
    in_use = {each.slug: each for each in Question.objects.in_use().filter(course=version.course)}
    rows = [(row, in_use[row["id"]]) for row in version.questions if row["id"] in in_use]
    return [row if is_same(now, question_of(version.course_id, row)) else row_of(now) for row, now in rows]


def _sheet(version: CourseVersion) -> dict[str, Any]:
    topic = {"topic": version.course.topic.slug} if version.course.topic else {}
    modules = [
        {"title": _pair(each, "title"), "lessons": [lesson.slug for lesson in each.lessons.order_by("position")]}
        for each in version.modules.all()
    ]
    return {**topic, "title": _pair(version, "title"), "summary": _pair(version, "summary"), "module": modules}


def _pair(row: Any, name: str) -> dict[str, str]:
    return {language: getattr(row, f"{name}_{language}") for language in LANGUAGES}


def _question(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    if "picture" not in row:
        return row
    return row | {"picture": {language: names[digest] for language, digest in row["picture"].items()}}


def _markdown(block: Block, language: str, names: dict[str, str]) -> str:
    """A block as it stands in the file."""
    kind, content = block["kind"], block[language]
    if kind == "heading":
        return f"{'#' * block['level']} {content}"
    if kind == "list":
        marks = (f"{number}." if block["is_ordered"] else "-" for number in range(1, len(content) + 1))
        return "\n".join(f"{mark} {item}" for mark, item in zip(marks, content, strict=True))
    if kind == "table":
        rows = ["| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |" for row in content]
        return "\n".join([rows[0], f"|{'---|' * len(content[0])}", *rows[1:]])
    if kind == "code":
        return f"```{block['language']}\n{content}\n```"
    if kind == "picture":
        return f"![{content}]({names[block['file'][language]]})"
    if kind == "video":
        return f"![{content}]({VIDEO}{block['video']})"
    if kind in ("callout", "task"):
        first = f"> [!{str(block.get('tone', kind)).upper()}]"
        return "\n>\n".join([f"{first}\n> {content[0]}", *(f"> {each}" for each in content[1:])])
    return str(content)
