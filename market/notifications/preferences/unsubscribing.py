"""The signed link by which a type of mail is left in one click, without signing in (RFC 8058)."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.errors import DomainError
from market.core.base.events import NotificationType
from market.notifications.inbox.types import notification_types

SALT = "market.notifications.unsubscribe"


def link(user: User, code: str) -> str:
    """The whole URL of the page; `code` is a notification type's, or "" for all that can be switched off.

    It does not run out: a mail may lie for years before somebody has had enough.
    """
    token = signing.dumps([user.pk, code], salt=SALT)
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


class LinkNotWhole(DomainError):
    """Cut off by a mail program, or not ours; one answer for all, so nothing is learnt."""

    help = "news#ways"
    status, code = 404, "link_not_whole"
    sentence = _("This link is not whole, or does not count any more.")


def read(token: str) -> tuple[User, NotificationType | None]:
    """Whom and what a link is about (None: all kinds). Raises LinkNotWhole for one that we did not make."""
    try:
        user_id, code = signing.loads(token, salt=SALT)
        return User.objects.filter(pk=user_id, is_active=True)[0], _kind(code)
    except (signing.BadSignature, ValueError, IndexError, StopIteration) as wrong:
        raise LinkNotWhole from wrong


def _kind(code: str) -> NotificationType | None:
    if not code:
        return None
    return next(each for each in notification_types() if each.code == code and not each.is_always_mailed)
