"""What is drawn from, in lines: fixed when applications close, and kept from a draw that was refused to the next."""

from collections.abc import Mapping
from typing import Any

from market.training.models import Selection, SelectionPlace
from market.training.selection.drawing import Entry
from market.training.selection.queries import Field, listed, wishes_of

Line = dict[str, Any]
Lines = dict[str, Line]  # by the number of the application
Outcome = SelectionPlace.Outcome


def lines_of(field: Field) -> Lines:
    """The entries, and who takes no part: `left_out` says why, "" of who takes part."""
    lines = [_line(each.number, each.district, each.wishes, points=each.points) for each in field.entries.values()]
    for row, why in field.others.items():
        district = row.district.slug  # type: ignore[union-attr]  # what is submitted has a district
        lines.append(_line(row.number or "", district, wishes_of(row), left_out=why.value))
    return {each["number"]: each for each in sorted(lines, key=lambda line: line["number"])}


def lines_drawn(selection: Selection) -> Lines:
    """The lines from which the list that there is was drawn."""
    lines = [
        _line(
            each.application.number or "",
            each.district.slug,
            each.wishes,
            points=each.points,
            left_out="" if each.outcome in SelectionPlace.TAKING_PART else each.outcome,
        )
        for each in listed(selection)
    ]
    return {each["number"]: each for each in sorted(lines, key=lambda line: line["number"])}


def _line(
    number: str, district: str, wishes: Any, *, points: Mapping[str, int] | None = None, left_out: str = ""
) -> Line:
    return {
        "number": number,
        "district": district,
        "points": dict(points or {}),
        "wishes": list(wishes),
        "left_out": left_out,
    }


def fixed_field(fresh: Field, fixed: Lines) -> Field:
    """Who is in the first draw: as fixed at closing; only whether somebody takes part is what it is now."""
    field = Field({}, dict(fresh.others))
    for row, entry in fresh.entries.items():
        line = fixed.get(entry.number)
        field.entries[row] = entry if line is None or line["left_out"] else entry_of(line)
    return field


def redrawn_field(fresh: Field, before: Lines) -> Field:
    """Who is in a draw after a refused one: as before, but for those whose certificate was decided on since."""
    field = Field({}, {})
    for row in (*fresh.entries, *fresh.others):
        line = before.get(row.number or "")
        was_missing = line is not None and line["left_out"] == Outcome.NO_CERTIFICATE
        if line is None or was_missing != (row.certificate is None):
            _take(field, fresh, row)
        elif line["left_out"]:
            field.others[row] = Outcome(line["left_out"])
        else:
            field.entries[row] = entry_of(line)
    return field


def _take(field: Field, fresh: Field, row: Any) -> None:
    if row in fresh.entries:
        field.entries[row] = fresh.entries[row]
    else:
        field.others[row] = fresh.others[row]


def entry_of(line: Line) -> Entry:
    """The entry of a line that takes part."""
    return Entry(line["number"], line["district"], line["points"], tuple(line["wishes"]))


def number_of_changes(before: Mapping[str, object], after: Mapping[str, object]) -> int:
    """How many stand in one only, or otherwise in the other."""
    return sum(before.get(each) != after.get(each) for each in {*before, *after})
