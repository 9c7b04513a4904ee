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
from market.core.base.events import ACCOUNT, GROUPS, MESSAGES
from market.core.base.payloads import render_payload
from market.core.text import formats
from market.core.text.bangla import clip
from market.notifications.inbox.serializers import subject_of
from market.notifications.inbox.types import notification_type
from market.notifications.models import Notification
from market.notifications.preferences.channels import settings_of
from market.notifications.preferences.unsubscribing import link

MOST_IN_DIGEST = 50


def message(notification: Notification) -> EmailMultiAlternatives | None:
    """The mail of one notification, in the active language; None if what it is to tell is gone."""
    words = notification_type(notification.kind)
    parts = words.mail_parts(notification) if words.mail_parts else {}
    if parts is None:
        return None
    leave = "" if words.is_always_mailed else link(notification.user, words.code)
    if is_without_content(notification):
        return _mail(notification.user, {**bare(notification), "leave": leave}, "notifications/mail")
    facts = render_payload(notification.facts)
    context = {
        "subject": subject_of(notification),
        "body": str(words.words_for(facts)[1]) % defaultdict(lambda: "…", facts),  # older ones may lack some
        "action": words.action,
        "about": words.label,
        "address": settings.SITE_URL + notification.url,
        "leave": leave,
        **parts,
    }
    return _mail(notification.user, context, "notifications/mail")


def is_without_content(notification: Notification) -> bool:
    """Whether its user wants mails to say nothing of who and what. What concerns the account is told in full: somebody
    else who uses it must not go unnoticed."""
    is_private = not settings_of(notification.user).has_previews
    return is_private and notification_type(notification.kind).group != ACCOUNT


def bare(notification: Notification) -> dict[str, Any]:
    """What a mail says then, in the active language: that there is something, and where."""
    return {
        "subject": bare_words(notification),
        "body": _("You chose that mails say nothing of who and what. Sign in to read it."),
        "action": _("See all notifications"),
        "address": settings.SITE_URL + reverse("notifications"),
    }


def bare_words(notification: Notification) -> str:
    """That there is a message, or a notification, and nothing else."""
    if notification_type(notification.kind).group == MESSAGES:
        return _("You have a new message.")
    return _("You have a notification.")


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
        "groups": [(heading, lines) for heading, lines in groups if lines] if settings_of(user).has_previews else [],
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
