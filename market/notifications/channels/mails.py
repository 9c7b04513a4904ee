"""The mails of news: one at once, or a digest of what gathered; HTML and text, in her language."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from market.accounts.models import User
from market.core.base.payloads import unpack
from market.core.text import formats
from market.core.text.bangla import clip
from market.notifications.models import Notification
from market.notifications.preferences.unsubscribing import link
from market.notifications.telling.types import GROUPS, kind

MOST_IN_DIGEST = 50


def message(told: Notification) -> EmailMultiAlternatives:
    """The mail of one piece of news, in the active language."""
    said = kind(told.kind)
    facts = unpack(told.facts)
    context = {
        "subject": str(said.subject) % facts,
        "body": str(said.body) % facts,
        "action": said.action,
        "about": said.about,
        "address": settings.SITE_URL + told.url,
        "leave": "" if said.is_always_mailed else link(told.user, said.code),
    }
    return _mail(told.user, context, "notifications/mail")


def digest(user: User, gathered: list[Notification]) -> EmailMultiAlternatives:
    """The mail of what gathered, by headings, in the active language."""
    shown = gathered[-MOST_IN_DIGEST:]
    groups = [(GROUPS[group], [_line(told) for told in shown if kind(told.kind).group == group]) for group in GROUPS]
    count = formats.format_number(len(gathered), user.language)
    context = {
        "subject": ngettext("%(count)s piece of news for you", "%(count)s pieces of news for you", len(gathered))
        % {"count": count},
        "groups": [(heading, lines) for heading, lines in groups if lines],
        "is_cut": len(gathered) > len(shown),
        "action": _("See all news"),
        "address": settings.SITE_URL + reverse("notifications"),
        "leave": link(user, ""),
    }
    return _mail(user, context, "notifications/mail_digest")


def _line(told: Notification) -> dict[str, str]:
    facts = unpack(told.facts)
    return {
        "text": str(kind(told.kind).subject) % facts,
        "address": settings.SITE_URL + told.url,
    }


def _mail(user: User, context: dict[str, Any], template: str) -> EmailMultiAlternatives:
    context = {
        **context,
        "name": user.display_name,
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
