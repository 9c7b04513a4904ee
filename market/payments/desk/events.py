"""What operators hear of work that has stopped."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.events import MONEY, Event, NotificationType


class WorkStopped(Event, code="work.stopped"):
    """`count` pieces of work of one kind have stood still for a quarter of an hour. `name`: the kind, by language."""

    count: int
    name: Mapping[str, str]

    audited = None
    notification = NotificationType(
        subject=_("Work of the site has stopped: %(name)s"),
        body=_(
            "%(count)s of this kind has stopped for more than 15 minutes. Look at the reason, and run it again once that is mended."
        ),
        label=_("Work of the site has stopped"),
        group=MONEY,
        action=_("See what has stopped"),
        role=User.Role.OPERATOR,
    )
