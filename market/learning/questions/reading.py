"""Questions of a course as a TOML file: a table `[[question]]` each. See docs/course-file.md for the fields."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.learning.courses.blocks import Fault
from market.learning.questions.toml import read_toml

Question = dict[str, Any]
Faults = list[str | Promise]
USES = ("check", "exam")
DIFFICULTIES = (1, 2, 3)
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
GAP = re.compile(r"\{(\d{1,2})\}")
SAME_WORDS = _("Two of them have the same words.")
MOST_CHOICES, SLUG_LENGTH, MOST_POINTS, LARGEST = 8, 60, 100, 10**12
SHARED = ("id", "kind", "lesson", "use", "difficulty", "en", "bn", "why")  # the rest of a question is its body
BODIES = {
    "single": {"choices"},
    "multiple": {"choices"},
    "number": {"answer", "tolerance"},
    "text": {"accepted"},
    "order": {"items"},
    "match": {"pairs"},
    "gap": {"gaps"},
    "picture": {"picture", "alt", "marks", "answer"},
    "file": {"criteria"},
}


def read_questions(file: str, content: bytes, lessons: Sequence[str]) -> tuple[list[Question], list[Fault]]:
    """The questions of a file, and what is wrong. `lessons` are the slugs of the course."""
    try:
        rows = read_toml(content.decode())["question"]
    except (ValueError, KeyError, RecursionError) as wrong:
        return [], [Fault(file, 0, str(wrong))]
    if not isinstance(rows, list) or not all(isinstance(each, dict) for each in rows):
        return [], [Fault(file, 0, _("Each question is a table [[question]]."))]
    faults: list[Fault] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        name = str(row.get("id", number))
        sentences = faults_of(row, lessons)
        if name in seen:
            sentences.append(_("Another question has this id."))
        seen.add(name)
        faults += [Fault(f"{file}: {name}", 0, each) for each in sentences]
    return rows, faults


def faults_of(row: Question, lessons: Sequence[str]) -> Faults:
    """What is wrong with a question."""
    faults: Faults = []
    if not _is_plain(row):
        return [_("It holds something else than texts, numbers and lists.")]
    if not SLUG.fullmatch(str(row.get("id", ""))) or len(str(row["id"])) > SLUG_LENGTH:
        faults.append(_("The id consists of small letters, digits and hyphens."))
    if row.get("lesson") not in lessons:
        faults.append(_("There is no such lesson in the course."))
    if row.get("use") not in USES or row.get("difficulty") not in DIFFICULTIES:
        faults.append(_("It is for a check or an exam, and of difficulty 1, 2 or 3."))
    if not _is_pair(row) or not _is_pair(row.get("why")):
        faults.append(_("The question and its reason are needed in English and in Bangla."))
    kind = str(row.get("kind", ""))
    if kind not in KINDS:
        return [*faults, _("There is no such kind of question.")]
    if foreign := row.keys() - BODIES[kind] - set(SHARED):
        faults.append(_("This does not belong to a question of its kind: %(name)s") % {"name": min(foreign)[:60]})
    return [*faults, *KINDS[kind](row)]


def _is_plain(row: Question) -> bool:
    """Whether it can be stored as JSON, without NUL."""
    try:
        return "\\u0000" not in json.dumps(row, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return False


def _is_pair(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(value.get(each), str) and value[each].strip() for each in ("en", "bn")
    )


def _are_pairs(values: Any, least: int, most: int = MOST_CHOICES) -> bool:
    return isinstance(values, list) and least <= len(values) <= most and all(_is_pair(each) for each in values)


def _are_distinct(pairs: list[dict[str, str]]) -> bool:
    return all(len({each[language].strip() for each in pairs}) == len(pairs) for language in ("en", "bn"))


def _choices(row: Question) -> Faults:
    if not _are_pairs(row.get("choices"), 2):
        return [_("It has two to eight choices, each in English and in Bangla.")]
    if not _are_distinct(row["choices"]):
        return [SAME_WORDS]
    right = sum(each.get("right") is True for each in row["choices"])
    if row["kind"] == "single" and right != 1:
        return [_("Exactly one choice is right.")]
    return [] if right else [_("At least one choice is right.")]


def _number(row: Question) -> Faults:
    values: tuple[Any, Any] = (row.get("answer"), row.get("tolerance", 0))
    is_fine = all(isinstance(each, int | float) and not isinstance(each, bool) for each in values)
    is_fine = is_fine and abs(values[0]) < LARGEST and 0 <= values[1] < LARGEST
    return [] if is_fine else [_("A number is needed, and a tolerance of 0 or more.")]


def _forms(values: Any) -> bool:
    return isinstance(values, list) and bool(values) and all(isinstance(each, str) and each.strip() for each in values)


def _text(row: Question) -> Faults:
    return [] if _forms(row.get("accepted")) else [_("The forms that are accepted are missing.")]


def _order(row: Question) -> Faults:
    if not _are_pairs(row.get("items"), 3):
        return [_("Three to eight items are needed, in their right order.")]
    return [] if _are_distinct(row["items"]) else [SAME_WORDS]


def _match(row: Question) -> Faults:
    pairs: Any = row.get("pairs")
    is_fine = isinstance(pairs, list) and 3 <= len(pairs) <= MOST_CHOICES
    is_fine = is_fine and all(
        isinstance(each, dict) and _is_pair(each.get("left")) and _is_pair(each.get("right")) for each in pairs
    )
    return [] if is_fine else [_("Three to eight pairs are needed, each with a left and a right side.")]


def gaps_in(text: str) -> list[int]:
    """The numbers of the gaps in a text, in their order, whatever their digits: {2} is {২}."""
    return sorted(int(each) for each in GAP.findall(text))


def _gap(row: Question) -> Faults:
    gaps = row.get("gaps")
    if not (isinstance(gaps, list) and gaps and all(_forms(each) for each in gaps)):
        return [_("The forms that are accepted in each gap are missing.")]
    numbers = list(range(1, len(gaps) + 1))
    if any(gaps_in(str(row.get(language, ""))) != numbers for language in ("en", "bn")):
        return [_("Each gap stands once in the text, as {1}, {2} and so on.")]
    return []


def _picture(row: Question) -> Faults:
    marks: Any = row.get("marks")
    if not (_forms(marks) and 2 <= len(marks) <= MOST_CHOICES and row.get("answer") in marks):
        return [_("The marks in the picture are missing, or the answer is none of them.")]
    return (
        []
        if all(_is_pair(row.get(name)) and len(row[name]) == 2 for name in ("picture", "alt"))
        else [_("The picture or its description is missing.")]
    )


def _file(row: Question) -> Faults:
    if row.get("use") != "exam":
        return [_("A task with a file is for exams: a lesson cannot mark it.")]
    criteria: Any = row.get("criteria")
    points = [each.get("points") for each in criteria] if _are_pairs(criteria, 1) else []
    is_fine = points and all(isinstance(each, int) and not isinstance(each, bool) and each > 0 for each in points)
    if not is_fine:
        return [_("Criteria are needed, each with its points.")]
    return [] if sum(points) <= MOST_POINTS else [_("The criteria of a question have 100 points at most together.")]


KINDS: dict[str, Callable[[Question], Faults]] = {
    "single": _choices,
    "multiple": _choices,
    "number": _number,
    "text": _text,
    "order": _order,
    "match": _match,
    "gap": _gap,
    "picture": _picture,
    "file": _file,
}
