"""What officers hear of sheets that they asked for."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import PROGRAMME, Event, NotificationType


class PrintingReady(Event, code="printing.ready"):
    batch: str
    until: datetime

    audited = None
    notification = NotificationType(
        subject=_("Your sheets are ready to print: batch %(batch)s"),
        body=_(
            "The PDF that you asked for batch %(batch)s is ready. You can take it until %(until)s; then it is deleted."
        ),
        label=_("Sheets that I asked for are ready to print"),
        group=PROGRAMME,
        action=_("Download the PDF"),
        role=User.Role.OFFICER,
    )
