"""What is read from a file of questions: rows in the form of docs/course-file.md, and what is wrong by line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.learning.courses.blocks import Fault
from market.learning.questions.reading import USES

MOST_FAULTS = 1000  # that are named of a file
DIFFICULTIES = {"easy": 1, "medium": 2, "hard": 3, "1": 1, "2": 2, "3": 3}


@dataclass(frozen=True, slots=True)
class Defaults:
    """The lessons of the course, and what holds where the file does not say it (lesson "": it must)."""

    lessons: Sequence[str]
    lesson: str = ""
    use: str = "exam"
    difficulty: int = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A question, and the line on which it begins."""

    line: int
    question: dict[str, Any]


@dataclass(slots=True)
class ReadFile:
    """The questions that could be read, and what is wrong."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, sentence: str | Promise) -> None:
        """Something is wrong on this line; of a file in which everything is, the first faults are enough."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault("", line, sentence))


def place_of(category: str, defaults: Defaults, read: ReadFile, line: int) -> dict[str, Any]:
    """Lesson, use and difficulty from a path of words as `formulas/exam/hard`, in any order. Moodle's own are passed
    over; others are a fault, unless a lesson was chosen for all."""
    place = {"lesson": defaults.lesson, "use": defaults.use, "difficulty": defaults.difficulty}
    for part in (each.strip() for each in category.split("/")):
        word = part.lower()
        if word in defaults.lessons:
            place["lesson"] = word
        elif word in USES:
            place["use"] = word
        elif word in DIFFICULTIES:
            place["difficulty"] = DIFFICULTIES[word]
        elif word and word != "top" and not word.startswith("$") and not defaults.lesson:
            read.fault(line, _("The category “%(part)s” is no lesson, use or difficulty.") % {"part": part[:60]})
    return place
