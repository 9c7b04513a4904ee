"""The export of a user's personal data: requested, built by a job, downloaded by its owner, deleted after some days."""

import json
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import PurePath
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from market.accounts.models import Export, User
from market.accounts.privacy.events import AccountExportReady
from market.accounts.privacy.registry import PersonalData, registered
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic
from market.core.base.errors import DomainError
from market.core.base.events import Address, emit
from market.core.base.jobs import defer
from market.core.base.limits import spend
from market.core.text.locale import activate_for

DAY = timedelta(days=1)
EXPORTS_A_DAY = 5
PAGE = "/settings/data/"


class ExportUnderWay(DomainError):
    help = "account#export"
    code = "export_under_way"
    sentence = _("Your copy is being prepared already. We tell you when it is ready.")


@atomic
def ask_export(*, by: User) -> Export:
    """Ask for a copy; a job builds it. Raises ExportUnderWay for a second one at a time, TooMany past a day's limit."""
    spend("export", by.pk, times=EXPORTS_A_DAY, per=DAY)
    try:
        with atomic():
            export = Export.objects.create(user=by, asked_at=clock.now())
    except IntegrityError as twin:
        raise ExportUnderWay from twin
    audit("export.asked", by=by, on=by)
    defer("market.accounts.tasks.build_export", export_id=export.pk)
    return export


def build_export(*, export_id: int) -> None:
    """Build the ZIP of an export and tell its person. One that is not being prepared any more is left as it is."""
    export = Export.objects.select_related("user").filter(pk=export_id, state=Export.State.PREPARING).first()
    if export is None or not export.user.is_active:
        return
    with tempfile.TemporaryFile() as zipped:
        _write_zip(export.user, zipped)
        size = zipped.tell()
        zipped.seek(0)
        export.file.save(f"{uuid.uuid4().hex}.zip", File(zipped), save=False)
    try:
        _finish(export, size)
    except Exception:
        export.file.delete(save=False)
        raise


@atomic
def _finish(export: Export, size: int) -> None:
    instant = clock.now()
    done = Export.objects.filter(pk=export.pk, state=Export.State.PREPARING).update(
        state=Export.State.READY,
        ready_at=instant,
        expires_at=instant + timedelta(days=settings.LIFECYCLE.export_days),
        file=export.file.name,
        size=size,
    )
    if not done:  # a twin of this job was faster, or the user left meanwhile
        export.file.delete(save=False)
        return
    until = instant + timedelta(days=settings.LIFECYCLE.export_days)
    emit(AccountExportReady(until=until), on=Address(PAGE), by=None, to=[export.user])


def fail_export(*, export_id: int) -> None:
    """Give up: the person may ask again."""
    Export.objects.filter(pk=export_id, state=Export.State.PREPARING).update(state=Export.State.FAILED)


def forget_exports() -> None:
    """Delete the copies whose days are over, files and rows."""
    for export in Export.objects.filter(expires_at__lte=clock.now()):
        delete_export(export)
    Export.objects.filter(state=Export.State.FAILED, asked_at__lte=clock.now() - DAY).delete()


def delete_export(export: Export) -> None:
    """Delete a copy, its file first."""
    if export.file:
        export.file.delete(save=False)
    export.delete()


def _write_zip(user: User, output: IO[bytes]) -> None:
    files: dict[str, Any] = {}
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        names: list[str] = []
        for entry in registered():
            if not entry.in_export:
                continue
            name = _name_of(entry, names)
            names.append(name)
            with archive.open(name, "w", force_zip64=True) as target:
                for chunk in _json_of(entry, user, files):
                    target.write(chunk.encode())
        for path, file in files.items():
            _copy(archive, path, file)
        with activate_for(user):
            text = render_to_string("accounts/export.txt", {"user": user, "names": names, "files": len(files)})
        archive.writestr("README.txt", text)


def _name_of(entry: PersonalData, taken: list[str]) -> str:
    name = f"{entry.model._meta.label_lower}.json"
    if name in taken:
        name = f"{entry.model._meta.label_lower}-{str(entry.of).replace('__', '-')}.json"
    return name


def _json_of(entry: PersonalData, user: User, files: dict[str, Any]) -> Iterator[str]:
    """The rows as a JSON list, a row at a time; files that they have are noted on the way."""
    columns = [
        each.attname
        for each in entry.model._meta.concrete_fields
        if each.name not in entry.secret and each.attname not in entry.secret
    ]
    yield "["
    rows = entry.exported(user).prefetch_related(*entry.prefetch)
    for place, row in enumerate(rows.iterator(chunk_size=500)):
        facts = {name: _plain(getattr(row, name)) for name in columns}
        facts |= {name: read(user, row) for name, read in entry.as_read.items()}
        for name in entry.files:
            if file := getattr(row, name):
                path = f"files/{entry.model._meta.label_lower}/{row.pk}-{_file_name(row, file)}"
                files[path] = file
                facts[name] = path
        yield (",\n" if place else "\n") + json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False)
    yield "\n]\n"


def _file_name(row: Any, file: Any) -> str:
    return PurePath(str(getattr(row, "name", "") or file.name)).name


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | float | list | dict | bool | None) else _other(value)


def _other(value: Any) -> Any:
    """Instants, days and amounts are left to the encoder; files and what it does not know are told as text."""
    return value if isinstance(value, date | timedelta | Decimal | UUID) else str(value)


def _copy(archive: zipfile.ZipFile, path: str, file: Any) -> None:
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        return
    with opened, archive.open(zipfile.ZipInfo(path), "w", force_zip64=True) as target:  # files are compressed already
        for chunk in file.chunks():
            target.write(chunk)
