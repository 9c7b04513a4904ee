"""What officers hear of what another one prepared, released or refused, revocations in words of their own.

The audit log has an entry of its own for each act: the same word whether certificates are issued or revoked.
"""

from functools import partial

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType

officer_notification = partial(NotificationType, group=PROGRAMME, action=_("See it"), role=User.Role.OFFICER)


class IssuanceWaiting(Event, code="issuance.waiting"):
    batch: str
    count: int

    audited = None
    notification = officer_notification(
        subject=_("Certificates wait for release: batch %(batch)s"),
        body=_(
            "Another officer prepared this for batch %(batch)s, names: %(count)s. Please look at it, and release or refuse it."
        ),
        label=_("Another officer prepared certificates"),
        action=_("Look at it"),
    )


class IssuanceReleased(Event, code="issuance.released"):
    officer: User
    batch: str

    audited = None
    notification = officer_notification(
        subject=_("Released: batch %(batch)s"),
        body=_("%(officer)s released what you prepared for batch %(batch)s, and prints the letters."),
        label=_("What I prepared is released"),
    )


class IssuanceMade(Event, code="issuance.made"):
    batch: str
    count: int

    audited = None
    notification = officer_notification(
        subject=_("All certificates are made: batch %(batch)s"),
        body=_("What you released for batch %(batch)s is done, certificates: %(count)s. Print the letters now."),
        label=_("A long list that I released is done"),
        action=_("Print the letters"),
    )


class IssuanceStopped(Event, code="issuance.stopped"):
    batch: str
    count: int
    made: int

    audited = ("made",)
    notification = officer_notification(
        subject=_("A release stopped: batch %(batch)s"),
        body=_(
            "Of the %(count)s certificates of batch %(batch)s %(made)s were made; then something went wrong. Those that are "
            "made count. Open the list and let it go on: nothing is made twice."
        ),
        label=_("A long list that I released stopped"),
        action=_("Resume it"),
    )


class IssuanceRefused(Event, code="issuance.refused"):
    officer: User
    batch: str
    reason: str

    audited = None
    notification = officer_notification(
        subject=_("Refused: batch %(batch)s"),
        body=_("%(officer)s did not release what you prepared for batch %(batch)s. The reason: %(reason)s"),
        label=_("What I prepared is refused"),
    )


class RevocationWaiting(Event, code="revocation.waiting"):
    officer: User
    serial: str
    reason: str

    audited = None
    notification = officer_notification(
        subject=_("A revocation waits for a second officer: %(serial)s"),
        body=_(
            "%(officer)s proposes to revoke the certificate %(serial)s. The reason: %(reason)s Nothing changes before you or "
            "another officer confirms it. Please look at it, and confirm or refuse it."
        ),
        label=_("Another officer proposes a revocation"),
        action=_("Look at it"),
    )


class RevocationReleased(Event, code="revocation.released"):
    officer: User
    serial: str

    audited = None
    notification = officer_notification(
        subject=_("Revoked: %(serial)s"),
        body=_(
            "%(officer)s confirmed the revocation of %(serial)s that you proposed. The graduate is told your reason."
        ),
        label=_("A revocation that I proposed is confirmed"),
    )


class RevocationRefused(Event, code="revocation.refused"):
    officer: User
    serial: str
    reason: str

    audited = None
    notification = officer_notification(
        subject=_("Not revoked: %(serial)s"),
        body=_("%(officer)s did not confirm the revocation of %(serial)s that you proposed. The reason: %(reason)s"),
        label=_("A revocation that I proposed is refused"),
    )
