"""What users hear of tokens with which programs act for them."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.core.base.events import ACCOUNT, Event, NotificationType


class ApiTokenCreated(Event, code="account.token_made"):
    name: str

    audited = None
    notification = NotificationType(
        subject=_("A new API token: %(name)s"),
        body=_(
            "A token was created with which a program can act for you. If it was not you, revoke it and change your password."
        ),
        label=_("An API token is created"),
        group=ACCOUNT,
        action=_("See your tokens"),
    )


class ProgramSignedIn(Event, code="account.program_signed_in"):
    program: Mapping[str, str]  # by language
    at: datetime

    audited = None
    notification = NotificationType(
        subject=_("A program signed in with your password: %(program)s"),
        body=_(
            "Since %(at)s a program can act for you in everything. If it was not you, take its token away and change your password: that ends every other sign-in too."
        ),
        label=_("A program signs in with your password"),
        group=ACCOUNT,
        action=_("See devices and programs"),
    )
