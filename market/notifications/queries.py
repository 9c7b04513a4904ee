"""Reads of notifications."""

from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from market.accounts.models import User


def unread_of(user: "User", address: str) -> tuple[int, int]:
    """How many notifications are unread, and how many of them lead to this URL or to a part of it. One query; every
    page asks: so it is plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(*) FILTER (WHERE url = %s OR starts_with(url, %s))"
            " FROM notifications_notification WHERE user_id = %s AND read_at IS NULL",
            [address, f"{address}#", user.pk],
        )
        count, here = cursor.fetchone() or (0, 0)
    return count, here
