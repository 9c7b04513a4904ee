"""Giving the provider the files for a bank. Called outside any transaction, before the answer is sent."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError
from market.files.reading import open_at
from market.payments.models import Chargeback, EvidenceFile
from market.payments.provider import stripe_disputes

ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class EvidenceGone(DomainError):
    help = "chargebacks#desk"
    code = "evidence_gone"
    sentence = _("The file “%(kind)s” cannot be read any more: remove it, and add it again. Nothing was sent.")


def evidence_files(row: Chargeback) -> list[EvidenceFile]:
    """The files of a chargeback's dispute, in the order in which they were added. Of an answered one those that the
    bank has."""
    files = EvidenceFile.objects.filter(dispute_id=row.dispute_id).select_related("upload__owner", "added_by")
    return list(files.exclude(provider_file_id="") if row.answered_at else files)


def send_files(row: Chargeback) -> dict[str, str]:
    """Give the provider each file, once; returns its ids there by kind. Raises EvidenceGone, ProviderRefused,
    ProviderUnavailable."""
    for file in (files := evidence_files(row)):
        if file.provider_file_id:
            continue
        content = _content(file)
        name = f"{file.kind}.{ENDINGS[file.upload.media_type]}"  # its own name may say too much
        key = f"evidence:{file.pk}:{file.upload.sha256[:16]}"
        their_id = file.provider_file_id = stripe_disputes.upload_evidence(name=name, content=content, key=key)
        EvidenceFile.objects.filter(pk=file.pk).update(provider_file_id=their_id)  # writes: an action calls it
    return {file.kind: file.provider_file_id for file in files}


def _content(file: EvidenceFile) -> bytes:
    try:
        with open_at(file.upload.file) as stored:
            return stored.read(file.upload.size)
    except FileNotFoundError as error:
        raise EvidenceGone(kind=file.get_kind_display()) from error
