"""What every addition to a class has in common: who may add, change and remove, and what is noted of it."""

from typing import TypeVar

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import fetch, lock
from market.core.base.errors import DomainError, Invalid, NotAllowed, require_length
from market.core.text.bangla import nfc
from market.training.classes.models import AddedToClass
from market.training.models import ClassSession

Added = TypeVar("Added", bound=AddedToClass)
TITLE_LENGTH, TEXT_LENGTH = 160, 2000


class NotYours(NotAllowed):
    """Somebody else has added it: it can be changed, not removed."""

    help = "programme#classes"
    code = "not_yours"
    sentence = _("Only who added it can remove it. You can change it.")


class BuiltOn(DomainError):
    """Something hangs on it."""

    help = "programme#classes"
    code = "built_on"
    sentence = _("Others have worked with it already, so it stays. You can change it.")


def teaches(user: User, session: ClassSession) -> bool:
    """Whether the user may add to a class: officers, the trainers of its batch, and who gives it. Who was removed from
    the batch may not any more, not even to the classes that they gave.
    """
    if user.has_own_role(User.Role.OFFICER):
        return True
    if not user.has_own_role(User.Role.TRAINER):
        return False
    if user.pk == session.batch.trainer_id:
        return True
    times = list(session.batch.teaching.filter(trainer=user).values_list("removed_at", flat=True))
    return None in times or (user.pk == session.trainer_id and not times)


def taught_class(by: User, session_id: int) -> ClassSession:
    """A class that the user may add to. Raises NotFound, NotAllowed."""
    return _require(by, fetch(ClassSession.objects.visible_to(by).select_related("batch__topic"), session_id))


def lock_taught(by: User, session_id: int) -> ClassSession:
    """The same, locked: additions to a class wait for each other."""
    return _require(by, lock(ClassSession.objects.visible_to(by).select_related("batch"), session_id))


def _require(by: User, session: ClassSession) -> ClassSession:
    if not teaches(by, session):
        raise NotAllowed
    return session


def taught(model: type[Added], by: User, pk: int) -> Added:
    """An addition that the user may change. Raises NotFound, NotAllowed."""
    row: Added = fetch(model.objects.visible_to(by).select_related("session__batch__topic"), pk)
    _require(by, row.session)
    return row


def lock_added(model: type[Added], by: User, pk: int) -> Added:
    """The same, locked."""
    row: Added = lock(model.objects.visible_to(by).select_related("session__batch"), pk)
    _require(by, row.session)
    return row


def new(model: type[Added], session: ClassSession, by: User) -> Added:
    """One of the model, unsaved, of this class and by this user."""
    return model(session=session, added_by=by, added_at=clock.now())


def save_changed(row: AddedToClass, by: User) -> None:
    """Save a changed addition with who changed it, and note it in the audit log."""
    row.changed_by, row.changed_at = by, clock.now()
    row.save()
    note(row, "changed", by)


def note(row: AddedToClass, what: str, by: User) -> None:
    """Note in the audit log what became of it."""
    audit(f"{row._meta.model_name}.{what}", by=by, on=row, batch=row.session.batch.code)


def remove_added(model: type[AddedToClass], by: User, pk: int) -> ClassSession:
    """Delete what the user has added, while nothing hangs on it; returns its class.

    Raises NotFound, NotAllowed, NotYours, BuiltOn.
    """
    row = lock_added(model, by, pk)
    if row.added_by_id != by.pk:
        raise NotYours
    note(row, "removed", by)
    try:
        row.delete()
    except ProtectedError as used:
        raise BuiltOn from used
    return row.session


def clean_text(field: str, text: str, most: int, *, missing: object = "") -> str:
    """A text in NFC. Raises Invalid at the field for one that is too long, and, with `missing`, for none at all."""
    text = nfc(text).strip()
    if missing and not text:
        raise Invalid(errors={field: [missing]})
    require_length(field, text, most)
    return text
