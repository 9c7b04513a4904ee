"""Finding lessons."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page, Paginator
from django.db.models import F, FloatField, Func, Value

from market.core.text.locale import language
from market.learning.courses.blocks import LANGUAGES
from market.learning.courses.course_files import texts_of
from market.learning.courses.queries import outlines
from market.learning.courses.rendering import line
from market.learning.media.queries import spoken_in
from market.learning.models import CourseVersion, Lesson
from market.search.backends.postgres_ranking import has_text
from market.search.messages.excerpts import Piece, excerpt
from market.search.messages.wanted import Wanted, tokens

if TYPE_CHECKING:
    from market.accounts.models import User

PAGE = 20
MOST = 200  # lessons that are looked at, the best ones first


@dataclass(frozen=True, slots=True)
class FoundLesson:
    """A lesson that matches, and the piece of its text in which the words stand, in the reader's language if they do
    there."""

    version: CourseVersion
    lesson: Lesson
    excerpt: list[Piece]


class Rank(Func):
    """How well a tsvector matches the text of a tsquery: a lesson's title counts more than its text."""

    template = "ts_rank(%(expressions)s::tsquery)"
    output_field = FloatField()


def find_lessons(reader: "User | None", typed: str, page: int | str | None = 1) -> Page[FoundLesson]:
    """A page of the lessons that have all words typed: sure matches first, then those in titles. The page nearest to
    this number; an empty one where nothing matches."""
    wanted = Wanted.of(typed)
    versions = {each.version.pk: each.version for each in outlines(reader)} if wanted.words else {}
    shown: Page[Any] = Paginator(_matches(wanted, versions) if versions else [], PAGE).get_page(page)
    lessons = Lesson.objects.in_bulk(list(shown.object_list))
    rows = [lessons[pk] for pk in shown.object_list]
    shown.object_list = [
        FoundLesson(versions[each.version_id], each, excerpt(_best_text(each, wanted), wanted)) for each in rows
    ]
    return shown


def _matches(wanted: Wanted, versions: Collection[int]) -> list[int]:
    """The ids of the lessons that match, the best one first."""
    rows: Any = Lesson.objects.filter(has_text(wanted.tsquery()), version__in=versions)
    rank = Rank(F("document__words"), Value(wanted.tsquery()))
    rows = rows.annotate(is_sure=has_text(wanted.tsquery(surely=True)), rank=rank).order_by("-is_sure", "-rank", "pk")
    matches = list(rows.values_list("pk", "is_sure")[:MOST])
    doubtful = Lesson.objects.in_bulk([pk for pk, is_sure in matches if not is_sure])
    return [pk for pk, is_sure in matches if is_sure or _has_all(doubtful[pk], wanted)]


def _has_all(lesson: Lesson, wanted: Wanted) -> bool:
    """Whether what looks alike in the document sounds alike too."""
    texts = [lesson.title_en, lesson.title_bn, *(text for spoken in LANGUAGES for text in _texts(lesson, spoken))]
    return wanted.is_in(token for text in texts for token in tokens(text))


def _texts(lesson: Lesson, spoken: str) -> Iterator[str]:
    for block in lesson.blocks:
        if block["kind"] != "code":
            yield from texts_of(block[spoken])
    yield from spoken_in(lesson.version_id, lesson.blocks, spoken)


def _best_text(lesson: Lesson, wanted: Wanted) -> str:
    """The text with most of the words, in the reader's language rather than in the other one; the first one where only
    the title has them."""
    spoken = language()
    best, most = "", -1
    for text in (*_texts(lesson, spoken), *_texts(lesson, "en" if spoken == "bn" else "bn")):
        own = tokens(text)
        count = sum(any(word.is_in(token) for token in own) for word in wanted.words)
        if count > most:
            best, most = text, count
        if most == len(wanted.words):
            break
    return line(best).striptags()
