"""What a freelancer agrees to: what a coach reads, and what a coach never reads."""

from datetime import timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SEEN: dict[str, str | Promise] = {
    "profile": _("your profile, before it is published too"),
    "bids": _("your bids with letters and prices, and what became of them"),
    "reviews": _("bids that you show before you send them"),
    "first_pay": _("on which day you were first paid, not how much"),
}
UNSEEN: dict[str, str | Promise] = {
    "messages": _("your messages"),
    "money": _("your money, and the account to which it goes"),
    "clients": _("jobs that only you were invited to, and what clients wrote to you"),
}
COMMENT_LENGTH, PRICE_LENGTH = 2000, 500
ASKED_PER_DAY, OFFERED_PER_DAY = 5, 40


def duration() -> timedelta:
    """How long a consent holds."""
    return timedelta(days=settings.LIFECYCLE.coaching_days)


def renewable_before() -> timedelta:
    """How long before its end coaching can be renewed."""
    return timedelta(days=settings.LIFECYCLE.coaching_renewal_days)


def answering() -> timedelta:
    """How long an offer or a request waits for its answer."""
    return timedelta(days=settings.LIFECYCLE.coaching_answer_days)
