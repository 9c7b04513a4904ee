"""The register's key is known to the database by its fingerprint: so its loss is noticed before anything is signed."""

import logging

from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.errors import DomainError
from market.training.certificates import codes
from market.training.certificates.register_key import fingerprint, keys_here, register_key
from market.training.models import Certificate, RegisterMark

log = logging.getLogger(__name__)


class RegisterKeyLost(DomainError):
    """A key that has signed certificates here is not given any more: nothing is signed with another one."""

    status, code = 503, "register_key_lost"
    sentence = _("The register cannot sign now: its key is missing. Please tell whoever runs the site.")


def lost_keys() -> list[str]:
    """The fingerprints of keys that have signed here, and that this site does not have."""
    here = {fingerprint(key) for key in keys_here()}
    marks = RegisterMark.objects.order_by("since", "pk").values_list("fingerprint", flat=True)
    return [mark for mark in marks if mark not in here]


def mark_register_key() -> None:
    """The key that signs now signs here. Raises RegisterKeyLost where one that did before is missing."""
    if lost_keys():
        raise RegisterKeyLost
    RegisterMark.objects.get_or_create(fingerprint=fingerprint(register_key()), defaults={"since": clock.now()})


def note_register_key() -> None:
    """At a start: mark the key of a register that has certificates already; cry out where one is lost."""
    newest = Certificate.objects.exclude(signature="").order_by("-pk").select_related("batch").first()
    if newest is None:
        return
    if not RegisterMark.objects.exists() and codes.is_genuine(newest):
        mark_register_key()
    if lost_keys() or not RegisterMark.objects.exists():
        log.critical("The register's key is lost: printed certificates count as forged. See docs/operations.md, Keys.")


def forget_register_key(*, mark: str) -> bool:
    """What that key signed shall not count any more. Returns whether it was known."""
    return RegisterMark.objects.filter(fingerprint=mark).delete()[0] > 0
