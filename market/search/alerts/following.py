"""One press that follows a topic, a skill or a district, or ends that, and what the next page says of it."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.search.alerts.actions import follow, unfollow
from market.search.alerts.descriptions import followed
from market.search.alerts.refusals import TooManySearches
from market.search.understanding.entries import Entry


def start_following(request: HttpRequest, user: User, entry: Entry) -> None:
    """Follow it. Where the user has too many searches, the message leads to them."""
    try:
        messages.success(request, followed(follow(by=user, entry=entry)))
    except TooManySearches as refusal:
        messages.warning(request, _with_searches(str(refusal)))


def stop_following(request: HttpRequest, user: User, entry: Entry) -> None:
    """Follow it no more. What is kept of it, the message says."""
    if unfollow(by=user, entry=entry):
        text = _("You follow this no more. The search that you set yourself is paused, and kept.")
        messages.success(request, _with_searches(text))
    else:
        messages.success(request, _("You no longer follow this."))


def _with_searches(text: str) -> str:
    return format_html('{} <a href="{}">{}</a>', text, reverse("saved_searches"), _("Saved searches"))
