"""What waits for somebody, as the home, its API and the tests read it."""

from market.accounts.models import User
from market.core.base.home_tasks import STAFF, Home, Task


def tasks_of(person: User) -> list[Task]:
    return Home(person).tasks()


def staff_tasks(person: User) -> list[Task]:
    """Those of the person's roles alone."""
    return [task for task in tasks_of(person) if task.side == STAFF]
