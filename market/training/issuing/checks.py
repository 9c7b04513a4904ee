"""What must be put right before certificates are prepared: within the list, and against the register."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from market.core.text.bangla import fold
from market.core.text.formats import format_number
from market.training.certificates.codes import plain_serial
from market.training.issuing.sheets import COLUMNS, Graduate, Slip, name_slips
from market.training.models import Batch, Certificate, FormerCertificate, Issuance, PreparedName

# As five districts were written in English until 2018, the programme's own years.
SPELT_BEFORE = {
    "barishal": "Barisal",
    "bogura": "Bogra",
    "chattogram": "Chittagong",
    "cumilla": "Comilla",
    "jashore": "Jessore",
}


def slips(batch: Batch | None, graduates: Sequence[Graduate]) -> list[Slip]:
    """Everything that is wrong, by line. Without a batch only what the list itself shows."""
    found = [slip for one in graduates for slip in name_slips(one)]
    found += _twice(graduates)
    found += _bad_serials(graduates)
    if batch is not None:
        found += _known_names(batch, graduates)
        found += _other_districts(batch, graduates)
    return sorted(found, key=lambda slip: (slip.line, str(slip.column)))


def open_slips(batch: Batch, graduates: Sequence[Graduate], *, different_people: bool) -> list[Slip]:
    """What is in the way: all of it, but for the questions about equal names once they are answered."""
    return [slip for slip in slips(batch, graduates) if not (slip.is_question and different_people)]


def by_place(found: Iterable[Slip]) -> dict[str, list[str]]:
    """Slips as errors of a list of graduates in a body: "graduates.3.name_en"."""
    errors: dict[str, list[str]] = defaultdict(list)
    for slip in found:
        column = next((name for name, label in COLUMNS.items() if label == slip.column), "")
        errors[f"graduates.{slip.line - 1}.{column}"].append(str(slip.problem))
    return errors


def digest(purpose: str, graduates: Iterable[Graduate], about: object = "") -> str:
    """A mark of what is prepared, by which a second click is known."""
    said = "\n".join(f"{one.name_en}\t{one.name_bn}\t{one.serial}" for one in graduates)
    return hashlib.sha256(f"{purpose}\n{about}\n{said}".encode()).hexdigest()


def made_already(batch: Batch, graduates: Sequence[Graduate]) -> Issuance | None:
    """What waits for release and holds just these graduates: a second click made it anew."""
    return batch.issuances.waiting().filter(digest=digest(Issuance.Purpose.NEW, graduates)).first()


def _other_districts(batch: Batch, graduates: Sequence[Graduate]) -> Iterator[Slip]:
    """Lines that name another district than the batch's: most likely the wrong batch was chosen."""
    here = batch.district
    names = {fold(name) for name in (here.slug, here.name_en, here.name_bn, SPELT_BEFORE.get(here.slug, here.slug))}
    for one in graduates:
        if one.district and fold(one.district) not in names:
            problem = _("The batch is of %(district)s. Choose another batch, or put the district right.")
            yield Slip(one.line, COLUMNS["district"], problem % {"district": here.name})


def _number(line: int) -> str:
    return format_number(line, get_language() or "en")


def _twice(graduates: Sequence[Graduate]) -> Iterator[Slip]:
    first: dict[str, int] = {}
    for one in graduates:
        key = fold(one.name_en)
        if key and key in first:
            problem = _("The same name stands on line %(line)s. Leave one out, unless they are different people.")
            yield Slip(one.line, COLUMNS["name_en"], problem % {"line": _number(first[key])}, is_question=True)
        first.setdefault(key, one.line)


def _bad_serials(graduates: Sequence[Graduate]) -> Iterator[Slip]:
    lines: dict[str, list[int]] = defaultdict(list)
    for one in graduates:
        if not one.serial:
            continue
        serial = plain_serial(one.serial)
        if len(serial) < 4 or not any(letter.isdigit() for letter in serial):
            problem = _("This is no certificate number. Write it as AIAA-RAN-2018-014, or leave the cell empty.")
            yield Slip(one.line, COLUMNS["serial"], problem)
        elif lines[serial]:
            problem = _("The same number stands on line %(line)s. Each certificate has its own.")
            yield Slip(one.line, COLUMNS["serial"], problem % {"line": _number(lines[serial][0])})
        lines[serial].append(one.line)
    for serial in taken(lines):
        problem = _("The register has a certificate with this number already.")
        yield from (Slip(line, COLUMNS["serial"], problem) for line in lines[serial])


def taken(serials: Iterable[str], but: Issuance | None = None) -> set[str]:
    """Those of the serials that are given, were given, or stand in what (else) waits for release."""
    wanted = list(serials)
    waiting = PreparedName.objects.filter(issuance__state__in=Issuance.OPEN, certificate=None, serial__in=wanted)
    if but is not None:
        waiting = waiting.exclude(issuance=but)
    return {
        *Certificate.objects.filter(serial__in=wanted).values_list("serial", flat=True),
        *FormerCertificate.objects.filter(serial__in=wanted).values_list("serial", flat=True),
        *waiting.values_list("serial", flat=True),
    }


def _known_names(batch: Batch, graduates: Sequence[Graduate]) -> Iterator[Slip]:
    issued = {fold(name): serial for name, serial in batch.certificates.values_list("name_en", "serial")}
    waiting = PreparedName.objects.filter(
        issuance__batch=batch, issuance__state__in=Issuance.OPEN, issuance__purpose=Issuance.Purpose.NEW
    )
    prepared = {fold(name) for name in waiting.values_list("name_en", flat=True)}
    for one in graduates:
        key = fold(one.name_en)
        if key in issued:
            problem = _(
                "This batch has a certificate with this name: %(serial)s. Leave her out, unless she is another."
            )
            yield Slip(one.line, COLUMNS["name_en"], problem % {"serial": issued[key]}, is_question=True)
        elif key in prepared:
            problem = _("The same name of this batch waits for release already. Leave her out, unless she is another.")
            yield Slip(one.line, COLUMNS["name_en"], problem, is_question=True)
