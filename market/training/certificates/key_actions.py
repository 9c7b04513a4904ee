"""The fingerprints of the register's keys in the database: a lost key is noticed before anything is signed."""

import logging

from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.errors import DomainError
from market.training.certificates import codes
from market.training.certificates.register_key import available_keys, fingerprint, register_key
from market.training.models import Certificate, RegisterMark

log = logging.getLogger(__name__)


class RegisterKeyLost(DomainError):
    """A key that signed certificates is missing from the settings: nothing is signed with another one meanwhile."""

    status, code = 503, "register_key_lost"
    sentence = _("The register cannot sign now: its key is missing. Please tell whoever runs the site.")


def lost_keys() -> list[str]:
    """The fingerprints of keys that have signed certificates but are missing from this site's settings."""
    here = {fingerprint(key) for key in available_keys()}
    marks = RegisterMark.objects.order_by("since", "pk").values_list("fingerprint", flat=True)
    return [mark for mark in marks if mark not in here]


def mark_register_key() -> None:
    """Record the current key's fingerprint before it signs. Raises RegisterKeyLost where an earlier key is missing."""
    if lost_keys():
        raise RegisterKeyLost
    RegisterMark.objects.get_or_create(fingerprint=fingerprint(register_key()), defaults={"since": clock.now()})


def note_register_key() -> None:
    """At a start: record the key of a register that has certificates already; log critically where a key is lost."""
    newest = Certificate.objects.exclude(signature="").order_by("-pk").select_related("batch").first()
    if newest is None:
        return
    if not RegisterMark.objects.exists() and codes.is_genuine(newest):
        mark_register_key()
    if lost_keys() or not RegisterMark.objects.exists():
        log.critical("The register's key is lost: printed certificates count as forged. See docs/operations.md, Keys.")


def forget_register_key(*, mark: str) -> bool:
    """Stop expecting a key (`mark` is its fingerprint). Returns whether it was recorded."""
    return RegisterMark.objects.filter(fingerprint=mark).delete()[0] > 0
