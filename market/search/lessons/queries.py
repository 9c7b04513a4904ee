"""Finding lessons."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from market.core.text.locale import language
from market.learning.courses.course_files import texts_of
from market.learning.courses.queries import outlines
from market.learning.models import CourseVersion, Lesson
from market.search.backends.postgres_ranking import has_text
from market.search.messages.excerpts import Piece, excerpt
from market.search.messages.wanted import Wanted, tokens

if TYPE_CHECKING:
    from market.accounts.models import User

MOST = 20  # lessons that a search shows
LANGUAGES = ("en", "bn")


@dataclass(frozen=True, slots=True)
class FoundLesson:
    """A lesson that matches, and the piece of its text in which the words stand, in the reader's language if they do
    there."""

    version: CourseVersion
    lesson: Lesson
    excerpt: list[Piece]


def find_lessons(reader: "User | None", typed: str) -> list[FoundLesson]:
    """The lessons that have all words typed, at most MOST: with the words in the title first, then sure matches."""
    wanted = Wanted.of(typed)
    if not wanted.words:
        return []
    versions = {each.version.pk: each.version for each in outlines(reader)}
    rows: Any = Lesson.objects.filter(has_text(wanted.tsquery()), version__in=versions)
    matches = [(_place(each, wanted), each) for each in rows]
    ordered = sorted((place, each.version_id, each.position, each) for place, each in matches if place is not None)
    return [
        FoundLesson(versions[version], each, excerpt(_best_text(each, wanted), wanted))
        for _place_of_it, version, _position, each in ordered[:MOST]
    ]


def _place(lesson: Lesson, wanted: Wanted) -> int | None:
    """Where a lesson stands among others: 0 for its title; None: the words only look alike."""
    if wanted.is_in(tokens(f"{lesson.title_en} {lesson.title_bn}"), surely=True):
        return 0
    own = [token for spoken in LANGUAGES for text in _texts(lesson, spoken) for token in tokens(text)]
    return 1 if wanted.is_in(own, surely=True) else 2 if wanted.is_in(own) else None


def _texts(lesson: Lesson, spoken: str) -> Iterator[str]:
    yield getattr(lesson, f"title_{spoken}")
    for block in lesson.blocks:
        if block["kind"] != "code":
            yield from texts_of(block[spoken])


def _best_text(lesson: Lesson, wanted: Wanted) -> str:
    """The text with most of the words, in the reader's language rather than in the other one."""
    spoken = language()
    texts = [*_texts(lesson, spoken), *_texts(lesson, "en" if spoken == "bn" else "bn")]

    def count(text: str) -> int:
        own = tokens(text)
        return sum(any(word.is_in(token) for token in own) for word in wanted.words)

    return max(texts, key=count).replace("**", "").replace("`", "")
