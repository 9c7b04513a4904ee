"""What people are told about services. That an order is paid, payments tell her: "milestone.funded"."""

from django.utils.translation import gettext_lazy as _

from market.messaging.system_messages import register_line

register_line("service.ordered", _("%(actor)s ordered “%(title)s”: %(package)s. The order stands in its workroom."))
register_line(
    "order.answered", _("%(actor)s answered your questions about “%(title)s”. The answers stand in the workroom.")
)
register_line("order.cancelled", _("%(actor)s cancelled the order of “%(title)s” before it was paid."))  # in the log
