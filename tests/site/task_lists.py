"""Lists of a user's tasks, as the home page and its API read them."""

from market.accounts.models import User
from market.core.base.home_tasks import STAFF, Home, Task


def tasks_of(person: User) -> list[Task]:
    return Home(person).tasks()


def staff_tasks(person: User) -> list[Task]:
    """Tasks of the user's staff roles alone."""
    return [task for task in tasks_of(person) if task.side == STAFF]
