"""What the administration calls apps, tables and columns, in both languages: a list in data/administration.ini.

The words are given to Django's own `verbose_name` when a table is registered. They stand in no migration, since Django
compares there only what a model itself declares.
"""

from configparser import ConfigParser
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import models
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import get_language

LIST = Path(__file__).parent.parent / "data" / "administration.ini"


@lru_cache(maxsize=1)
def read_labels() -> ConfigParser:
    """The list: sections apps, tables and columns."""
    names = ConfigParser(interpolation=None, delimiters=("=",))
    names.optionxform = str  # type: ignore[assignment,method-assign]
    names.read(LIST, encoding="utf-8")
    return names


def _said(english: str, bangla: str) -> str:
    return bangla if get_language() == "bn" else english


_in_her_language: Any = lazy(_said, str)


def _label(section: str, name: str, english: str) -> Any:
    """A label in the reader's language; Django's own where the list has none."""
    parts = read_labels().get(section, name, fallback=english).split(" | ")
    return _in_her_language(parts[0] if len(parts) > 1 else english, parts[-1])


def label_table(model: type[models.Model]) -> None:
    """Give a table, its app and its columns their labels. Again, nothing changes."""
    meta: Any = model._meta
    app = meta.app_config
    app.verbose_name = _label("apps", meta.app_label, capfirst(meta.app_label))
    meta.verbose_name_plural = _label("tables", meta.label, meta.verbose_name_plural)
    meta.verbose_name = _label("tables", meta.label, meta.verbose_name)
    for field in (*meta.fields, *meta.many_to_many):
        field.verbose_name = _label("columns", english_of(field), english_of(field))


def english_of(field: Any) -> str:
    """A column's own name, as the list knows it."""
    _name, _path, _args, declared = field.deconstruct()
    return str(declared.get("verbose_name") or field.name.replace("_", " "))
