"""What happens with a role that was taken in an emergency: leads and operators hear of it, and who took it of the end."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.roles import Role
from market.core.base.events import ACCOUNT, STAFF, Event, NotificationType
from market.core.text.locale import override


class EmergencyEvent(Event):
    """Of an emergency right. Sentences name its role in the reader's language, the audit log by its code."""

    who: User
    role: Role

    def payload(self, *, on: Any, by: User | None) -> dict[str, Any]:
        """With the names of the role by language."""
        return {**super().payload(on=on, by=by), "role": _names_of(self.role)}

    def audit_facts(self, payload: Mapping[str, Any], *, on: Any) -> dict[str, object]:
        """The fields as they are."""
        return {name: getattr(self, name) for name in self.audited or ()}


def _names_of(role: Role) -> dict[str, str]:
    names = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            names[language] = str(role.label)
    return names


class EmergencyTaken(EmergencyEvent, code="emergency.taken"):
    reason: str
    until: datetime

    audited = ("role", "reason")
    notification = NotificationType(
        subject=_("%(who)s has taken a role in an emergency: %(role)s"),
        body=_("It lasts until %(until)s. The reason: %(reason)s What is done with it stands on the page."),
        label=_("A colleague takes a role in an emergency"),
        group=ACCOUNT,
        action=_("See what is done"),
        role=Role.LEAD,
    )


class EmergencyEnded(EmergencyEvent, code="emergency.ended"):
    notification = NotificationType(
        subject=_("The role that %(who)s took in an emergency is over: %(role)s"),
        body=_("A lead looks at what was done, and says whether it was right."),
        label=_("A role taken in an emergency is over"),
        group=ACCOUNT,
        action=_("Look at it"),
        role=Role.LEAD,
    )


class EmergencyClosed(EmergencyEvent, code="emergency.closed"):
    is_fine: bool
    word: str

    audited = ("is_fine", "word")
    notification = NotificationType(
        subject=_("%(who)s has looked at what you did in an emergency"),
        body=_("You had taken a role: %(role)s. %(who)s says: %(word)s"),
        label=_("A lead has looked at what you did in an emergency"),
        group=ACCOUNT,
        action=_("Read it"),
        role=STAFF,
    )
