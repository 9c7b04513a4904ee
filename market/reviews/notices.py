"""What people are told of reviews: that they are asked, that one is public, that one is answered. Never what it says."""

from django.utils.translation import gettext_lazy as _

from market.notifications.inbox.types import register_kind

register_kind(
    "review.asked",
    subject=_("How was the work with %(other)s?"),
    body=_(
        "“%(title)s” is over. Review the other side by %(due)s. Nobody reads what you write before both reviews are in, "
        "or that day has come."
    ),
    action=_("Write the review"),
    about=_("A contract is over, and you can review the other side"),
)
register_kind(
    "review.revealed",
    subject=_("%(actor)s has reviewed you"),
    body=_("The review of “%(title)s” is public now. You can reply to it once."),
    action=_("Read the review"),
    about=_("A review of you becomes public"),
)
register_kind(
    "review.replied",
    subject=_("%(actor)s replied to your review"),
    body=_("The reply to your review of “%(title)s” stands below it."),
    action=_("Read the reply"),
    about=_("Somebody replies to your review"),
)
