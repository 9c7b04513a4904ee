"""The signed link by which the alerts of saved searches are stopped in one click, without signing in (RFC 8058)."""

from collections.abc import Iterable

from django.conf import settings
from django.core import signing
from django.urls import reverse

from market.accounts.models import User
from market.search.alerts.refusals import StopLinkNotWhole
from market.search.models import SavedSearch

SALT = "market.search.alerts.stop"


def stop_link(user: User, search_ids: Iterable[int]) -> str:
    """The whole URL of the page. It does not run out, as those of `notifications.preferences.unsubscribing`."""
    token = signing.dumps([user.pk, list(search_ids)], salt=SALT)
    return settings.SITE_URL + reverse("stop_saved_search", args=[token])


def read_stop_link(token: str) -> tuple[User, list[SavedSearch]]:
    """Whom and which of their searches a link is about; [] if they were removed. Raises StopLinkNotWhole."""
    try:
        user_id, search_ids = signing.loads(token, salt=SALT)
        user = User.objects.filter(pk=user_id, is_active=True)[0]
    except (signing.BadSignature, ValueError, IndexError) as wrong:
        raise StopLinkNotWhole from wrong
    return user, list(SavedSearch.objects.visible_to(user).filter(pk__in=search_ids))
