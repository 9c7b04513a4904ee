"""Who may read a file: its owner, and whomever a rule of a higher app allows."""

import re
import uuid
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import Invalid, NotFound
from market.files.models import Upload

if TYPE_CHECKING:
    from market.accounts.models import User

MOST_FILES = 20
MOST_SHOWN = 100  # in a form that has too many, so that some can be taken away
_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
Rule = Callable[["User"], "QuerySet[Upload]"]
_rules: list[Rule] = []
_nameless: set[Rule] = set()


def reader(rule: Rule) -> Rule:
    """Register a rule (in an app's slots.py): which uploads may this person read because of that app's records?"""
    _rules.append(rule)
    return rule


def nameless(rule: Rule) -> Rule:
    """Of a reader's rule: who reads a file by it alone may not know whose it is, which its name could say."""
    _nameless.add(rule)
    return rule


def without_name(upload: Upload) -> Upload:
    """The same with a name that says nothing but its kind; never saved."""
    upload.name = f"{upload.pk.hex[:8]}{PurePath(upload.name).suffix}"
    return upload


def _rule_for(user: "User", upload: Upload) -> Rule | None:
    """By which rule the person reads the file of somebody else. The rules are asked one by one, lower apps first, for
    this file alone: nobody waits for all that a person may read."""
    return next((rule for rule in reversed(_rules) if rule(user).filter(pk=upload.pk).exists()), None)


def may_read(user: "User", upload: Upload) -> bool:
    """Whether the person may read this file."""
    return upload.owner_id == user.pk or _rule_for(user, upload) is not None


def find_file(user: "User", file_id: uuid.UUID) -> Upload:
    """A file that the person may read, by the name that they may know. Raises NotFound."""
    upload = fetch(Upload.objects.select_related("owner"), file_id)
    if upload.owner_id == user.pk:
        return upload
    rule = _rule_for(user, upload)
    if rule is None:
        raise NotFound
    return without_name(upload) if rule in _nameless else upload


def fetch_file(user: "User", file_id: uuid.UUID) -> Upload:
    """The same to open it; that one of the staff opened one of somebody else is logged. Raises NotFound."""
    upload = find_file(user, file_id)
    if user.is_staff and upload.owner_id != user.pk:
        log_access("file.taken", by=user, on=upload.owner, table=upload._meta.label, row=upload.pk)
    return upload


class UnknownFiles(Invalid):
    """What is no upload of the user's."""

    help = "talking-safely#files"
    sentence = _("One of the files is not there any more. Send it again.")


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


def unknown_files() -> UnknownFiles:
    """The refusal of ids that are no uploads of the user's."""
    return UnknownFiles(errors={"files": [UnknownFiles.sentence]})
