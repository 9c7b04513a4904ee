"""Documents, the counters that number them, and what an invoice says of who pays it."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.core.base.money import Money

if TYPE_CHECKING:
    from market.accounts.models import User


class BillingDetails(models.Model):
    """What stands on a client's invoices: the name of the person or company, the address, a number for taxes."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="billing_details")
    name = models.CharField(max_length=200)
    address = models.TextField()
    tax_number = models.CharField(max_length=30, blank=True, default="")
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)


class Series(models.Model):
    """How many documents of a kind were issued in a year. The row is locked until the number that it gave is stored."""

    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="one_series_of_a_kind_and_year")]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: "User") -> Self:
        """Those issued to the user, and invoices for the user's work."""
        return self.filter(Q(owner=user) | Q(supplier=user), erased_at=None)


class Document(models.Model):
    """A numbered document. Its content never changes; its PDF is drawn from that once.

    `key` names what it was issued for, so that nothing has two; what a user asks for has none. `supplier` is who an
    invoice is issued for. `contract` and `payout` are the numbers of what it is about, `corrects` is that of a credit
    note. What law does not demand is emptied (`erased_at`) when its owner's account is erased.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        FEE_RECEIPT = "fee_receipt", _("Receipt for our fee")
        PAYOUT_RECEIPT = "payout_receipt", _("Payout receipt")
        ALLOWANCE_RECEIPT = "allowance_receipt", _("Allowance receipt")
        CREDIT_NOTE = "credit_note", _("Credit note")
        INCOME_CERTIFICATE = "income_certificate", _("Income certificate")
        YEARLY_STATEMENT = "yearly_statement", _("Yearly statement of income")
        CONTRACT_FILE = "contract_file", _("Contract and proof of work")

    SERIES = {  # noqa: RUF012  # a constant
        Kind.INVOICE: "INV",
        Kind.FEE_RECEIPT: "FEE",
        Kind.PAYOUT_RECEIPT: "PAY",
        Kind.ALLOWANCE_RECEIPT: "ALW",
        Kind.CREDIT_NOTE: "CRN",
        Kind.INCOME_CERTIFICATE: "INC",
        Kind.YEARLY_STATEMENT: "YST",
        Kind.CONTRACT_FILE: "CTR",
    }
    ASKED_FOR = (Kind.INCOME_CERTIFICATE, Kind.YEARLY_STATEMENT, Kind.CONTRACT_FILE)

    kind = models.CharField(max_length=20, choices=Kind)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=100, unique=True, null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="documents")
    supplier = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    contract = models.BigIntegerField(null=True, blank=True)
    payout = models.BigIntegerField(null=True, blank=True)
    amount_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    content = models.JSONField()
    code = models.CharField(max_length=32, unique=True)  # in its QR code: who has it reads the document
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    issued_at = models.DateTimeField()
    file = models.FileField(upload_to="documents/%Y/%m", blank=True, max_length=255)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year", "number"], name="one_document_of_a_number")]
        indexes = [
            models.Index(fields=["contract"], condition=Q(contract__isnull=False), name="documents_of_a_contract"),
            models.Index(fields=["payout"], condition=Q(payout__isnull=False), name="documents_of_a_payout"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.SERIES.get(self.kind, self.kind)}-{self.year}-{self.number or 0:06d}"  # type: ignore[call-overload]  # kinds are texts

    def get_absolute_url(self) -> str:
        """Its page for those to whom it was issued."""
        return reverse("document", args=[self.pk])

    @property
    def full_number(self) -> str:
        """The number that it is called by: INV-2026-000012."""
        return str(self)

    @property
    def amount(self) -> Money | None:
        """What it is about; None for one that sums up several currencies, or none."""
        return None if self.amount_value is None else Money(self.amount_value, self.currency)

    @property
    def state(self) -> str:
        """Whether it holds: valid, corrected (by a credit note) or withdrawn (emptied)."""
        if self.erased_at:
            return "withdrawn"
        return "corrected" if self.corrections.all() else "valid"

    @property
    def is_asked_for(self) -> bool:
        """Whether a user asked for it, and no law does."""
        return self.kind in self.ASKED_FOR

    @property
    def check_url(self) -> str:
        """The address in its QR code."""
        return f"{settings.SITE_URL}{reverse('check_document', args=[self.code])}"
