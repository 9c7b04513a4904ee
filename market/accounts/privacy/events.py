"""What users hear of the copy of their data."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.core.base.events import ACCOUNT, Event, NotificationType


class AccountExportReady(Event, code="account.export_ready"):
    until: datetime

    audited = None
    notification = NotificationType(
        subject=_("The copy of your data is ready"),
        body=_("You can take it until %(until)s. It is for you alone."),
        label=_("The copy of your data is ready"),
        group=ACCOUNT,
        action=_("Take it"),
    )
