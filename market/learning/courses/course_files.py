"""A course as files: `course.toml`, its lessons as Markdown in two languages, pictures and questions.

See docs/course-file.md. The same form is read from the repository, and from an imported archive.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.learning.courses.blocks import LANGUAGES, Block, Fault, join, read_half
from market.learning.courses.pictures import type_of
from market.learning.media.captions import read_captions
from market.learning.questions.reading import SLUG, Question, read_questions
from market.learning.questions.toml import read_toml

COURSE, QUESTIONS = "course.toml", "questions.toml"
CAPTIONS = re.compile(r"videos/([a-z0-9-]+)\.(en|bn)\.vtt")
TITLE_LENGTH, SUMMARY_LENGTH, SLUG_LENGTH = 120, 600, 60
TOO_LONG = _("A title has 120 characters at most, a summary 600, and neither is empty.")
TOO_LARGE = _("This file is too large for a course.")
NOT_UTF_8 = _("This file is not in UTF-8.")
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A lesson that was read: its slug, its title and its blocks."""

    slug: str
    title: dict[str, str]
    blocks: list[Block]


@dataclass(slots=True)
class CourseFile:
    """A course that was read; `modules` are titles with the slugs of their lessons."""

    topic: str = ""
    title: dict[str, str] = field(default_factory=dict)
    summary: dict[str, str] = field(default_factory=dict)
    modules: list[tuple[dict[str, str], list[str]]] = field(default_factory=list)
    lessons: list[LessonFile] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_course(files: Files) -> CourseFile:
    """Read a course from its files, by their paths. What is wrong stands at `faults`; nothing is raised."""
    course = CourseFile()
    course.faults += [Fault(path, 0, TOO_LARGE) for path, content in files.items() if len(content) > most_bytes(path)]
    if course.faults:
        return course
    try:
        sheet = read_toml(files[COURSE].decode())
        course.topic = str(sheet.get("topic", ""))
        course.title, course.summary = _pair(sheet["title"]), _pair(sheet["summary"])
        course.modules = [(_pair(each["title"]), [str(slug) for slug in each["lessons"]]) for each in sheet["module"]]
    except (KeyError, TypeError, ValueError, RecursionError) as wrong:
        course.faults.append(Fault(COURSE, 0, str(wrong)))
        return course
    _check_lengths(course)
    slugs = [slug for _title, lessons in course.modules for slug in lessons]
    counts = Counter(slugs)
    for slug in slugs:
        if SLUG.fullmatch(slug) and len(slug) <= SLUG_LENGTH and counts[slug] == 1:
            _read_lesson(course, files, slug)
        else:
            course.faults.append(
                Fault(COURSE, 0, _("Each lesson has a name of its own, of small letters, digits and hyphens."))
            )
    if QUESTIONS in files:
        course.questions, faults = read_questions(QUESTIONS, files[QUESTIONS], slugs)
        course.faults += faults
    _check_pictures(course, files)
    _check_captions(course, files)
    return course


def most_bytes(path: str) -> int:
    """How large a file of a course may be: to read a text takes longer than its size says, if somebody means it to."""
    return {COURSE: 50_000, QUESTIONS: 1_000_000}.get(path, 200_000 if path.endswith(".md") else 1_000_000)


def _pair(value: Any) -> dict[str, str]:
    return {language: str(value[language]) for language in LANGUAGES}


def _check_lengths(course: CourseFile) -> None:
    titles = [course.title, *(title for title, _lessons in course.modules)]
    is_short = all(is_text(each, TITLE_LENGTH) for pair in titles for each in pair.values())
    if not is_short or not all(is_text(each, SUMMARY_LENGTH) for each in course.summary.values()):
        course.faults.append(Fault(COURSE, 0, TOO_LONG))


def is_text(text: str, most: int) -> bool:
    """Whether it is a text that can be stored: not empty, not too long, without NUL."""
    return bool(text.strip()) and len(text) <= most and "\0" not in text


def _read_lesson(course: CourseFile, files: Files, slug: str) -> None:
    names = {language: f"lessons/{slug}.{language}.md" for language in LANGUAGES}
    if missing := [name for name in names.values() if name not in files]:
        course.faults += [Fault(name, 0, _("This file is missing.")) for name in missing]
        return
    halves = {}
    for language, name in names.items():
        try:
            halves[language] = read_half(files[name].decode())
        except UnicodeDecodeError:
            course.faults.append(Fault(name, 0, NOT_UTF_8))
            return
        course.faults += [Fault(name, line, sentence) for line, sentence in halves[language].faults]
        if not halves[language].faults and not is_text(halves[language].title, TITLE_LENGTH):
            course.faults.append(Fault(name, 1, TOO_LONG))
    if any(each.file in names.values() for each in course.faults):
        return
    blocks, faults = join(halves["en"], halves["bn"])
    for en_line, bn_line, sentence in faults:
        course.faults += [Fault(names["en"], en_line, sentence), Fault(names["bn"], bn_line, sentence)]
    title = {language: half.title for language, half in halves.items()}
    course.lessons.append(LessonFile(slug, title, blocks))


def pictures_of(course: CourseFile) -> set[str]:
    """The paths of the pictures that its lessons and questions show."""
    pairs = [block["file"] for lesson in course.lessons for block in lesson.blocks if block["kind"] == "picture"]
    pairs += [each["picture"] for each in course.questions if isinstance(each.get("picture"), dict)]
    return {str(path) for pair in pairs for path in pair.values()}


def _check_pictures(course: CourseFile, files: Files) -> None:
    for path in sorted(pictures_of(course)):
        fault = type_of(files[path]) if path in files else _("This picture is missing.")
        if not isinstance(fault, str):
            course.faults.append(Fault(path, 0, fault))


def _check_captions(course: CourseFile, files: Files) -> None:
    for path in sorted(each for each in files if CAPTIONS.fullmatch(each)):
        try:
            read = read_captions(files[path].decode())
        except UnicodeDecodeError:
            course.faults.append(Fault(path, 0, NOT_UTF_8))
            continue
        course.faults += [Fault(path, line, sentence) for line, sentence in read.faults]


def words_of(lesson: LessonFile, language: str) -> int:
    """How many words a lesson has in a language."""
    return sum(len(re.findall(r"\S+", text)) for block in lesson.blocks for text in texts_of(block[language]))


def texts_of(content: Any) -> list[str]:
    """All texts of a block's content."""
    return [content] if isinstance(content, str) else [text for each in content for text in texts_of(each)]
