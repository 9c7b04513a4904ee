"""Erasing a person: her rows by what each app registered, then a look through every text of the database."""

import re
from typing import Any

from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from market.accounts.actions.addresses import address_mark
from market.accounts.actions.exporting import delete_export
from market.accounts.models import Export, User
from market.accounts.personal import TAKEN_OUT, Kept, Scrubber, endings, kept
from market.core.bangla import bangla_digits
from market.core.models import AuditEntry, KeptMail

# Columns that hold text of any kind, of ordinary tables; the search's documents are written anew from what is left.
COLUMNS = """
SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c
JOIN information_schema.tables t USING (table_schema, table_name)
WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
    AND c.data_type IN ('text', 'character varying', 'json', 'jsonb') AND c.is_generated = 'NEVER'
ORDER BY c.table_name, c.ordinal_position
"""


def erase(user: User) -> None:
    """Take everything that says who she was out of the database. Contracts, money and talk stay, under a pseudonym.

    Runs in the caller's transaction, which holds her row.
    """
    email, names = user.email, {user.name, user.display_name}
    with translation.override(user.language):
        pseudonym = _("Former member")
    scrubber = Scrubber(email=email, names=names, pseudonym=pseudonym)
    for entry in kept():
        _learn(entry, user, scrubber)
    for entry in kept():
        _apply(entry, user, scrubber)
    for act in endings():
        act(user)
    for export in Export.objects.filter(user=user):
        delete_export(export)
    EmailAddress.objects.filter(user=user).delete()
    _empty(user, pseudonym)
    sweep(email, scrubber.phones)
    _forget_former(user)
    _forget_mails(names, pseudonym)


def _empty(user: User, pseudonym: str) -> None:
    user.email = f"{user.pk}@gone.invalid"
    user.name, user.display_name, user.roles = "", pseudonym, []
    user.set_unusable_password()
    user.save(update_fields=["email", "name", "display_name", "roles", "password"])


def _learn(entry: Kept, user: User, scrubber: Scrubber) -> None:
    """Numbers that she wrote herself, while they still stand there."""
    if entry.scrub and "__" not in entry.of:
        for texts in entry.rows(user).values_list(*entry.scrub).iterator():
            for text in texts:
                scrubber.learn(str(text))


def _apply(entry: Kept, user: User, scrubber: Scrubber) -> None:
    keys = list(entry.rows(user).values_list("pk", flat=True))
    rows = entry.model._default_manager.filter(pk__in=keys)
    if entry.files and (entry.gone or entry.blank):
        _delete_files(rows, entry)
    if entry.gone:
        rows.delete()
        return
    if entry.scrub:
        for row in rows.only("pk", *entry.scrub):
            _scrub(row, entry, scrubber)
    if entry.blank:
        rows.update(**entry.blank)


def _delete_files(rows: Any, entry: Kept) -> None:
    for row in rows:
        for name in entry.files:
            if file := getattr(row, name):
                file.delete(save=False)


def _scrub(row: Any, entry: Kept, scrubber: Scrubber) -> None:
    """Write the row again, only where something was in it."""
    cleaned = {name: scrubber.clean(getattr(row, name)) for name in entry.scrub}
    changed = {name: value for name, value in cleaned.items() if value != getattr(row, name)}
    if changed:
        entry.model._default_manager.filter(pk=row.pk).update(**changed)


def sweep(email: str, phones: set[str]) -> None:
    """Look through every text of every table for the address and the numbers, and take out what is left of them.

    Jobs that carry them are dropped: mails to her that had not gone out yet, and those that are done.
    """
    needles = [email, *(form for phone in phones for form in (phone, bangla_digits(phone)))]
    patterns = [f"%{_like(needle)}%" for needle in needles]
    either = "|".join(re.escape(needle) for needle in needles)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE args::text ILIKE ANY (%s) AND status <> 'doing'", [patterns]
        )
        cursor.execute("DELETE FROM core_limitcounter WHERE key ILIKE ANY (%s)", [patterns])
        cursor.execute('DELETE FROM core_keptmail WHERE "to" ILIKE ANY (%s)', [patterns])
        cursor.execute(COLUMNS)
        for table, columns in _by_table(cursor.fetchall()).items():
            _sweep_table(cursor, table, columns, patterns, either)


def _forget_former(user: User) -> None:
    """Take out addresses that she had or asked for before, as far as mails to them are kept.

    They are known by digests alone. One that is another person's now stays.
    """
    entries = AuditEntry.objects.filter(on_type="accounts.user", on_id=user.pk, facts__has_key="mark")
    marks = set(entries.values_list("facts__mark", flat=True))
    if marks:
        others = {email.lower() for email in User.objects.exclude(pk=user.pk).values_list("email", flat=True)}
        for address in KeptMail.objects.values_list("to", flat=True).distinct():
            if address_mark(address) in marks and address.lower() not in others:
                sweep(address, set())
    for entry in entries:
        facts = {name: fact for name, fact in entry.facts.items() if name != "mark"}
        AuditEntry.objects.filter(pk=entry.pk).update(facts=facts)


def _forget_mails(names: set[str], pseudonym: str) -> None:
    """Names in mails that a development site kept for its desk, and in jobs that are done."""
    either = "|".join(rf"\m{re.escape(name)}\M" for name in sorted(names, key=len, reverse=True) if len(name) > 2)
    if not either:
        return
    changes = [f"{name} = regexp_replace({name}, %s, %s, 'gi')" for name in ("subject", "text", "html")]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE core_keptmail SET {', '.join(changes)} WHERE concat(subject, text, html) ~* %s",  # noqa: S608  # our own
            [*[each for _column in changes for each in (either, pseudonym)], either],
        )
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE args::text ~* %s AND status IN ('succeeded', 'failed')", [either]
        )


def _like(needle: str) -> str:
    return re.sub(r"([%_\\])", r"\\\1", needle)


def _by_table(found: list[tuple[str, str, str]]) -> dict[str, list[tuple[str, str]]]:
    tables: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in found:
        if not table.startswith(("procrastinate_", "django_migrations")):
            tables.setdefault(table, []).append((column, kind))
    return tables


def _sweep_table(cursor: Any, table: str, columns: list[tuple[str, str]], patterns: list[str], either: str) -> None:
    quote = connection.ops.quote_name
    changes, places = [], []
    for column, kind in columns:
        name = quote(column)
        back = f"::{kind}" if kind in ("json", "jsonb") else ""
        changes.append(f"{name} = regexp_replace({name}::text, %s, %s, 'gi'){back}")
        places.append(f"{name}::text ILIKE ANY (%s)")
    values = [part for _column in columns for part in (either, TAKEN_OUT)] + [patterns] * len(columns)
    # Names of tables and columns come from the database's own catalogue.
    cursor.execute(f"UPDATE {quote(table)} SET {', '.join(changes)} WHERE {' OR '.join(places)}", values)  # noqa: S608
