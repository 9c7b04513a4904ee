"""What must be met for a certificate: functions say it, each of many places at once.

The subjects of this app have theirs in `graduation.rule`; an app above registers its own from its `programme_parts.py`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from market.training.models import Enrolment


@dataclass(frozen=True, slots=True)
class Requirement:
    """How one place stands to one requirement. `shown` says how far it is, `missing` what lacks ("" once it is met)."""

    name: str
    is_met: bool
    shown: str
    missing: str = ""


Find = Callable[[Sequence[Enrolment]], Mapping[int, Requirement]]


@dataclass(frozen=True, slots=True)
class _Source:
    code: str
    find: Find
    order: int


_sources: list[_Source] = []


def requirement(code: str, *, order: int) -> Callable[[Find], Find]:
    """Register what returns a Requirement for each of the places (by its id), in a constant number of statements.

    A place that it leaves out need not meet it. `code` names it in exceptions, for good.
    """

    def register(find: Find) -> Find:
        assert all(each.code != code for each in _sources), code  # noqa: S101  # a slip of ours, at the start
        _sources.append(_Source(code, find, order))
        _sources.sort(key=lambda source: source.order)
        return find

    return register


def requirements_of(places: Sequence[Enrolment]) -> Iterator[tuple[str, Mapping[int, Requirement]]]:
    """Each requirement in its order: its code, and how the places stand to it."""
    return ((each.code, each.find(places)) for each in _sources)
