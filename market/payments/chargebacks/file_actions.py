"""Files that go to the bank with an answer to a chargeback: operators add and take away, until it is sent.

Each kind has one file, and all of them together are small: that is how the provider takes them.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch
from market.core.base.errors import DomainError, Invalid
from market.files.access import attachable
from market.payments.chargebacks.evidence_actions import require_at_rest, undecided_chargeback
from market.payments.chargebacks.file_sending import ENDINGS
from market.payments.models import Chargeback, EvidenceFile

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.files.models import Upload

MOST_TOGETHER = 4_500_000  # bytes


class EvidenceNotTaken(Invalid):
    """What the provider does not take, so that it is not sent there."""

    help = "chargebacks#desk"
    code = "evidence_not_taken"


class KindTaken(DomainError):
    help = "chargebacks#desk"
    code = "evidence_kind_taken"
    sentence = _("There is a file of this kind already: remove it first, or choose another kind.")


@atomic
def add_evidence_file(*, by: "User", chargeback_id: int, kind: str, file_ids: Iterable[object]) -> EvidenceFile:
    """Put an upload of the operator's beside the draft of the answer. The same again changes nothing.

    Raises NotFound, NotAllowed, OwnChargeback, ChargebackDecided, AlreadyAnswered, BeingAnswered, KindTaken, Invalid at
    "kind" and "uploads", EvidenceNotTaken.
    """
    row = _locked(by, chargeback_id)
    if kind not in EvidenceFile.Kind.values:
        raise Invalid(errors={"kind": [_("Choose one of these.")]})
    uploads = attachable(by, file_ids)
    if len(uploads) != 1:
        several = _("Add one file at a time: remove the others first.")
        raise Invalid(errors={"uploads": [several if uploads else _("Choose one file.")]})
    files = EvidenceFile.objects.filter(dispute_id=row.dispute_id)
    if (existing := files.filter(kind=kind).first()) is not None:
        if existing.upload_id == uploads[0].pk:
            return existing
        raise KindTaken
    _require_taken(uploads[0], files)
    fields = {"dispute_id": row.dispute_id, "kind": kind, "added_by": by, "added_at": clock.now()}
    file = EvidenceFile.objects.create(upload=uploads[0], **fields)
    audit("chargeback.file_added", by=by, on=row, kind=kind, sha256=uploads[0].sha256)
    return file


@atomic
def remove_evidence_file(*, by: "User", chargeback_id: int, file_id: int) -> None:
    """Take a file away again. Raises NotFound, NotAllowed, OwnChargeback, ChargebackDecided, AlreadyAnswered,
    BeingAnswered."""
    row = _locked(by, chargeback_id)
    file = fetch(EvidenceFile.objects.filter(dispute_id=row.dispute_id), file_id)
    audit("chargeback.file_removed", by=by, on=row, kind=file.kind)
    file.delete()


def _locked(by: "User", chargeback_id: int) -> Chargeback:
    """A chargeback that is not answered; all of its dispute are locked."""
    row = undecided_chargeback(by, chargeback_id)
    rows = list(Chargeback.objects.select_for_update(no_key=True).filter(dispute_id=row.dispute_id).order_by("pk"))
    require_at_rest(rows)
    return row


def _require_taken(upload: "Upload", files: "QuerySet[EvidenceFile]") -> None:
    if upload.media_type not in ENDINGS:
        problem = _("The bank takes PDF, JPEG and PNG. Send the file as one of these.")
        raise EvidenceNotTaken(errors={"uploads": [problem]})
    size = upload.size + (files.aggregate(all=Sum("upload__size"))["all"] or 0)
    if size > MOST_TOGETHER:
        problem = _("The bank takes 4.5 MB of files together. Make this one smaller, or remove another one.")
        raise EvidenceNotTaken(errors={"uploads": [problem]})
