"""Signing in by Google: whether this site offers it (`market.settings.google`)."""

from django.conf import settings


def is_on() -> bool:
    """Whether this site is a client of Google."""
    return bool(settings.GOOGLE_CLIENT_ID)
