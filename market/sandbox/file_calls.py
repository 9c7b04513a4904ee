"""API calls about files: uploading one, reading what is known of it. What is in a file is not stored."""

from collections.abc import Iterable

from django.db.models import Sum

from market.core.base import clock
from market.sandbox import ledger, serializers
from market.sandbox.api import Call, retrieve_handler
from market.sandbox.errors import BadParameter, NoSuch
from market.sandbox.models import File
from market.sandbox.serializers import Shape

PURPOSE = "dispute_evidence"
TYPES = ("pdf", "jpg", "png")
MOST_TOGETHER = 4_500_000  # bytes of all files of one dispute
get_file = retrieve_handler(File.objects.all(), "file upload", serializers.file)


def create_file(call: Call) -> Shape:
    """POST files: multipart, with `purpose` and `file`."""
    params = call.params
    purpose = params.word("purpose", PURPOSE, required=True)
    sent = params.within("file")
    name, kind, size = sent.text("name", required=True), sent.text("type"), sent.whole("size", required=True) or 0
    sent.text("sha256")
    sent.done()
    params.done()
    if kind not in TYPES:
        raise BadParameter("File type is not supported for this purpose: use PDF, JPG or PNG.", param="file")
    row = File.objects.create(
        id=ledger.new_id("file"), created=clock.now(), filename=name, size=size, type=kind, purpose=purpose
    )
    return serializers.file(row)


def require_evidence(keys: Iterable[str]) -> None:
    """Raise NoSuch for an id that is no file for disputes, BadParameter where they are too large together."""
    wanted = set(keys)
    rows = File.objects.filter(id__in=wanted, purpose=PURPOSE)
    for key in sorted(wanted - set(rows.values_list("id", flat=True))):
        raise NoSuch("file upload", key)
    if (rows.aggregate(all=Sum("size"))["all"] or 0) > MOST_TOGETHER:
        raise BadParameter("The combined size of all files is more than 4.5 MB.", param="evidence")
