"""Trainers add material to their classes. The trainees of the batch are told."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.db import atomic
from market.core.base.errors import Invalid
from market.core.base.hosts import NotAnAddress, parse_url
from market.files.access import attachable
from market.training.classes.adding_actions import (
    TEXT_LENGTH,
    TITLE_LENGTH,
    clean_text,
    lock_added,
    lock_taught,
    new,
    note,
    remove_added,
    save_changed,
)
from market.training.classes.news_actions import tell_news
from market.training.models import ClassMaterial, ClassSession

NO_TITLE = _("Write in a few words what it is.")


@atomic
def add_material(
    *, by: User, session_id: int, title: str, text: str = "", link: str = "", file_ids: Iterable[object] = ()
) -> ClassMaterial:
    """Add material to a class: a text, files, a link, or several of these.

    Raises NotFound, NotAllowed to others than officers and its trainers, Invalid at each field.
    """
    session = lock_taught(by, session_id)
    material = new(ClassMaterial, session, by)
    _fill(material, title, text, link)
    files = attachable(by, file_ids)
    _require_something(material, len(files))
    material.save()
    material.files.set(files)
    note(material, "added", by)
    tell_news(session, by=by)
    return material


@atomic
def change_material(  # noqa: PLR0913  # material is all of these
    *,
    by: User,
    material_id: int,
    title: str,
    text: str = "",
    link: str = "",
    file_ids: Iterable[object] = (),
    removed_file_ids: Iterable[object] = (),
) -> ClassMaterial:
    """Change material; `file_ids` are added, `removed_file_ids` taken away.

    Raises NotFound, NotAllowed to others than officers and its trainers, Invalid at each field.
    """
    material = lock_added(ClassMaterial, by, material_id)
    _fill(material, title, text, link)
    removed = {str(each) for each in removed_file_ids}
    staying = [each for each in material.files.all() if str(each.pk) not in removed]
    files = [*staying, *attachable(by, file_ids)]
    _require_something(material, len(files))
    material.files.set(files)
    save_changed(material, by)
    return material


@atomic
def remove_material(*, by: User, material_id: int) -> ClassSession:
    """Delete material that the user has added; returns its class. Raises NotFound, NotAllowed, NotYours, BuiltOn."""
    return remove_added(ClassMaterial, by, material_id)


def _fill(material: ClassMaterial, title: str, text: str, link: str) -> None:
    material.title = clean_text("title", title, TITLE_LENGTH, missing=NO_TITLE)
    material.text = clean_text("text", text, TEXT_LENGTH)
    material.link = link.strip()
    if material.link and not is_https(material.link):
        raise Invalid(errors={"link": [_("Give an address that begins with https://.")]})


def is_https(link: str) -> bool:
    """Whether it is an address that begins with https://."""
    try:
        return parse_url(link.partition("#")[0]).scheme == "https" and not any(each.isspace() for each in link)
    except NotAnAddress:
        return False


def _require_something(material: ClassMaterial, files: int) -> None:
    if not (material.text or material.link or files):
        raise Invalid(errors={"text": [_("Write something, or add a file or a link.")]})
