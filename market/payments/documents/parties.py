"""Who stands on documents: the freelancer by the certificate's name, the client by billing details, the operator."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet

from market.core.base.prepared import prepared
from market.core.text.locale import by_language
from market.documents.contents import Names, Value
from market.documents.models import BillingDetails
from market.training.models import NAMELESS, Certificate

if TYPE_CHECKING:
    from market.accounts.models import User

Party = tuple[str, Value, list[Value | tuple[str, Value]]]


def names_of(user: "User") -> Names:
    """By which others know the user."""
    return Names(user.name_in("en"), user.name_in("bn"))


def in_both(words: Callable[[], object]) -> Names:
    """A word of the site in both languages, as it is now."""
    texts = by_language(lambda: str(words()))
    return Names(texts["en"], texts["bn"])


def certificate_of(user: "User") -> Certificate | None:
    """The certificate of a freelancer, where it has a name."""
    return next(iter(_certificates_of(user)), None)


def freelancer_party(role: str, user: "User", *, with_serial: bool = False) -> Party:
    """The freelancer by the name on the certificate, with its serial where that is asked for."""
    certificate = certificate_of(user)
    name = Names(certificate.name_en, certificate.name_bn) if certificate else names_of(user)
    serial: list[Value | tuple[str, Value]] = []
    if certificate and with_serial:
        serial = [("certificate", certificate.serial)]
    return role, name, serial


def client_party(role: str, user: "User") -> Party:
    """The client by their billing details, else by the name by which others know them."""
    details = next(iter(_billing_details_of(user)), None)
    if details is None:
        return role, names_of(user), []
    return role, details.name, [*details.address.splitlines(), ("tax_number", details.tax_number)]


def operator_party(role: str = "operator") -> Party:
    """The operator of the site, by the settings."""
    return role, settings.OPERATOR_NAME, [settings.OPERATOR_ADDRESS, ("tax_number", settings.OPERATOR_BIN)]


@prepared
def _certificates_of(user: "User") -> QuerySet[Certificate]:
    return Certificate.objects.filter(holder=user).exclude(name_en=NAMELESS).order_by("pk")[:1]


@prepared
def _billing_details_of(user: "User") -> QuerySet[BillingDetails]:
    return BillingDetails.objects.filter(user=user)
