"""The mutants of a module: mutmut's operators, three of our own, and the rules by which code is left out.

mutmut itself mutates no decorated function, and nearly every action is one (`@atomic`), so only its operators are used.
"""

import ast
import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators

from tests.mutation.reached import ROOT

# What is declared, drawn or translated, and not decided: a page, a form, a serializer, a table of the administration.
LEFT_OUT = (
    *("*/migrations/*", "*/management/*", "*/admin.py", "*/apps.py", "*/urls.py", "*/seeds.py", "*_check.py"),
    *("*views.py", "*forms.py", "*/fields.py", "*api.py", "*/serializers.py", "*/representations.py"),
    *("*/events.py", "*/slots.py", "*/conversation_parts.py", "*/home_tasks.py", "*/personal.py", "*/sentences.py"),
)
TRANSLATED = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy", "ngettext", "ngettext_lazy", "N_"}
LOGGED = {"log", "logger", "logging"}
ONLY_FASTER = {"select_related", "prefetch_related", "only", "defer", "iterator"}
OF_TYPES = {"cast", "TypeVar"}
HELD_BY_OTHERS = {"no_key"}  # the kind of a lock: tests/architecture reads it in the source


@dataclass(frozen=True)
class Mutant:
    """One change of one module: the statement's line, the function by name, the lines before and after."""

    path: str
    line: int
    function: str
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        """What it is called in reports."""
        return f"{self.path}:{self.line} `{self.before}` → `{self.after}`"


# Of the course: who gets how much in a month, and by whose decision.
MUTATED = ("market/payments", "market/contracts", "market/training/allowances")


def modules(chosen: Sequence[str]) -> list[str]:
    """Paths of the modules to mutate: those that `chosen` names (a path or the beginning of one), else all."""
    paths = sorted(str(path.relative_to(ROOT)) for folder in MUTATED for path in (ROOT / folder).rglob("*.py"))
    kept_in = [path for path in paths if not any(fnmatch(path, pattern) for pattern in LEFT_OUT)]
    return [path for path in kept_in if not chosen or path.startswith(tuple(chosen))]


class Places:
    """The places of a module that may be mutated; `mutant(n)` makes the nth."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.wrapper = MetadataWrapper(cst.parse_module((ROOT / path).read_text(encoding="utf-8")))
        self.module = self.wrapper.module
        self.positions = self.wrapper.resolve(PositionProvider)
        self.parents = self.wrapper.resolve(ParentNodeProvider)
        self.places: list[tuple[cst.CSTNode, cst.CSTNode]] = []
        self.module.visit(_Finder(self.places))
        self.places = [place for place in self.places if self.function(place[0])]

    def __len__(self) -> int:
        return len(self.places)

    def mutant(self, number: int) -> Mutant:
        """The module with one place changed."""
        old, new = self.places[number]
        source = self.module.deep_replace(old, new).code  # type: ignore[arg-type]
        before, after = _difference(self.module.code, source)
        return Mutant(self.path, self.line(old), self.function(old), before, after, source)

    def line(self, node: cst.CSTNode) -> int:
        """Where the statement around a node begins."""
        return self.positions[next(each for each in self._around(node) if isinstance(each, _STATEMENTS))].start.line

    def function(self, node: cst.CSTNode) -> str:
        """The outermost function around a node, as Python names it; empty for what runs at import."""
        name, within = "", node
        for each in self._around(node):
            if isinstance(each, cst.FunctionDef):
                name = f"{each.name.value}" if within is each.body else ""
            elif isinstance(each, cst.ClassDef):
                name = f"{each.name.value}.{name}" if name else ""
            within = each
        return name

    def _around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        each: cst.CSTNode | None = node
        while each is not None:
            yield each
            each = self.parents.get(each)


_STATEMENTS = (cst.SimpleStatementLine, cst.BaseCompoundStatement)


class _Finder(cst.CSTVisitor):
    """Collects pairs of a node and what it becomes."""

    def __init__(self, places: list[tuple[cst.CSTNode, cst.CSTNode]]) -> None:
        self.places = places

    def on_visit(self, node: cst.CSTNode) -> bool:
        if _is_left_out(node):
            return False
        self.places += [(node, new) for new in _changes(node) if not _is_equivalent(node, new)]
        return not isinstance(node, cst.SimpleString)


def _is_left_out(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Annotation | cst.Decorator | cst.Param | cst.Import | cst.ImportFrom):
        return True
    if isinstance(node, cst.Arg) and node.keyword and node.keyword.value in HELD_BY_OTHERS:
        return True
    if isinstance(node, cst.Raise):  # a built-in error tells developers what it is
        call = node.exc
        return isinstance(call, cst.Call) and isinstance(call.func, cst.Name) and call.func.value.endswith("Error")
    return isinstance(node, cst.Call) and (
        _name(node.func) in TRANSLATED | ONLY_FASTER | OF_TYPES or _name(getattr(node.func, "value", None)) in LOGGED
    )


def _name(node: Any) -> str:
    last = node.attr if isinstance(node, cst.Attribute) else node
    return last.value if isinstance(last, cst.Name) else ""


def _changes(node: cst.CSTNode) -> Iterable[cst.CSTNode]:
    for kind, operator in mutation_operators:
        if isinstance(node, kind):
            changes = [new for new in operator(node) if not _shifts(node, new)]
            yield from changes[:1] if isinstance(node, cst.SimpleString) else changes  # letters' case: no further fault
    if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1 and isinstance(node.body[0], cst.Raise):
        yield node.with_changes(body=[cst.Pass()])
    elif isinstance(node, cst.SimpleStatementLine) and isinstance(node.body[0], cst.Expr):
        if isinstance(node.body[0].value, cst.Call) and not _is_left_out(node.body[0].value):
            yield node.with_changes(body=[cst.Pass()])
    elif isinstance(node, cst.If) and isinstance(node.test, cst.Name | cst.Attribute | cst.Call):
        test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        yield node.with_changes(
            test=cst.UnaryOperation(cst.Not(whitespace_after=cst.SimpleWhitespace(" ")), test),
            whitespace_before_test=cst.SimpleWhitespace(" "),
        )


def _shifts(node: cst.CSTNode, new: cst.CSTNode) -> bool:
    """A positional argument is missing: nearly always an error of types, which only makes the score look better."""
    if not isinstance(node, cst.Call) or not isinstance(new, cst.Call) or len(new.args) == len(node.args):
        return False
    return any(arg.keyword is None and not arg.star and not any(each is arg for each in new.args) for arg in node.args)


def _is_equivalent(node: cst.CSTNode, new: cst.CSTNode) -> bool:
    """Without `update_fields` a locked row is written whole; a row read for the same action. Of what others hold,
    nothing counts."""
    if not (isinstance(node, cst.Call) and isinstance(new, cst.Call)):
        return False
    gone = [arg.keyword.value for arg in node.args if arg.keyword and not any(each is arg for each in new.args)]
    return any(each == "update_fields" or each in HELD_BY_OTHERS for each in gone)


def _difference(before: str, after: str) -> tuple[str, str]:
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    old = " ".join(line[1:].strip() for line in lines if line.startswith("-"))
    new = " ".join(line[1:].strip() for line in lines if line.startswith("+"))
    return old, new


def compiles(source: str) -> bool:
    """Whether Python accepts it."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True
