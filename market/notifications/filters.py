"""The filter of the notification list."""

import django_filters

from market.core.base.events import GROUPS
from market.notifications.models import Notification, NotificationQuerySet


class NotificationFilter(django_filters.FilterSet):
    """`unread` leaves out what was read; `group` keeps one heading."""

    unread = django_filters.BooleanFilter(method="leave_unread")
    group = django_filters.ChoiceFilter(choices=list(GROUPS.items()), method="leave_group")

    class Meta:
        model = Notification
        fields: list[str] = []

    def leave_unread(self, rows: NotificationQuerySet, name: str, value: bool) -> NotificationQuerySet:
        """Those not read, or those read."""
        return rows.unread() if value else rows.filter(read_at__isnull=False)

    def leave_group(self, rows: NotificationQuerySet, name: str, value: str) -> NotificationQuerySet:
        """Those of a heading."""
        return rows.in_group(value)
