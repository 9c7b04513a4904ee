"""Request parameters, parsed as by Stripe: nested names in brackets, the same for queries and bodies.

`a[b]=1&c[0][d]=2&expand[]=e` is `{"a": {"b": "1"}, "c": [{"d": "2"}], "expand": ["e"]}`.
"""

import hashlib
import re
from typing import Any
from urllib.parse import parse_qsl

import filetype
from django.http import HttpRequest

from market.sandbox.errors import BadParameter

_STEP = re.compile(r"\[([^\]]*)\]")


def parse(encoded: str) -> dict[str, Any]:
    """The nested parameters of a query string or a form body. Raises BadParameter if they conflict."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        head, bracket, _ = name.partition("[")
        _set_nested(tree, [head, *_STEP.findall(bracket + name[len(head) + 1 :])], value, name)
    return {name: _to_lists(value) for name, value in tree.items()}


def multipart_tree(request: HttpRequest) -> dict[str, Any]:
    """The parameters of a request that brings a file: of the file what its bytes say."""
    tree: dict[str, Any] = request.POST.dict()
    files: dict[str, Any] = request.FILES.dict()
    for name, sent in files.items():
        content = sent.read()
        kind = filetype.guess_extension(content) or ""
        facts = {"name": sent.name, "size": str(len(content)), "type": kind}
        tree[name] = facts | {"sha256": hashlib.sha256(content).hexdigest()}
    return tree


def _set_nested(tree: dict[str, Any], steps: list[str], value: str, name: str) -> None:
    for index, step in enumerate(steps):
        step = step or str(len(tree))
        if index == len(steps) - 1:
            tree[step] = value
            return
        tree = tree.setdefault(step, {})
        if not isinstance(tree, dict):
            raise BadParameter(f"Invalid {steps[0]}: it is both a value and an object.", param=name)


def _to_lists(value: Any) -> Any:
    """Objects with numeric names become lists."""
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_to_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _to_lists(inner) for name, inner in value.items()}


class Params:
    """Reads parameters one by one; `done` refuses those that were not read, as Stripe refuses unknown names."""

    def __init__(self, tree: dict[str, Any], path: str = "") -> None:
        self.tree, self.path = tree, path
        self.unread = set(tree)

    def _take(self, name: str, required: bool) -> Any:
        self.unread.discard(name)
        value = self.tree.get(name)
        if required and value in (None, ""):
            raise BadParameter(
                f"Missing required param: {self._named(name)}.", code="parameter_missing", param=self._named(name)
            )
        return value

    def _named(self, name: str) -> str:
        return f"{self.path}[{name}]" if self.path else name

    def text(self, name: str, *, required: bool = False, most: int = 5000) -> str:
        """A text, "" when it is not sent."""
        value = self._take(name, required)
        if value is not None and (not isinstance(value, str) or len(value) > most):
            raise BadParameter(f"Invalid string: {self._named(name)} has {most} characters at most.", param=name)
        return value or ""

    def word(self, name: str, *allowed: str, required: bool = False) -> str:
        """One of the allowed words, "" when it is not sent."""
        value = self.text(name, required=required)
        if value and value not in allowed:
            raise BadParameter(
                f"Invalid {self._named(name)}: must be one of {', '.join(allowed)}", param=self._named(name)
            )
        return value

    def whole(self, name: str, *, required: bool = False, least: int = 1, most: int = 99999999) -> int | None:
        """A whole number, None when it is not sent."""
        value = self._take(name, required)
        if value in (None, ""):
            return None
        if not re.fullmatch(r"-?\d{1,18}", str(value)):
            raise BadParameter(f"Invalid integer: {value}", code="parameter_invalid_integer", param=self._named(name))
        if not least <= int(value) <= most:
            raise BadParameter(
                f"Invalid {self._named(name)}: must be from {least} to {most}.",
                code="amount_too_small" if int(value) < least else "amount_too_large",
                param=self._named(name),
            )
        return int(value)

    def flag(self, name: str) -> bool | None:
        """True, False, or None when it is not sent."""
        value = self.word(name, "true", "false")
        return {"true": True, "false": False}.get(value)

    def within(self, name: str) -> "Params":
        """The object of that name, empty when it is not sent. Call `done` on it too."""
        value = self._take(name, required=False) or {}
        if not isinstance(value, dict):
            raise BadParameter("Invalid object", param=self._named(name))
        return Params(value, self._named(name))

    def each(self, name: str, *, required: bool = False) -> "list[Params]":
        """The list of objects of that name."""
        value = self._take(name, required) or []
        if not isinstance(value, list) or not all(isinstance(inner, dict) for inner in value):
            raise BadParameter("Invalid array", param=self._named(name))
        return [Params(inner, f"{self._named(name)}[{index}]") for index, inner in enumerate(value)]

    def texts(self, name: str) -> list[str]:
        """The list of texts of that name."""
        value = self._take(name, required=False) or []
        if not isinstance(value, list) or not all(isinstance(inner, str) for inner in value):
            raise BadParameter("Invalid array", param=self._named(name))
        return value

    def metadata(self) -> dict[str, str]:
        """The caller's metadata: at most 50 names of 40 characters, values of 500."""
        notes = self.within("metadata").tree
        if any(not isinstance(value, str) or len(value) > 500 or len(name) > 40 for name, value in notes.items()):
            raise BadParameter("Metadata values can have up to 500 characters.", param=self._named("metadata"))
        if len(notes) > 50:
            raise BadParameter("You can have up to 50 metadata keys.", param=self._named("metadata"))
        return {name: str(value) for name, value in notes.items()}

    def done(self) -> None:
        """Raise BadParameter if a parameter was sent that was not read."""
        if self.unread:
            unknown = self._named(sorted(self.unread)[0])
            raise BadParameter(f"Received unknown parameter: {unknown}", code="parameter_unknown", param=unknown)
