"""The mails of notifications: one at once, or a digest; HTML and text, in the user's language."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from market.accounts.models import User
from market.core.base.events import GROUPS
from market.core.base.payloads import render_payload
from market.core.text import formats
from market.core.text.bangla import clip
from market.notifications.inbox.serializers import subject_of
from market.notifications.inbox.types import notification_type
from market.notifications.models import Notification
from market.notifications.preferences.unsubscribing import link

MOST_IN_DIGEST = 50


def message(notification: Notification) -> EmailMultiAlternatives | None:
    """The mail of one notification, in the active language; None if what it is to tell is gone."""
    words = notification_type(notification.kind)
    parts = words.mail_parts(notification) if words.mail_parts else {}
    if parts is None:
        return None
    facts = render_payload(notification.facts)
    context = {
        "subject": subject_of(notification),
        "body": str(words.words_for(facts)[1]) % defaultdict(lambda: "…", facts),  # older ones may lack some
        "action": words.action,
        "about": words.label,
        "address": settings.SITE_URL + notification.url,
        "leave": "" if words.is_always_mailed else link(notification.user, words.code),
        **parts,
    }
    return _mail(notification.user, context, "notifications/mail")


def digest(user: User, gathered: list[Notification]) -> EmailMultiAlternatives | None:
    """The mail of what gathered, by headings, in the active language; None if all that it is to tell is gone."""
    every = [(notification_type(each.kind).group, line) for each in gathered if (line := _line(each))]
    if not every:
        return None
    shown = every[-MOST_IN_DIGEST:]
    groups = [(heading, [line for each, line in shown if each == group]) for group, heading in GROUPS.items()]
    count = formats.format_number(len(every), user.language)
    context = {
        "subject": ngettext("%(count)s notification for you", "%(count)s notifications for you", len(every))
        % {"count": count},
        "groups": [(heading, lines) for heading, lines in groups if lines],
        "is_cut": len(every) > len(shown),
        "action": _("See all notifications"),
        "address": settings.SITE_URL + reverse("notifications"),
        "leave": link(user, ""),
    }
    return _mail(user, context, "notifications/mail_digest")


def _line(notification: Notification) -> dict[str, Any] | None:
    """A notification in a digest, with the link that stops its alerts; None if what it is to tell is gone."""
    words = notification_type(notification.kind)
    parts = words.mail_parts(notification) if words.mail_parts else {}
    if parts is None:
        return None
    return {
        "text": subject_of(notification),
        "address": settings.SITE_URL + notification.url,
        "leave": parts.get("leave"),
        "leave_words": parts.get("leave_words"),
    }


def _mail(user: User, context: dict[str, Any], template: str) -> EmailMultiAlternatives:
    context = {
        **context,
        "name": user.shown_name,
        "site": settings.SITE_URL,
        "choose": settings.SITE_URL + reverse("notification_settings"),
        "language": user.language,
    }
    headers = {"Auto-Submitted": "auto-generated"}
    if context["leave"]:
        headers |= {"List-Unsubscribe": f"<{context['leave']}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    subject = clip(" ".join(str(context["subject"]).split()), 180)
    mail = EmailMultiAlternatives(
        subject, render_to_string(f"{template}.txt", context), to=[user.email], headers=headers
    )
    mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return mail
