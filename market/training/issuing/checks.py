"""Validation of a list of graduates before certificates are prepared: within the list, and against the register."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import fold
from market.core.text.formats import format_number
from market.training.certificates.codes import plain_serial
from market.training.graduation.matching import not_ready
from market.training.issuing.csv_import import COLUMNS, Graduate, name_errors
from market.training.list_files import RowError
from market.training.models import Batch, Certificate, FormerCertificate, Issuance, PreparedName

# The English spellings of five districts until 2018, in the years of the programme.
FORMER_SPELLINGS = {
    "barishal": "Barisal",
    "bogura": "Bogra",
    "chattogram": "Chittagong",
    "cumilla": "Comilla",
    "jashore": "Jessore",
}


def find_row_errors(batch: Batch | None, graduates: Sequence[Graduate]) -> list[RowError]:
    """All errors of a list, sorted by line. Without a batch only those within the list."""
    errors = [error for graduate in graduates for error in name_errors(graduate)]
    errors += _repeated_names(graduates)
    errors += _bad_serials(graduates)
    if batch is not None:
        errors += _registered_names(batch, graduates)
        errors += _other_districts(batch, graduates)
        errors += not_ready(batch, graduates)
    return sorted(errors, key=lambda error: (error.line, str(error.column)))


def find_open_errors(batch: Batch, graduates: Sequence[Graduate], *, different_people: bool) -> list[RowError]:
    """The errors that block issuing: all, without questions about equal names if `different_people` answers them."""
    return [error for error in find_row_errors(batch, graduates) if not (error.is_question and different_people)]


def errors_by_field(row_errors: Iterable[RowError]) -> dict[str, list[str]]:
    """Row errors by the field of a request body, such as "graduates.3.name_en"."""
    by_field: dict[str, list[str]] = defaultdict(list)
    for error in row_errors:
        column = next((name for name, label in COLUMNS.items() if label == error.column), "")
        by_field[f"graduates.{error.line - 1}.{column}"].append(str(error.problem))
    return by_field


def digest(purpose: str, graduates: Iterable[Graduate], about: object = "") -> str:
    """A hash of what is prepared (and of the certificate `about` which it is): a repeated request has the same."""
    lines = "\n".join(f"{graduate.name_en}\t{graduate.name_bn}\t{graduate.serial}" for graduate in graduates)
    return hashlib.sha256(f"{purpose}\n{about}\n{lines}".encode()).hexdigest()


def waiting_twin(batch: Batch, graduates: Sequence[Graduate]) -> Issuance | None:
    """The waiting issuance of exactly these graduates, if any: the request was repeated."""
    return batch.issuances.waiting().filter(digest=digest(Issuance.Purpose.NEW, graduates)).first()


def _other_districts(batch: Batch, graduates: Sequence[Graduate]) -> Iterator[RowError]:
    """Errors for lines that name another district than the batch's: probably the wrong batch was chosen."""
    district = batch.district
    former = FORMER_SPELLINGS.get(district.slug, district.slug)
    names = {fold(name) for name in (district.slug, district.name_en, district.name_bn, former)}
    for graduate in graduates:
        if graduate.district and fold(graduate.district) not in names:
            problem = _("The batch is of %(district)s. Choose another batch, or put the district right.")
            yield RowError(graduate.line, COLUMNS["district"], problem % {"district": district.name})


def _number(line: int) -> str:
    return format_number(line, get_language() or "en")


def _repeated_names(graduates: Sequence[Graduate]) -> Iterator[RowError]:
    first: dict[str, int] = {}
    for graduate in graduates:
        key = fold(graduate.name_en)
        if key and key in first:
            problem = _("The same name stands on line %(line)s. Leave one out, unless they are different people.")
            yield RowError(graduate.line, COLUMNS["name_en"], problem % {"line": _number(first[key])}, is_question=True)
        first.setdefault(key, graduate.line)


def _bad_serials(graduates: Sequence[Graduate]) -> Iterator[RowError]:
    lines: dict[str, list[int]] = defaultdict(list)
    for graduate in graduates:
        if not graduate.serial:
            continue
        serial = plain_serial(graduate.serial)
        if len(serial) < 4 or not any(letter.isdigit() for letter in serial):
            problem = _("This is no certificate number. Write it as AIAA-RAN-2018-014, or leave the cell empty.")
            yield RowError(graduate.line, COLUMNS["serial"], problem)
        elif lines[serial]:
            problem = _("The same number stands on line %(line)s. Each certificate has its own.")
            yield RowError(graduate.line, COLUMNS["serial"], problem % {"line": _number(lines[serial][0])})
        lines[serial].append(graduate.line)
    for serial in taken_serials(lines):
        problem = _("The register has a certificate with this number already.")
        yield from (RowError(line, COLUMNS["serial"], problem) for line in lines[serial])


def taken_serials(serials: Iterable[str], except_for: Issuance | None = None) -> set[str]:
    """Those of the serials that a certificate has or had, or that an open issuance (but `except_for`) reserves."""
    wanted = list(serials)
    waiting = PreparedName.objects.filter(issuance__state__in=Issuance.OPEN, certificate=None, serial__in=wanted)
    if except_for is not None:
        waiting = waiting.exclude(issuance=except_for)
    return {
        *Certificate.objects.filter(serial__in=wanted).values_list("serial", flat=True),
        *FormerCertificate.objects.filter(serial__in=wanted).values_list("serial", flat=True),
        *waiting.values_list("serial", flat=True),
    }


def _registered_names(batch: Batch, graduates: Sequence[Graduate]) -> Iterator[RowError]:
    issued = {fold(name): serial for name, serial in batch.certificates.values_list("name_en", "serial")}
    waiting = PreparedName.objects.filter(
        issuance__batch=batch, issuance__state__in=Issuance.OPEN, issuance__purpose=Issuance.Purpose.NEW
    )
    prepared = {fold(name) for name in waiting.values_list("name_en", flat=True)}
    for graduate in graduates:
        key = fold(graduate.name_en)
        if key in issued:
            problem = _(
                "This batch has a certificate with this name: %(serial)s. Leave her out, unless she is another."
            )
            yield RowError(graduate.line, COLUMNS["name_en"], problem % {"serial": issued[key]}, is_question=True)
        elif key in prepared:
            problem = _("The same name of this batch waits for release already. Leave her out, unless she is another.")
            yield RowError(graduate.line, COLUMNS["name_en"], problem, is_question=True)
