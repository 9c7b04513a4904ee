"""What officers hear of the seal and the signatures."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import Event
from market.core.base.payloads import Written
from market.training.issuing.events import officer_notification


class _Page:
    """The officers' page of the seal and the signatures."""

    def get_absolute_url(self) -> str:
        """Its address."""
        return reverse("signatories")


PAGE = _Page()


class SignatoriesProposed(Event, code="signatories.proposed"):
    officer: User
    valid_from: date

    audited = ("valid_from",)
    notification = officer_notification(
        subject=_("Seal and signatures wait for a second officer"),
        body=_(
            "%(officer)s uploaded a seal and two signatures for certificates from %(valid_from)s on. Please look at them, "
            "and confirm or refuse them."
        ),
        label=_("Another officer uploads seal and signatures"),
        action=_("Look at it"),
    )


class SignatoriesConfirmed(Event, code="signatories.confirmed"):
    officer: User

    audited = ()
    notification = officer_notification(
        subject=_("Seal and signatures are confirmed"),
        body=_("%(officer)s confirmed the seal and the signatures that you uploaded."),
        label=_("Seal and signatures that I uploaded are confirmed"),
    )


class SignatoriesRefused(Event, code="signatories.refused"):
    officer: User
    reason: Written

    audited = ()
    notification = officer_notification(
        subject=_("Seal and signatures are refused"),
        body=_("%(officer)s refused the seal and the signatures that you uploaded. The reason: %(reason)s"),
        label=_("Seal and signatures that I uploaded are refused"),
    )
