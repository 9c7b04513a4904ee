"""Tasks: what waits for a user. The home page, its API and the counts in the menu show what apps declare here.

Each app declares its own in its `home_tasks.py`. Tasks are derived from rows and not stored; each kind costs one
statement, however much waits.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import ngettext

from market.core.base.money import Money
from market.core.base.prepared import prepared
from market.core.text.formats import format_number
from market.core.text.locale import language

if TYPE_CHECKING:
    from market.accounts.models import User

MOST = 12  # tasks shown; of each kind one more is read, to know whether there are more
MOST_OF_KIND = 3  # tasks of a kind that has a page of its own; the others stand there
LATER = datetime.max.replace(tzinfo=UTC)  # tasks without a deadline come last
CLIENT, FREELANCER, STAFF, TRAINEE = "client", "freelancer", "staff", "trainee"
HAS = "has_"  # a column of the same name as a relation of users would be refused
ME = OuterRef("pk")  # in the rows of a fact: the user
Result = TypeVar("Result")
Facts = dict[str, bool]
Find = Callable[["Home"], "list[Task]"]


@dataclass(frozen=True, slots=True)
class Task:
    """A task: what to do (`text`), about what, by when, where. `side`: as a client, as a freelancer,
    as staff, or in the training programme.

    `desk` is the address of the page on which all tasks of the kind stand, if there is one.
    """

    kind: str
    side: str
    text: str | Promise
    about: str
    url: str
    due: datetime | None = None
    amount: Money | None = None
    mark: str = "clock"
    since: datetime | None = None
    count: int | None = None
    is_urgent: bool = False
    is_late: bool = False  # since `due`, and nothing else happens then
    desk: str = ""


class Home:
    """A user, and what was read of them while one page or answer is made."""

    def __init__(self, user: "User") -> None:
        self.user = user
        self._results: dict[Callable[..., Any], Any] = {}

    def read(self, function: "Callable[[User], Result]") -> Result:
        """The function's result for the user; it is called once, however many ask."""
        if function not in self._results:
            self._results[function] = function(self.user)
        result: Result = self._results[function]
        return result

    @property
    def facts(self) -> Facts:
        """The registered facts of the user by name."""
        return self.read(facts_of)

    def tasks(self) -> list[Task]:
        """All tasks of the user: urgent ones, then by deadline, then those without one, oldest first."""
        tasks = [task for source in _sources if source.concerns(self) for task in source.find(self)]
        return sorted(tasks, key=lambda task: (not task.is_urgent, task.due or LATER, task.since or LATER))


def folded(tasks: list[Task]) -> list[Task]:
    """The tasks in their order, so that a kind of which there are many hides no other: of each kind with a desk the
    first MOST_OF_KIND, then a task that leads to the desk and says how many more there are. Urgent ones all stand."""
    of_kind, at_desk = Counter(task.kind for task in tasks), Counter(task.desk for task in tasks)
    positions: Counter[str] = Counter()
    shown = []
    for task in tasks:
        positions[task.kind] += 1
        more = of_kind[task.kind] - MOST_OF_KIND
        if task.is_urgent or not task.desk or positions[task.kind] <= MOST_OF_KIND or more == 1:
            shown.append(task)
        elif positions[task.kind] == MOST_OF_KIND + 1:
            shown.append(_more(task, more, is_cut=at_desk[task.desk] > MOST))
    return shown


def _more(task: Task, count: int, *, is_cut: bool) -> Task:
    number = format_number(count, language()) + "+" * is_cut
    text = ngettext("%(num)s more of this kind", "%(num)s more of this kind", count) % {"num": number}
    return Task(task.kind, task.side, text, "", task.desk, mark=task.mark)


@dataclass(frozen=True, slots=True)
class _Source:
    find: Find
    order: int
    roles: tuple[str, ...]
    facts: tuple[str, ...]

    def concerns(self, home: Home) -> bool:
        """Whether the user may have such tasks."""
        if self.roles and not home.user.has_role(*self.roles):
            return False
        return not self.facts or any(home.facts[name] for name in self.facts)


_sources: list[_Source] = []
_facts: "dict[str, QuerySet[Any]]" = {}


def task_source(*, order: int, roles: tuple[str, ...] = (), facts: tuple[str, ...] = ()) -> Callable[[Find], Find]:
    """Register a function that returns tasks, MOST + 1 at most. It is called for users who have one of the `roles`, and
    of whom one of the `facts` is true. Tasks of the same time stand by `order`."""

    def register(find: Find) -> Find:
        _sources.append(_Source(find, order, roles, facts))
        _sources.sort(key=lambda source: source.order)
        return find

    return register


def register_facts(**rows: "QuerySet[Any]") -> None:
    """Register facts: each is true of a user (ME) for whom there are such rows. All are read in one statement.

    Raises ValueError for a name that is registered already.
    """
    if twice := _facts.keys() & rows.keys():
        raise ValueError(f"facts registered twice: {', '.join(sorted(twice))}")
    _facts.update(rows)


def require_registered_facts() -> None:
    """Raise ValueError if a task source names a fact that no app registers. Called once all apps are loaded."""
    unknown = {
        f"{source.find.__qualname__}: {name}" for source in _sources for name in source.facts if name not in _facts
    }
    if unknown:
        raise ValueError(f"task sources with unknown facts: {', '.join(sorted(unknown))}")


def facts_of(user: "User") -> Facts:
    """The facts of a user. One statement."""
    return {name.removeprefix(HAS): value for name, value in _rows_of_facts(user)[0].items()}


@prepared
def _rows_of_facts(user: "User") -> "QuerySet[Any, Facts]":
    exists = {HAS + name: Exists(rows) for name, rows in _facts.items()}
    rows: QuerySet[Any, Facts] = get_user_model().objects.filter(pk=user.pk).annotate(**exists).values(*exists)
    return rows
