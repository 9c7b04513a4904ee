"""Orders of services.

An order is a contract of one milestone. It has a copy of what was bought, in the buyer's language where that exists, so
a later change of the service does not affect it. It holds a place in the queue while its contract is active, also
before it is paid.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models

from market.contracts.models import Contract
from market.core.base.money import Money, MoneyProperty
from market.files.models import Upload
from market.services.offering.models import Service

if TYPE_CHECKING:
    from market.accounts.models import User


class OrderQuerySet(models.QuerySet["Order"]):
    def open(self) -> Self:
        """Orders that hold a place in the queue: not ended, paid or not."""
        return self.filter(contract__state=Contract.State.ACTIVE)

    def unpaid(self) -> Self:
        """Open orders that are not paid yet."""
        return self.open().filter(paid_at=None)

    def visible_to(self, user: "User") -> Self:
        """Orders of the user's contracts."""
        return self.filter(contract__in=Contract.objects.visible_to(user))


class Order(models.Model):
    """What a client bought, as it was then. `extras`: name, price, days of each; `answers`: question and answer."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="orders")
    contract = models.OneToOneField(Contract, models.PROTECT, related_name="service_order")
    client = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="service_orders")
    title = models.CharField(max_length=400)
    package = models.CharField(max_length=300)
    includes = models.TextField(blank=True)
    price_value = models.DecimalField(max_digits=12, decimal_places=2)
    days = models.PositiveSmallIntegerField()
    revisions = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3)
    extras = models.JSONField(default=list, blank=True)
    answers = models.JSONField(default=list, blank=True)
    files = models.ManyToManyField(Upload, related_name="orders", blank=True)  # with the answers
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    price = MoneyProperty("price_value")  # the package's price when it was bought

    objects = OrderQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["service", "-created_at"]), models.Index(fields=["client", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.title}: {self.package}"

    def get_absolute_url(self) -> str:
        """The workroom."""
        return self.contract.get_absolute_url()

    @property
    def extra_rows(self) -> list[dict[str, Any]]:
        """The extras, each with its price as money."""
        return [{**each, "price": Money(Decimal(each["price"]), self.currency)} for each in self.extras]

    @property
    def unanswered(self) -> list[int]:
        """The indexes of questions without an answer."""
        return [index for index, each in enumerate(self.answers) if not each["answer"]]
