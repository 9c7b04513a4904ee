"""The webhook events: what of the declared events is told to programs outside, and to whose."""

from django.utils.translation import gettext_lazy as _

from market.core.base.events import Sentence, events

MESSAGE = "message.created"  # raised by the database itself: see messaging's migrations
TEST = "endpoint.tested"


def choices() -> list[tuple[str, Sentence]]:
    """Every event that an endpoint may ask for, with its label, in the order of declaration."""
    declared = {each.webhook.code: each.webhook.label for each in events() if each.webhook is not None}
    return [*declared.items(), (MESSAGE, _("A message is written"))]
