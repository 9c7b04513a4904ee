"""Agreeing to the terms and the privacy notice. The audit log keeps every version that a person agreed to."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import DomainError, NotAllowed


class AgreementMissing(NotAllowed):
    """There is a new version of the terms, and the user has not agreed to it."""

    help = "account#terms"
    code = "agreement_missing"
    sentence = _("Our terms have changed. Please read them and agree first. Nothing was done.")


class OtherVersion(DomainError):
    """The user read another version than the one that holds now."""

    help = "account#terms"
    code = "agreement_other_version"
    sentence = _("This is not the version that holds now. Please read version %(version)s.")


@atomic
def agree(*, by: User, version: str) -> User:
    """Record that the user agrees to this version, and when; a second time it changes nothing.

    Raises OtherVersion unless it is the one that holds now.
    """
    if version != settings.CONSENT_VERSION:
        raise OtherVersion(version=settings.CONSENT_VERSION)
    agreed = {"consent_version": version, "consented_at": clock.now()}
    if User.objects.filter(pk=by.pk).exclude(consent_version=version).update(**agreed):
        audit("terms.agreed", by=by, on=by, version=version)
    by.refresh_from_db(fields=list(agreed))
    return by


def require_fresh_agreement(person: User) -> None:
    """The same for a user who was loaded a while ago, as by a socket, and may have agreed since."""
    person.refresh_from_db(fields=["consent_version"])
    require_agreement(person)


def require_agreement(person: User) -> None:
    """Raise AgreementMissing where the user has to agree to a new version before changing anything."""
    if not person.has_agreed:
        raise AgreementMissing
