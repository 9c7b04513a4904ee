"""The register in the administration. Codes, seals and signatures are never shown."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.admin.admin_site import Button, site
from market.core.admin.model_admin import ReadOnlyModelAdmin
from market.training import (
    models,
    plan_tables,  # noqa: F401  # registers its own
    project_tables,  # noqa: F401  # registers its own
    trainee_tables,  # noqa: F401  # registers its own
)
from market.training.allowances import admin as allowances_admin  # noqa: F401  # registers its tables
from market.training.figures import admin as figures_admin  # noqa: F401  # registers its tables
from market.training.issuing.actions import refuse_issuance
from market.training.issuing.correction_actions import prepare_letter, prepare_revocation
from market.training.issuing.release_actions import release_issuance
from market.training.models import Certificate, Issuance
from market.training.tracer import admin as tracer_admin  # noqa: F401  # registers its tables

OFFICERS = (User.Role.OFFICER,)


def _revoke(*, by: User, row: Certificate, reason: str) -> None:
    prepare_revocation(by=by, certificate_id=row.pk, reason=reason)


def _letter(*, by: User, row: Certificate, reason: str) -> None:
    prepare_letter(by=by, certificate_id=row.pk, reason=reason)


def _confirm(*, by: User, row: Issuance, reason: str) -> None:
    release_issuance(by=by, issuance_id=row.pk)


def _refuse(*, by: User, row: Issuance, reason: str) -> None:
    refuse_issuance(by=by, issuance_id=row.pk, reason=reason)


@admin.register(models.Signatories, site=site)
class SignatoriesTable(ReadOnlyModelAdmin):
    """Seals and signatures of certificates."""

    columns = ("valid_from", "state", "first_name_en", "second_name_en", "proposed_by", "decided_by", "decided_at")
    list_filter = ("state",)
    hidden = ("seal", "first_signature", "second_signature")


@admin.register(models.District, models.Topic, site=site)
class CatalogueTable(ReadOnlyModelAdmin):
    """Districts and topics."""

    columns = ("slug", "name_en", "name_bn")
    search_fields = ("slug", "name_en", "name_bn")
    private = False


@admin.register(models.Batch, site=site)
class BatchTable(ReadOnlyModelAdmin):
    """Batches of the programme."""

    columns = ("code", "topic", "district", "trainer", "started_on", "ended_on")
    search_fields = ("code", "=trainer__email")
    date_hierarchy = "ended_on"


@admin.register(Certificate, site=site)
class CertificateTable(ReadOnlyModelAdmin):
    """Certificates."""

    columns = ("serial", "name_en", "name_bn", "batch", "state", "holder", "issued_on", "claimed_at")
    hidden = ("claim_hash", "check_code", "signature")
    search_fields = ("=id", "serial", "name_en", "name_bn", "=holder__email", "=batch__code")
    list_filter = ("state",)
    date_hierarchy = "issued_on"
    buttons = (
        Button(
            "revoke",
            _("Propose to revoke the certificate"),
            _("Another officer must confirm it. Then her profile is out of sight, and she is told your reason."),
            _revoke,
            roles=OFFICERS,
            when=lambda row: row.is_valid,
            asks=True,
        ),
        Button(
            "letter",
            _("Prepare a new letter"),
            _("Another officer must release it; until then the lost letter stays as it is."),
            _letter,
            roles=OFFICERS,
            when=lambda row: row.is_valid and row.holder_id is None,
            asks=True,
        ),
    )


@admin.register(models.FormerCertificate, site=site)
class FormerCertificateTable(ReadOnlyModelAdmin):
    """Versions that were replaced."""

    columns = ("certificate", "serial", "name_en", "why", "replaced_at")
    hidden = ("check_code", "signature")
    search_fields = ("serial", "name_en", "name_bn")


@admin.register(Issuance, site=site)
class IssuanceTable(ReadOnlyModelAdmin):
    """Issuances: prepared by one officer, released by another."""

    columns = ("batch", "purpose", "state", "prepared_by", "prepared_at", "decided_by", "decided_at")
    hidden = ("digest", "sealed_codes")
    search_fields = ("=id", "=batch__code", "=prepared_by__email")
    list_filter = ("state", "purpose")
    date_hierarchy = "prepared_at"
    buttons = (
        Button(
            "confirm",
            _("Confirm the revocation"),
            _("Her profile is out of sight at once. She is told the reason and that she may appeal."),
            _confirm,
            roles=OFFICERS,
            when=lambda row: row.is_waiting and row.is_revocation,
        ),
        Button(
            "refuse",
            _("Refuse"),
            _("Nothing of it is issued. Who prepared it reads your reason."),
            _refuse,
            roles=OFFICERS,
            when=lambda row: row.decided_at is None,
            asks=True,
        ),
    )


@admin.register(models.PreparedName, site=site)
class PreparedNameTable(ReadOnlyModelAdmin):
    """Names on a prepared list."""

    columns = ("issuance", "line", "name_en", "name_bn", "serial", "certificate")
    search_fields = ("=issuance__id", "serial", "name_en", "name_bn")


@admin.register(models.Printing, site=site)
class PrintingTable(ReadOnlyModelAdmin):
    """PDFs to print, without their files."""

    columns = ("batch", "issuance", "part", "state", "asked_by", "asked_at", "ready_at", "expires_at")
    hidden = ("file",)
    search_fields = ("=batch__code", "=asked_by__email")
    list_filter = ("state",)


@admin.register(models.Credential, site=site)
class CredentialTable(ReadOnlyModelAdmin):
    """Open badges."""

    columns = ("certificate", "serial", "name", "created_at", "revoked_at")
    hidden = ("salt", "identity_hash")
    search_fields = ("serial",)
    date_hierarchy = "created_at"
    subject_field = "certificate"


@admin.register(models.Appeal, site=site)
class AppealTable(ReadOnlyModelAdmin):
    """Appeals against revocations."""

    columns = ("certificate", "state", "opened_at", "due_at", "decided_by", "decided_at")
    hidden = ("files",)
    search_fields = ("=id", "serial")
    list_filter = ("state",)
    date_hierarchy = "opened_at"


@admin.register(models.SigningKey, site=site)
class SigningKeyTable(ReadOnlyModelAdmin):
    """Keys that sign badges: which is in use, not the key."""

    columns = ("kid", "is_current", "created_at", "retired_at")
    hidden = ("private_pem", "public_jwk")
    private = False


@admin.register(models.RegisterMark, site=site)
class RegisterMarkTable(ReadOnlyModelAdmin):
    """Keys that have signed the register, by their fingerprints."""

    columns = ("fingerprint", "since")
    private = False
