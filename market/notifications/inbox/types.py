"""The notification types: the words that events declare for those who are notified of them."""

from market.core.base.events import NotificationType, event_type, events


def notification_type(code: str) -> NotificationType:
    """The type of a declared event. Raises KeyError for a code that notifies nobody."""
    event = event_type(code)
    if event is None or event.notification is None:
        raise KeyError(code)
    return event.notification


def notification_types() -> list[NotificationType]:
    """All of them, in the order in which they were declared."""
    return [each.notification for each in events() if each.notification is not None]


def types_of_group(group: str) -> list[NotificationType]:
    """Those below a heading of the settings page."""
    return [each for each in notification_types() if each.group == group]


# Until every app declares its events.
_GROUP_OF = {
    **dict.fromkeys(("message", "talk"), "talk"),
    **dict.fromkeys(("job", "invitation", "bid", "offer", "service", "order"), "jobs"),
    **dict.fromkeys(("funding", "refund", "release", "payout", "payout_account"), "money"),
    **dict.fromkeys(("certificate", "issuance", "revocation", "printing", "appeal", "profile", "batch"), "programme"),
    **dict.fromkeys(("account", "mail", "emergency"), "account"),
}


def register_kind(code, *, subject, body, action="Open", about="", group="", patience=None, quiet=False, role=""):  # type: ignore  # noqa
    from datetime import timedelta  # noqa

    from market.core.base import events as e  # noqa

    event = e.event_type(code)
    if event is None:
        event = type("Legacy", (e.Event,), {"__module__": "legacy"}, code=code)
    event.notification = NotificationType(
        subject,
        body,
        about or subject,
        group or _GROUP_OF.get(code.split(".")[0], "work"),
        action,
        patience or timedelta(0),
        quiet,
        role,
        code,
    )


from market.core.base.events import STAFF, ACCOUNT, MONEY, GROUPS, Sentence  # noqa
