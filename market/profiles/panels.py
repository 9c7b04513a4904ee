"""What the profiles add to pages below."""

from typing import Any

from django.http import HttpRequest

from market.core.panels import panel


@panel("settings.aside", "profiles/settings_aside.html", order=20)
def ways_to_profiles(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """From the settings to what others see of a person."""
    return {}
