"""A certificate as an officer reads it in a photo: checked, and found in the register or added to it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.errors import Invalid
from market.core.text.bangla import nfc
from market.training.list_files import name_problem
from market.training.models import District, EarlierCertificate
from market.training.register.numbers import clean_number
from market.training.register.queries import is_name_of, numbered_certificate
from market.training.register.reading import number_problem, year_problem

MISSING = _("Write it as it stands on the certificate.")


@dataclass(frozen=True, slots=True)
class CertificateDetails:
    """What stands on the certificate. `is_same`: the register has this number with another name, and it is the same
    certificate."""

    number: str = ""
    name_en: str = ""
    name_bn: str = ""
    district: District | None = None
    year: int = 0
    is_same: bool = False


def certificate_of(by: User, details: CertificateDetails) -> EarlierCertificate:
    """The certificate of the register with this number, or a new one. Raises Invalid for what is missing or wrong, and
    where the register has the number with another name, unless it is the same certificate."""
    number = clean_number(details.number)
    names = {name: " ".join(nfc(getattr(details, name)).split()) for name in ("name_en", "name_bn")}
    _require_whole(number, names, details)
    existing = numbered_certificate(number)
    if existing is None or details.district is None:
        columns = {"district": details.district, "year": details.year, "added_by": by, "added_at": clock.now()}
        return EarlierCertificate.objects.create(number=number, **names, **columns)
    is_same = details.is_same or not existing.names
    if not is_same and not any(is_name_of(existing, name) for name in names.values() if name):
        facts = {"name": existing.names[0], "district": existing.district.name, "year": existing.year}
        sentence = _(
            "The register has this number for %(name)s, %(district)s %(year)s. If the photo shows the same "
            "certificate, tick below that it is."
        )
        raise Invalid(errors={"number": [sentence % facts]})
    return existing


def _require_whole(number: str, names: dict[str, str], details: CertificateDetails) -> None:
    problems = {
        "number": number_problem(number),
        "name_en": name_problem(names["name_en"], is_bangla=False) if names["name_en"] else MISSING,
        "name_bn": name_problem(names["name_bn"], is_bangla=True) if names["name_bn"] else None,
        "district": None if details.district else _("Choose one of these."),
        "year": year_problem(str(details.year), clock.local(clock.now()).year),
    }
    if errors := {field: [problem] for field, problem in problems.items() if problem}:
        raise Invalid(errors=errors)
