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
