"""Importing files of earlier certificates: whole, once every line is right, or not at all."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import DomainError, Invalid
from market.core.text.formats import format_day
from market.core.text.locale import language
from market.files.names import clean_name
from market.training.certificates.actions import require_officer
from market.training.list_files import RowError
from market.training.models import EarlierCertificate, RegisterImport
from market.training.register.numbers import plain_number
from market.training.register.queries import is_name_of
from market.training.register.reading import COLUMNS, EarlierRow, RegisterFile, read_register

AT_ONCE = 5000  # rows of a statement


class ImportedBefore(DomainError):
    """The same file, to the byte."""

    help = "programme#register"
    code = "imported_before"
    sentence = _("This file was imported already, on %(day)s by %(officer)s. Nothing is left to do.")


class RegisterChanged(DomainError):
    """Another officer's import came between."""

    help = "programme#register"
    code = "register_changed"
    sentence = _("The register has changed meanwhile. Check the file again.")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file compared with the register: all errors, the certificates that are new, and how many are there already."""

    sheet: RegisterFile
    errors: list[RowError]
    new: list[EarlierRow]
    same: int
    sha256: str

    @property
    def count(self) -> int:
        """How many certificates were read."""
        return len(self.sheet.rows)


def check_register(*, by: User, content: bytes) -> CheckedFile:
    """What importing this file would do. Raises NotAllowed, ImportedBefore, Invalid for what cannot be read at all."""
    require_officer(by)
    sha256 = hashlib.sha256(content).hexdigest()
    before = RegisterImport.objects.filter(sha256=sha256).select_related("imported_by").first()
    if before is not None:
        officer = before.imported_by.shown_name if before.imported_by else "—"
        day = format_day(clock.local(before.imported_at).date(), language())
        raise ImportedBefore(day=day, officer=officer)
    sheet = read_register(content)
    rows = EarlierCertificate.objects.numbered(*(row.plain for row in sheet.rows))
    there = {plain_number(row.number): row for row in rows}
    errors = sorted([*sheet.errors, *_other_names(sheet.rows, there)], key=lambda error: error.line)
    new = [row for row in sheet.rows if row.plain not in there]
    return CheckedFile(sheet, errors, new, len(sheet.rows) - len(new), sha256)


def _other_names(rows: list[EarlierRow], there: dict[str, EarlierCertificate]) -> Iterator[RowError]:
    """Numbers that the register has for somebody else. One whose name was erased is nobody else's."""
    problem = _("The register has this number for another name: %(name)s. Correct the number, or leave the line out.")
    for row in rows:
        one = there.get(row.plain)
        if one and one.names and not any(is_name_of(one, name) for name in (row.name_en, row.name_bn) if name):
            yield RowError(row.line, COLUMNS["number"], problem % {"name": one.name_en})


def import_register(*, by: User, name: str, content: bytes) -> RegisterImport:
    """Add the certificates of a file without errors to the register.

    Raises what `check_register` does, Invalid while a line is wrong (by "lines.7.year"; nothing is saved then), and
    RegisterChanged.
    """
    return save_checked(by=by, name=name, checked=check_register(by=by, content=content))


def save_checked(*, by: User, name: str, checked: CheckedFile) -> RegisterImport:
    """The same for a file that was just checked."""
    if checked.errors:
        raise Invalid(errors=errors_by_line(checked.errors))
    try:
        return _save(by, clean_name(name), checked)
    except IntegrityError as other:
        raise RegisterChanged from other


@atomic
def _save(by: User, name: str, checked: CheckedFile) -> RegisterImport:
    now = clock.now()
    counts = {"rows": checked.count, "added": len(checked.new)}
    source = RegisterImport.objects.create(
        file_name=name[:200], sha256=checked.sha256, imported_by=by, imported_at=now, **counts
    )
    rows = [
        EarlierCertificate(
            number=row.number,
            name_en=row.name_en,
            name_bn=row.name_bn,
            district=row.district,
            year=row.year,
            source=source,
            added_by=by,
            added_at=now,
        )
        for row in checked.new
    ]
    EarlierCertificate.objects.bulk_create(rows, batch_size=AT_ONCE)
    audit("earlier_certificates.imported", by=by, on=source, **counts)
    return source


def errors_by_line(errors: list[RowError]) -> dict[str, list[str]]:
    """Row errors by line and column, such as "lines.7.year"; of a whole line by "lines.7"."""
    by_field: dict[str, list[str]] = {}
    for error in errors:
        column = next((f".{name}" for name, label in COLUMNS.items() if label == error.column), "")
        by_field.setdefault(f"lines.{error.line}{column}", []).append(str(error.problem))
    return by_field
