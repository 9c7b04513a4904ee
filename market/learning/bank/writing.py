"""The bank as a file to work on, in the forms that are read again."""

from collections.abc import Iterable

from market.core.text.csv_export import to_csv
from market.learning.bank.gift_writing import write_gift
from market.learning.bank.sheets import write_sheet
from market.learning.courses.models import Course
from market.learning.questions.models import Question
from market.learning.questions.rows import row_of

KINDS = {"gift": "text/plain", "csv": "text/csv"}  # content types


def file_of(kind: str, course: Course, questions: Iterable[Question]) -> tuple[str, str]:
    """The name and the text of a file of this kind, which is one of KINDS."""
    rows = [row_of(each) for each in questions]
    return f"{course.slug}-questions.{kind}", to_csv(write_sheet(rows)) if kind == "csv" else write_gift(rows)
