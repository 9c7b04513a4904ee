"""What evidence keeps of a file: its name and size at that moment, and its hash."""

from collections.abc import Iterable
from typing import Any

from market.files.models import Upload


def file_facts(upload: Upload) -> dict[str, Any]:
    """What the file was called, and how large it was."""
    return {"id": str(upload.pk), "name": upload.name, "size": upload.size}


def files_facts(uploads: Iterable[Upload]) -> list[dict[str, Any]]:
    """The same of several, each with its hash."""
    return [{**file_facts(each), "sha256": each.sha256} for each in uploads]
