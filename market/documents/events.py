"""What users hear of documents: only of those that they asked for."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from market.core.base.events import MONEY, Event, NotificationType


class DocumentReady(Event, code="document.ready"):
    kind: Mapping[str, str]  # by language
    number: str

    audited = None
    notification = NotificationType(
        subject=_("%(kind)s: your PDF is ready"),
        body=_("Its number is %(number)s. Whoever scans the code on it sees what it says, and that it is genuine."),
        label=_("A document that you asked for is ready"),
        group=MONEY,
        action=_("See the document"),
    )
