"""What an app does all the time, beside jobs and deadlines: each in a thread of its own of the worker."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of work that is done again and again: `run` returns whether there is more to do at once. Else, and after
    it failed, it is `every` so many seconds. It may run in several processes at once.

    `kind` is the kind of work that `manage.py work --queues` chooses by.
    """

    kind: str
    run: Callable[[], bool]
    every: float


_steps: list[Step] = []


def repeat(kind: str, *, every: float) -> Callable[[Callable[[], bool]], Callable[[], bool]]:
    """Register a function as a step."""

    def register(run: Callable[[], bool]) -> Callable[[], bool]:
        _steps.append(Step(kind, run, every))
        return run

    return register


def steps() -> list[Step]:
    """The registered steps."""
    return list(_steps)
