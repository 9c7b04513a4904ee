"""Erasing a user, by ownership: the rows and columns that each app registered as the user's, and nothing else."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection

from market.accounts.address.digests import own_address
from market.accounts.models import User
from market.accounts.phone.numbers import number_of
from market.accounts.privacy.registry import PersonalData, erasure_hooks, pseudonym_of, registered
from market.accounts.privacy.scrubbing import Scrubber, cleaned
from market.core.base import signals
from market.core.base.db import every_row_of

# Jobs carry a user's key or, for a mail or an SMS, the address or number; all are compared as a whole. What runs now
# is left to end.
RECEIVERS = "SELECT DISTINCT args->>'to' FROM procrastinate_jobs WHERE args ? 'to'"
FORGET_JOBS = """
DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND (args->>'user_id' = %s OR args->>'to' = ANY (%s))
"""


def erase(user: User) -> None:
    """Take everything that says who the user was out of their rows. Contracts, money and messages stay, pseudonymous.

    Runs in the caller's transaction, which holds the user's row. What others own is not read for it: no other user's
    texts, addresses, keys or hashes change, and of disputes no evidence (`PersonalData` says what is written).
    """
    pseudonym = pseudonym_of(user)
    scrubber = Scrubber(
        user_id=user.pk,
        email=user.email,
        names=[user.name, user.display_name, user.other_name],
        pseudonym=pseudonym,
        is_own=own_address(user),
    )
    phone = number_of(user)
    _forget_jobs(user, phone)
    # What has files comes first: rows that are deleted along with others take no file with them.
    for entry in sorted(registered(), key=lambda entry: not entry.files):
        _apply(entry, user, scrubber)
    for hook in erasure_hooks():
        hook(user)
    signals.account_erased.send(sender=User, email=user.email, phone=phone)
    _empty(user, pseudonym)


def _forget_jobs(user: User, phone: str) -> None:
    is_own = own_address(user)
    with connection.cursor() as cursor:
        cursor.execute(RECEIVERS)
        addresses = [address for (address,) in cursor.fetchall() if is_own(address)]
        cursor.execute(FORGET_JOBS, [str(user.pk), [*addresses, phone]])


def _empty(user: User, pseudonym: str) -> None:
    user.email = f"{user.pk}@gone.invalid"
    user.name, user.display_name, user.other_name, user.face, user.time_zone, user.roles = "", pseudonym, "", "", "", []
    user.set_unusable_password()
    user.save(update_fields=["email", "name", "display_name", "other_name", "face", "time_zone", "roles", "password"])


def _apply(entry: PersonalData, user: User, scrubber: Scrubber) -> None:
    if not entry.changed_columns():
        return
    keys = list(entry.rows(user).values_list("pk", flat=True))
    rows = every_row_of(entry.model).filter(pk__in=keys)
    if entry.files and (entry.delete or entry.blank):
        _delete_files(rows, entry)
    if entry.delete:
        rows.delete()
        return
    cleaners = _cleaners(entry, scrubber)
    for row in rows.only("pk", *(name for name, _clean in cleaners)) if cleaners else ():
        _clean_row(row, entry, cleaners)
    if entry.blank:
        rows.update(**entry.blank)


def _cleaners(entry: PersonalData, scrubber: Scrubber) -> list[tuple[str, Callable[[Any], Any]]]:
    """The columns that are cleaned, each with what cleans it."""
    cleaners: list[tuple[str, Callable[[Any], Any]]] = [(name, scrubber.named) for name in entry.named]
    for places, clean in ((entry.scrub, scrubber.own), (entry.about, scrubber.about)):
        for place in places:
            name, _colon, below = place.partition(":")
            keys = frozenset(filter(None, below.split(",")))
            cleaners.append((name, partial(cleaned, keys=keys, clean=clean)))
    return cleaners


def _clean_row(row: Any, entry: PersonalData, cleaners: list[tuple[str, Callable[[Any], Any]]]) -> None:
    """Write the row again, only where something was in it."""
    before = {name: getattr(row, name) for name, _clean in cleaners}
    after = dict(before)
    for name, clean in cleaners:
        after[name] = clean(after[name])
    changed = {name: value for name, value in after.items() if value != before[name]}
    if changed:
        every_row_of(entry.model).filter(pk=row.pk).update(**changed)


def _delete_files(rows: Any, entry: PersonalData) -> None:
    for row in rows:
        for name in entry.files:
            if file := getattr(row, name):
                file.delete(save=False)
