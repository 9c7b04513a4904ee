"""Who may read a file: its owner, and whomever a rule of a higher app allows."""

import re
import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import Invalid
from market.files.models import Upload

if TYPE_CHECKING:
    from market.accounts.models import User

MOST_FILES = 20
MOST_SHOWN = 100  # in a form that has too many, so that some can be taken away
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
Rule = Callable[["User"], "QuerySet[Upload]"]
_rules: list[Rule] = []


def reader(rule: Rule) -> Rule:
    """Register a rule (in an app's slots.py): which uploads may this person read because of that app's records?"""
    _rules.append(rule)
    return rule


def visible_to(user: "User") -> "QuerySet[Upload]":
    """Every file that the person may read."""
    allowed = Q(owner=user)
    for rule in _rules:
        allowed |= Q(pk__in=rule(user).order_by().values("pk"))
    return Upload.objects.filter(allowed)


def fetch_file(user: "User", file_id: uuid.UUID) -> Upload:
    """A file that the person may read; that one of the staff opened one of somebody else is logged. Raises NotFound."""
    upload = fetch(visible_to(user).select_related("owner"), file_id)
    if user.is_staff and upload.owner_id != user.pk:
        log_access("file.taken", by=user, on=upload.owner, table=upload._meta.label, row=upload.pk)
    return upload


def clean_ids(ids: Iterable[object]) -> list[uuid.UUID]:
    """The ids of uploads in their order, each once. Raises Invalid at "files" for too many, and for what is none."""
    wanted = list(dict.fromkeys(str(each) for each in ids))
    if len(wanted) > MOST_FILES:
        raise Invalid(errors={"files": [_("Send %(most)s files at most.") % {"most": MOST_FILES}]})
    try:
        return list(dict.fromkeys(uuid.UUID(each) for each in wanted))
    except ValueError as wrong:
        raise unknown_files() from wrong


def attachable(by: "User", ids: Iterable[object]) -> list[Upload]:
    """The user's own uploads of these ids, in their order, each once. Raises Invalid at "files" for any that is not."""
    keys = clean_ids(ids)
    uploads = Upload.objects.filter(owner=by).in_bulk(keys)
    if len(uploads) < len(keys):
        raise unknown_files()
    return [uploads[key] for key in keys]


def own_files(by: "User", ids: Iterable[str]) -> "list[Upload]":
    """Those of these ids that are the user's own uploads, in their order: to show a form again; nothing is refused."""
    keys = [uuid.UUID(each) for each in ids if _UUID.fullmatch(each)]
    uploads = Upload.objects.filter(owner=by).in_bulk(keys[:MOST_SHOWN]) if keys else {}
    return [uploads[key] for key in dict.fromkeys(keys) if key in uploads]


def unknown_files() -> Invalid:
    """The refusal of ids that are no uploads of the user's."""
    return Invalid(errors={"files": [_("One of the files is not there any more. Send it again.")]})
