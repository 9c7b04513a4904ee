"""What happens to an order. That it is paid, payments tell: "milestone.funded"."""

from django.utils.translation import gettext_lazy as _

from market.contracts.workroom.events import ContractEvent


class ServiceOrdered(ContractEvent, code="service.ordered"):
    """Its message is posted once the order is paid: until then it is the client's alone."""

    package: str
    service: int

    audited = ("service",)
    system_message = _("%(actor)s ordered “%(title)s”: %(package)s. The order stands in its workroom.")


class OrderAnswered(ContractEvent, code="order.answered"):
    system_message = _("%(actor)s answered your questions about “%(title)s”. The answers stand in the workroom.")


class OrderCancelled(ContractEvent, code="order.cancelled"):
    system_message = _("%(actor)s cancelled the order of “%(title)s” before it was paid.")  # in the log
