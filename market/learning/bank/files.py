"""A file of questions, GIFT or CSV, as rows without faults, or with what is wrong by line."""

from django.utils.translation import gettext_lazy as _

from market.core.text.workbook_reading import SIGNATURE
from market.learning.bank.gift import read_gift
from market.learning.bank.rows import Defaults, ReadFile, Row
from market.learning.bank.sheets import read_sheet
from market.learning.questions.reading import faults_of
from market.learning.questions.rows import normal
from market.training.list_files import OLD_WORKBOOK

MOST_BYTES, MOST_QUESTIONS, MOST_LETTERS = 1_000_000, 500, 2000


def read_file(name: str, content: bytes, defaults: Defaults) -> ReadFile:
    """The questions of a file. A table is known by its name or its head line. Nothing is raised."""
    read = ReadFile()
    if len(content) > MOST_BYTES:
        read.fault(0, _("This file has more than 1 MB. Send the questions in parts."))
        return read
    if content[:4] in (SIGNATURE, OLD_WORKBOOK):
        read.fault(0, _("This is a workbook. In Excel choose “Save as” and then “CSV UTF-8”, and send that file."))
        return read
    if content.startswith(b"%PDF"):
        read.fault(0, _("This is a PDF. Send the questions as a GIFT or CSV file."))
        return read
    text = _decoded(content)
    if text is None:
        read.fault(0, _("The letters of this file cannot be read. Save it as UTF-8 and send it again."))
        return read
    head = next((line for line in text.splitlines() if line.strip()), "")
    is_sheet = name.lower().endswith(".csv") or "text_en" in head.lower()
    read = read_sheet(text, defaults) if is_sheet else read_gift(text, defaults)
    if not read.rows and not read.faults:
        read.fault(0, _("There is no question in this file."))
    if len(read.rows) > MOST_QUESTIONS:
        read.fault(0, _("There are more than 500 questions in this file. Send them in parts."))
    read.rows = [Row(each.line, normal(each.question)) for each in read.rows[:MOST_QUESTIONS]]
    _check(read, defaults)
    read.faults.sort(key=lambda each: each.line)
    return read


def _decoded(content: bytes) -> str | None:
    """UTF-8 with or without a byte order mark, or UTF-16 with one."""
    code = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(code)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _check(read: ReadFile, defaults: Defaults) -> None:
    seen: set[str] = set()
    for row in read.rows:
        for sentence in faults_of(row.question, defaults.lessons):
            read.fault(row.line, sentence)
        if len(str(row.question)) > MOST_LETTERS * 4 or len(row.question["en"]) > MOST_LETTERS:
            read.fault(row.line, _("A question is too long: its text has 2,000 letters at most."))
        if row.question["id"] in seen:
            read.fault(row.line, _("Another question has this id."))
        seen.add(row.question["id"])
