"""A conditional update (compare and set) names columns of its own table only.

A condition over a join makes Django put the whole condition into a subquery. Under READ COMMITTED a concurrent
update that waited for the row evaluates its own `WHERE` again, but not the subquery: both would succeed. Use
`Exists(...)` instead.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import QuerySet

from tests.architecture.test_code import SOURCES, functions, parse_source, read_source, relative_path

CONDITIONS = {"filter", "exclude", "get"}
MODELS = [model for model in apps.get_models() if model.__module__.startswith("market.")]
RELATIONS = {field.name for model in MODELS for field in model._meta.get_fields() if field.is_relation}


def is_joined(condition: str) -> bool:
    """Whether a filter keyword reads another table: a relation and then a field, not a lookup of its key."""
    first, *rest = condition.split("__")
    return first in RELATIONS and bool(rest) and rest[0] not in {"in", "isnull", "exact", "gt", "lt", "pk", "id"}


def keywords(call: ast.Call) -> Iterator[str]:
    """The keywords of a condition, also within Q(...) arguments, but not those of a subquery."""
    yield from (word.arg for word in call.keywords if word.arg)
    waiting: list[ast.AST] = list(call.args)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            if ast.unparse(node.func).split(".")[-1] == "Q":
                yield from keywords(node)
        else:
            waiting.extend(ast.iter_child_nodes(node))


def joins_of_method(call: ast.Call) -> Iterator[str]:
    """Joined conditions inside a custom queryset method, such as `visible_to`, of every model of that name."""
    names = ast.unparse(call.func).split(".")
    model, method = names[0], names[-1]
    for matching_model in (each for each in MODELS if each.__name__ == model):
        queryset_class = type(matching_model._default_manager.all())
        if not hasattr(QuerySet, method) and hasattr(queryset_class, method):
            source = ast.parse(textwrap.dedent(inspect.getsource(getattr(queryset_class, method))))
            calls = [node for node in ast.walk(source) if isinstance(node, ast.Call)]
            for node in calls:
                if ast.unparse(node.func).split(".")[-1] in CONDITIONS | {"Q"}:
                    yield from (word for word in keywords(node) if is_joined(word))


def calls_of_queryset(node: ast.expr, assigned: dict[str, ast.expr]) -> Iterator[ast.Call]:
    """The calls of a queryset expression, the last first; a name stands for the value assigned to it."""
    while True:
        if isinstance(node, ast.Name) and node.id in assigned:
            node = assigned.pop(node.id)
        elif isinstance(node, ast.Call):
            yield node
            node = node.func
        elif isinstance(node, ast.Attribute):
            node = node.value
        else:
            return


def joined_updates(tree: ast.AST) -> Iterator[tuple[int, list[str]]]:
    """Lines of `update(...)` whose condition joins, and the conditions that do."""
    for function in functions(tree):
        assigned = {
            node.targets[0].id: node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(function):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update"):
                continue
            joined = []
            for call in calls_of_queryset(node.func.value, dict(assigned)):
                verb = call.func.attr if isinstance(call.func, ast.Attribute) else ""
                if verb in CONDITIONS:
                    joined += [word for word in keywords(call) if is_joined(word)]
                joined += joins_of_method(call)
            if joined:
                yield node.lineno, joined


def test_conditional_updates_join_no_other_table():
    offences = [
        f"{relative_path(path)}:{line} {joined}"
        for path in SOURCES
        if ".update(" in read_source(path)
        for line, joined in joined_updates(parse_source(path))
        if "# joins:" not in read_source(path).splitlines()[line - 1]
    ]
    assert offences == []


JOINED = [
    "Delivery.objects.filter(pk=1, endpoint__is_on=True).update(tries=1)",
    "Delivery.objects.filter(pk=1).exclude(endpoint__user__is_active=False).order_by('pk').update(tries=1)",
    "Milestone.objects.filter(Q(state='funded') | ~Q(contract__state='ended')).update(state='x')",
    "contract.milestones.filter(contract__client=by).update(state='x')",
    "Milestone.objects.visible_to(by).filter(pk=1).update(state='x')",
    "waiting = Delivery.objects.filter(endpoint__is_on=True)\n    if waiting.update(tries=1): pass",
]
NOT_JOINED = [
    "Delivery.objects.filter(Exists(Endpoint.objects.filter(user__is_active=True)), pk=1).update(tries=1)",
    "Delivery.objects.filter(pk__in=[1], endpoint__in=[1], due_at__lt=at).update(tries=1)",
    "Job.objects.open().filter(pk=1, expires_at__gt=at).update(bid_count=1)",
    "facts.update(endpoint__is_on=True)",
    "seen = Delivery.objects.filter(endpoint__is_on=True)\n    Delivery.objects.filter(pk=1).update(tries=1)",
]


@pytest.mark.parametrize("body", JOINED)
def test_joined_update_is_detected(body):
    assert [line for line, _joined in joined_updates(ast.parse(f"def f():\n    {body}"))] == [body.count("\n") + 2]


@pytest.mark.parametrize("body", NOT_JOINED)
def test_update_without_a_join_is_not_reported(body):
    assert list(joined_updates(ast.parse(f"def f():\n    {body}"))) == []
