"""A draft as the files of its course, and what is to be mended in it."""

import re
from dataclasses import dataclass
from typing import Any

import tomli_w
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import filled
from market.learning.courses.blocks import Fault
from market.learning.courses.course_files import COURSE, QUESTIONS, Files, read_course
from market.learning.courses.models import Course, Picture
from market.learning.questions.reading import faults_of
from market.learning.questions.toml import read_toml
from market.learning.versions.archives import path_of
from market.learning.writing.models import CourseDraft, DraftLesson, DraftQuestion

UNREADABLE = _("Line %(line)s cannot be read as TOML.")
FIRST = ("id", "kind", "use", "difficulty", "en", "bn")
LINE = re.compile(r"at line (\d+)")
LESSON_FILE = re.compile(r"lessons/(.+)\.(en|bn)\.md")


@dataclass(frozen=True, slots=True)
class LessonFault:
    """What is to be mended in a lesson: in which language, on which line (0: nowhere in particular), and its words."""

    language: str
    line: int
    sentence: str
    words: str = ""


class UnreadableQuestion(Exception):
    """The text of a question is no TOML; the argument says where."""


def question_row(text: str) -> dict[str, Any]:
    """A question from its TOML. Raises UnreadableQuestion."""
    try:
        return read_toml(text)
    except (ValueError, RecursionError) as wrong:
        match = LINE.search(str(wrong))
        raise UnreadableQuestion(filled(UNREADABLE, line=int(match[1]) if match else text.count("\n") + 1)) from wrong


def question_text(row: dict[str, Any]) -> str:
    """The TOML of a question, without its lesson: first what every question has, last why its answer is right."""
    rest = [name for name in sorted(row) if name not in (*FIRST, "why", "lesson")]
    return tomli_w.dumps({name: row[name] for name in (*FIRST, *rest, "why") if name in row})


def faults_of_question(text: str) -> list[str | Promise]:
    """What is to be mended in a question by itself."""
    try:
        row = question_row(text)
    except UnreadableQuestion as wrong:
        return [str(wrong)]
    return faults_of(row | {"lesson": ""}, [""])


def files_of_draft(draft: CourseDraft) -> tuple[Files, list[Fault]]:
    """The files of a draft; questions that cannot be read are left out and named. Four statements."""
    lessons = {each.slug: each for each in draft.lessons.prefetch_related("questions")}
    rows: list[dict[str, Any]] = []
    faults: list[Fault] = []
    files: dict[str, bytes] = {}
    for slug, lesson in lessons.items():
        files |= {_file(slug, language): text.encode() for language, text in texts_of(lesson).items()}
        for question in lesson.questions.all():
            try:
                rows.append(question_row(question.text) | {"lesson": slug})
            except UnreadableQuestion as wrong:
                faults.append(Fault(f"{QUESTIONS}: {_id_of(question)}", 0, str(wrong)))
    topic = draft.course.topic
    sheet = {name: draft.outline[name] for name in ("title", "summary")} | {"module": draft.outline["modules"]}
    files[COURSE] = tomli_w.dumps(({"topic": topic.slug} if topic else {}) | sheet).encode()
    files[QUESTIONS] = tomli_w.dumps({"question": rows}).encode()
    return {**files, **pictures_in(draft.course, b"".join(files.values()).decode())}, faults


def texts_of(lesson: DraftLesson) -> dict[str, str]:
    """The Markdown of a lesson by its language."""
    return {"en": lesson.text_en, "bn": lesson.text_bn}


def pictures_in(course: Course, text: str) -> Files:
    """The pictures of a course whose paths stand in a text."""
    paths = paths_in(course, text)
    rows = Picture.objects.filter(course=course, digest__in=paths.values())
    return {path_of(each): bytes(each.content) for each in rows}


def paths_in(course: Course, text: str) -> dict[str, str]:
    """The digests of the pictures of a course whose paths stand in a text, by path."""
    rows = {path_of(each): each.digest for each in course.pictures.defer("content")}
    return {path: digest for path, digest in rows.items() if path in text}


def faults_of_lesson(course: Course, lesson: DraftLesson) -> list[LessonFault]:
    """What is to be mended in the text of a lesson, by language and line."""
    texts, title = texts_of(lesson), {"en": "-", "bn": "-"}
    sheet = {"title": title, "summary": title, "module": [{"title": title, "lessons": [lesson.slug]}]}
    files = {_file(lesson.slug, language): text.encode() for language, text in texts.items()}
    files |= {COURSE: tomli_w.dumps(sheet).encode(), **pictures_in(course, "".join(texts.values()))}
    return [each for fault in read_course(files).faults for each in _in_languages(fault, texts)]


def _in_languages(fault: Fault, texts: dict[str, str]) -> list[LessonFault]:
    """A fault of a file as faults of texts: a picture is shown in one of them, or in both."""
    if match := LESSON_FILE.fullmatch(fault.file):
        return [_fault(match[2], fault.line, str(fault.sentence), texts[match[2]])]
    return [
        _fault(language, text[: text.index(fault.file)].count("\n") + 1, str(fault.sentence), text)
        for language, text in texts.items()
        if fault.file in text
    ]


def _fault(language: str, line: int, sentence: str, text: str) -> LessonFault:
    lines = text.splitlines()
    words = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return LessonFault(language, line, sentence, f"{words[:40]}…" if len(words) > 40 else words)


def _file(slug: str, language: str) -> str:
    return f"lessons/{slug}.{language}.md"


@dataclass(frozen=True, slots=True)
class DraftFault:
    """What is to be mended before a draft can be submitted, and in which lesson or question it is, if in one."""

    sentence: str
    lesson: DraftLesson | None = None
    question: DraftQuestion | None = None
    language: str = ""
    line: int = 0


def placed(draft: CourseDraft, faults: list[Fault]) -> list[DraftFault]:
    """Faults of the files of a draft, each with where it is mended."""
    lessons = {each.slug: each for each in draft.lessons.prefetch_related("questions")}
    questions = {_id_of(each): each for lesson in lessons.values() for each in lesson.questions.all()}
    return [_placed(each, lessons, questions) for each in faults]


def _placed(fault: Fault, lessons: dict[str, DraftLesson], questions: dict[str, DraftQuestion]) -> DraftFault:
    sentence = str(fault.sentence)
    if (match := LESSON_FILE.fullmatch(fault.file)) and match[1] in lessons:
        return DraftFault(sentence, lessons[match[1]], language=match[2], line=fault.line)
    question = questions.get(fault.file.removeprefix(f"{QUESTIONS}: "))
    if question is not None:
        return DraftFault(sentence, question.lesson, question)
    shown = (each for each in lessons.values() if fault.file in each.text_en + each.text_bn)
    return DraftFault(sentence, next(shown, None) if fault.file not in (COURSE, QUESTIONS) else None)


def _id_of(question: DraftQuestion) -> str:
    """Its own id in the course; that of its row where it has none that can be read."""
    try:
        return str(question_row(question.text)["id"])
    except (UnreadableQuestion, KeyError):
        return f"#{question.pk}"
