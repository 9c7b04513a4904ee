"""What happens to an order. That it is paid, payments tell: "milestone.funded"."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.contracts.workroom.events import ContractEvent


class ServiceOrdered(ContractEvent, code="service.ordered"):
    """Its message is posted once the order is paid: until then it is the client's alone."""

    package: str
    service: int

    system_message = _("%(actor)s ordered “%(title)s”: %(package)s. The order stands in its workroom.")

    def audit_facts(self, payload: Mapping[str, Any]) -> dict[str, object]:
        """What was ordered, beside what the contract's log fills the sentence with."""
        logged = {name: value for name, value in payload.items() if name != "service"}
        return {"service": self.service, **super().audit_facts(logged)}


class OrderAnswered(ContractEvent, code="order.answered"):
    system_message = _("%(actor)s answered your questions about “%(title)s”. The answers stand in the workroom.")


class OrderCancelled(ContractEvent, code="order.cancelled"):
    system_message = _("%(actor)s cancelled the order of “%(title)s” before it was paid.")  # in the log
