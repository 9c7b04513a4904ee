"""What people are told about services. That an order is paid, payments tell her: "milestone.funded"."""

from django.utils.translation import gettext_lazy as _

from market.messaging.lines import register_line
from market.notifications.kinds import register_kind

register_kind(
    "service.removed",
    subject=_("Your service “%(title)s” was taken off the site"),
    body=_("The reason: %(reason)s Orders made before go on. If you think this is a mistake, write to the moderators."),
    action=_("See the service"),
    about=_("One of your services is taken off the site, or given back"),
)
register_kind(
    "service.restored",
    subject=_("Your service “%(title)s” is yours again"),
    body=_("It was taken off the site and is given back. It is paused: publish it when you like."),
    action=_("See the service"),
    about=_("One of your services is taken off the site, or given back"),
)
register_line("service.ordered", _("%(actor)s ordered “%(title)s”: %(package)s. The order stands in its workroom."))
register_line(
    "order.answered", _("%(actor)s answered your questions about “%(title)s”. The answers stand in the workroom.")
)
register_line("order.cancelled", _("%(actor)s cancelled the order of “%(title)s” before it was paid."))  # in the log
