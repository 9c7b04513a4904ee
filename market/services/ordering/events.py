"""What happens to an order. That it is paid, payments tell: "milestone.funded"."""

from django.utils.translation import gettext_lazy as _

from market.contracts.workroom.events import ContractEvent

ORDERED = _("%(actor)s ordered “%(title)s”: %(package)s. The order stands in its workroom.")


class ServiceOrdered(ContractEvent, code="service.ordered"):
    """An order is made. Until it is paid it is the client's alone: it stands in the log, and in no conversation."""

    package: str
    service: int

    audited = ("service",)
    system_message = ORDERED


class OrderReceived(ContractEvent, code="order.received"):
    """The order is paid: now its conversation says that it was made."""

    package: str

    audited = None
    system_message = ORDERED


class OrderAnswered(ContractEvent, code="order.answered"):
    system_message = _("%(actor)s answered the questions about “%(title)s”. The answers stand in the workroom.")


class OrderCancelled(ContractEvent, code="order.cancelled"):
    system_message = _("%(actor)s cancelled the order of “%(title)s” before it was paid.")  # in the log
