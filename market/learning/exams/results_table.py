"""The results of an exam as a file."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import pgettext_lazy

from market.core.text.locale import local
from market.core.text.workbooks import Cell
from market.core.web.tables import Table
from market.learning.exams.desk_queries import sittings_of
from market.learning.exams.models import Exam
from market.learning.sittings.models import Sitting

HEADS = (
    pgettext_lazy("spreadsheet", "Name"),
    pgettext_lazy("spreadsheet", "Try"),
    pgettext_lazy("spreadsheet", "Begun"),
    pgettext_lazy("spreadsheet", "Ended"),
    pgettext_lazy("spreadsheet", "Late answers"),
    pgettext_lazy("spreadsheet", "Minutes returned"),
    pgettext_lazy("spreadsheet", "Per cent"),
    pgettext_lazy("spreadsheet", "Passed"),
)


def results_table(exam: Exam) -> Table:
    """All sittings; the last two columns are empty until the results are out."""
    return Table(f"exam-{exam.pk}", exam.title, HEADS, lambda: _rows(exam))


def _rows(exam: Exam) -> Iterator[Sequence[Cell]]:
    for sitting in sittings_of(exam).order_by("user__display_name", "number").iterator(chunk_size=500):
        yield _row(exam, sitting)


def _row(exam: Exam, sitting: Sitting) -> Sequence[Cell]:
    is_out = exam.released_at is not None
    return (
        sitting.user.shown_name,
        sitting.number,
        _moment(sitting.begun_at),
        _moment(sitting.end),
        sitting.late,  # type: ignore[attr-defined]  # annotated
        sitting.returned_seconds // 60,
        sitting.percent if is_out else None,
        ("yes" if sitting.is_passed else "no") if is_out else "",
    )


def _moment(at: datetime) -> datetime:
    """As a spreadsheet takes it: in the reader's zone, without one."""
    return local(at).replace(tzinfo=None, microsecond=0)
