"""Finding every text that a user may read, and merging it into the catalogues.

Our own apps are read from their Python files and templates. Other packages speak to people too, in forms, validation
and messages: what of theirs can reach a page or the API is listed in THIRD_PARTY and goes to the catalogue of the core.
"""

import importlib.util
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from babel.messages.pofile import write_po
from django.utils.translation.template import templatize

from market.translation import catalogues

KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **dict.fromkeys(("gettext_lazy", "gettext_noop", "_lazy")),
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
JINJA_OPTIONS = {
    "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "newstyle_gettext": "true",
    "silent": "false",
}
# Package: the folders and files of it whose texts can reach a page or the API.
THIRD_PARTY = {
    "django": [
        "contrib/auth/base_user.py",
        "contrib/auth/forms.py",
        "contrib/auth/password_validation.py",
        "contrib/auth/validators.py",
        "contrib/postgres/forms",
        "contrib/postgres/validators.py",
        "core/validators.py",
        "db/models/base.py",
        "db/models/constraints.py",
        "db/models/fields",
        "forms",
        "utils/dateformat.py",
        "utils/dates.py",
        "utils/ipv6.py",
        "utils/text.py",
        "utils/timesince.py",
        "views/csrf.py",
    ],
    "rest_framework": [
        "authentication.py",
        "exceptions.py",
        "fields.py",
        "pagination.py",
        "relations.py",
        "serializers.py",
        "validators.py",
    ],
    "django_filters": [""],
    "drf_spectacular": ["openapi.py", "views.py"],
    "knox": ["auth.py"],
    "allauth": [
        "account",
        "core",
        "decorators.py",
        "exceptions.py",
        "mfa",
        "templates/account/messages",
        "templates/mfa/messages",
        "utils.py",
    ],
}
SKIPPED = ("migrations", "tests", "management", "locale", "__pycache__")
TEMPLATES = (".html", ".txt", ".xml", ".svg")
LINE_WIDTH = 110


def template_of(app: str) -> Catalog:
    """The texts that an app says today, untranslated; for the core also those of other packages."""
    template = Catalog(locale=catalogues.LANGUAGE)
    folder = catalogues.MARKET / app
    for path in _files(folder):
        _add(template, path, f"{app}/{path.relative_to(folder).as_posix()}")
    if app == "core":
        for path, name in third_party_files():
            _add(template, path, name)
    return template


def third_party_files() -> Iterator[tuple[Path, str]]:
    """Each file of another package whose texts we translate, with its name inside the package."""
    for package, parts in THIRD_PARTY.items():
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            raise catalogues.CatalogueWrong(f"The package {package} is not installed.")
        root = Path(spec.origin).parent
        for part in parts:
            if not (root / part).exists():
                raise catalogues.CatalogueWrong(f"{package} has no {part} any more: see THIRD_PARTY.")
            for path in (path for path in _files(root / part) if path.name != "admin.py"):  # none of theirs is shown
                yield path, f"{package}/{path.relative_to(root).as_posix()}"


def _files(start: Path) -> list[Path]:
    """The Python files and templates at or under a path."""
    if start.is_file():
        return [start]
    files = [
        path for path in start.rglob("*") if path.is_file() and not set(path.relative_to(start).parts) & {*SKIPPED}
    ]
    return sorted(path for path in files if path.suffix == ".py" or _is_template(path))


def _is_template(path: Path) -> bool:
    return path.suffix in TEMPLATES and bool({"jinja2", "templates"} & set(path.parts))


def _add(template: Catalog, path: Path, name: str) -> None:
    """Add the texts of one file."""
    for _, text, comments, context in _extract(path):
        template.add(text, locations=[(name, 0)], auto_comments=comments, context=context)


def _extract(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    """The texts of one file: Python, Jinja2 (below a folder of that name) or a Django template."""
    with path.open("rb") as source:
        if path.suffix == ".py":
            yield from extract("python", source, KEYWORDS)
        elif "jinja2" in path.parts:
            yield from extract("jinja2", source, KEYWORDS, options=JINJA_OPTIONS)
        else:
            yield from extract(_django_template, source, KEYWORDS)


def _django_template(source: Any, keywords: Any, comments: Any, options: Any) -> Iterator[Any]:
    """A Babel extraction method: Django turns its template into Python calls first."""
    python = templatize(source.read().decode())
    return extract_python(io.BytesIO(python.encode()), keywords, comments, {"encoding": "utf-8"})


def merge(app: str, *, prune: bool = False) -> list[str]:
    """Bring an app's catalogue up to date and return what is new, unused or dropped, a line each.

    Translations stay; a changed text is a new one and untranslated, never a guess. What is said no more is kept as
    obsolete, or with `prune` dropped. The file is written only when it changes.
    """
    path, template = catalogues.path_of(app), template_of(app)
    catalogue = catalogues.read(path)
    before = {_key(message) for message in catalogue if message.id}
    catalogue.update(template, no_fuzzy_matching=True)
    after = {_key(message) for message in catalogue if message.id}
    news = [f"new: {text}" for _, text in sorted(after - before, key=str)]
    if prune:
        news += [f"dropped: {message.id}" for message in catalogue.obsolete.values()]
        catalogue.obsolete.clear()
    else:
        news += [f"unused: {message.id}" for message in catalogue.obsolete.values()]
    if after or catalogue.obsolete:
        _write(path, catalogue)
    return news


def _key(message: Any) -> tuple[Any, Any]:
    return message.context, message.id


def _write(path: Path, catalogue: Catalog) -> None:
    content = _content(catalogue)
    if not path.exists() or path.read_text(encoding="utf-8") != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def _content(catalogue: Catalog) -> str:
    """The text of the file of a catalogue."""
    catalogue.header_comment = "# Bangla: plain words, and আপনি for the reader."
    catalogue.fuzzy = False
    text = io.BytesIO()
    write_po(text, catalogue, width=LINE_WIDTH, sort_by_file=True, include_lineno=False, include_previous=False)
    # Dates and the name of the tool change with every run and tell nothing.
    lines = text.getvalue().decode().splitlines(keepends=True)
    noise = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Generated-By',
        '"Project-Id',
        '"Report-Msgid',
        '"Last-T',
        '"Language-T',
    )
    return "".join(line for line in lines if not line.startswith(noise))


def problems(app: str) -> list[str]:
    """A sentence for each text of an app that its catalogue lacks, or has untranslated or with other placeholders.

    One more when `merge` would write the file in another way, be it only another line break.
    """
    path, template = catalogues.path_of(app), template_of(app)
    catalogue = catalogues.read(path)
    lines = list(catalogues.placeholder_problems(catalogue))
    for message in template:
        if message.id and not catalogues.is_translated(catalogue.get(message.id, message.context)):
            where = ", ".join(sorted({name for name, _ in message.locations}))
            lines.append(f"{app}: not translated: {message.id!r} ({where})")
    catalogue.update(template, no_fuzzy_matching=True)
    if path.exists() and path.read_text(encoding="utf-8") != _content(catalogue):
        lines.append(f"{app}: `make messages` changes its catalogue")
    return lines
