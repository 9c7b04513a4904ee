"""Reading lists of graduates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import Invalid
from market.core.text.bangla import nfc
from market.core.text.workbook_reading import SIGNATURE
from market.training.list_files import (
    OLD_WORKBOOK,
    WHOLE_LINE,
    Columns,
    RowError,
    Sheet,
    cell_of,
    column_positions,
    decode,
    name_problem,
    rows_of_text,
    unreadable,
)

MAX_LINES, MAX_BYTES = 5000, 2_000_000
HEADERS = {
    "name_en": "name,english name,name english,name in english,name en,full name,graduate,ইংরেজি নাম"
    ",ইংরেজিতে নাম,নাম ইংরেজি,নাম ইংরেজিতে",
    "name_bn": "bangla name,name bangla,name in bangla,name bn,bengali name,name in bengali,নাম,বাংলা নাম,বাংলায় নাম"
    ",নাম বাংলা,নাম বাংলায়",
    "serial": "serial,certificate,certificate number,certificate no,serial number,সনদ নম্বর,সনদ নং,সনদের নম্বর,সিরিয়াল",
    "district": "district,district name,জেলা,জেলার নাম",
}
TEMPLATE = "\ufeffName in English,Name in Bangla,Certificate number\r\n"


@dataclass(frozen=True, slots=True)
class Graduate:
    """One row: a graduate's names, and the serial of a certificate that exists on paper already, or "".

    `district` is compared with the batch's, and not stored. `enrolment` is the trainee's place, where it is known.
    """

    name_en: str
    name_bn: str = ""
    serial: str = ""
    line: int = 1
    district: str = ""
    enrolment: int | None = None


@dataclass(slots=True)
class GraduateList(Sheet):
    """What was read: the graduates, the errors, and the names of ignored columns."""

    graduates: list[Graduate] = field(default_factory=list)


COLUMNS: dict[str, str | Promise] = {
    "name_en": _("Name in English"),
    "name_bn": _("Name in Bangla"),
    "serial": _("Certificate number"),
    "district": _("District"),
}
OF_LIST = Columns(COLUMNS, HEADERS, required=["name_en"])


def decode_file(content: bytes) -> str:
    """The text of a file: UTF-8 with or without a BOM, or UTF-16 as Excel's "Unicode text". Raises Invalid."""
    if len(content) > MAX_BYTES:
        raise unreadable(_("The file is larger than 2 MB. Send the list in parts of 5,000 lines."))
    if content[:4] in (SIGNATURE, OLD_WORKBOOK):
        raise unreadable(_("This is a workbook. In Excel choose “Save as” and then “CSV UTF-8”, and send that file."))
    return decode(content)


def parse_list(text: str) -> GraduateList:
    """Parse a list with a header row, separated by commas, semicolons or tabs. Raises Invalid past the limits."""
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise Invalid(errors={"text": [_("The list is larger than 2 MB. Send it in parts of 5,000 lines.")]})
    text = nfc(text)
    sheet = GraduateList()
    lines = rows_of_text(text, sheet)
    head = next(lines, None)
    if head is None:
        sheet.errors.append(RowError(1, WHOLE_LINE, _("The list is empty.")))
        return sheet
    positions = column_positions(head, OF_LIST, sheet)
    if "name_en" not in positions:
        return sheet
    width = len(head[1])
    for number, cells in lines:
        if len(sheet.graduates) >= MAX_LINES:
            raise Invalid(errors={"text": [_("There are more than 5,000 lines. Send the list in parts.")]})
        sheet.graduates.append(_graduate(number, cells, positions))
        if any(cell.strip() for cell in cells[width:]):
            problem = _("There are more cells than in the head line. A name with a comma stands in quotation marks.")
            sheet.errors.append(RowError(number, WHOLE_LINE, problem))
    if not sheet.graduates and not sheet.errors:
        sheet.errors.append(RowError(head[0] + 1, WHOLE_LINE, _("There is nobody below the head line.")))
    return sheet


def _graduate(line: int, cells: Sequence[str], positions: dict[str, int]) -> Graduate:
    en, bn, serial, district = (cell_of(cells, positions.get(column)) for column in COLUMNS)
    return Graduate(en, bn, serial, line, district)


def name_errors(graduate: Graduate) -> Iterator[RowError]:
    """The errors in the names of one graduate."""
    if not graduate.name_en:
        missing = _("The name in English is missing. Write it as on her papers.")
        yield RowError(graduate.line, COLUMNS["name_en"], missing)
    for column, name in (("name_en", graduate.name_en), ("name_bn", graduate.name_bn)):
        if name and (problem := name_problem(name, is_bangla=column == "name_bn")):
            yield RowError(graduate.line, COLUMNS[column], problem)
