"""What apps above add to the form of a bid: a button that does something else with it, and what it begins with."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from market.core.base.events import HasAddress

if TYPE_CHECKING:
    from market.accounts.models import User
    from market.jobs.models import Job

Press = Callable[..., HasAddress]
FirstValues = Callable[["User", "Job"], "dict[str, Any] | None"]
_buttons: dict[str, Press] = {}
_first_values: list[FirstValues] = []


def bid_form_button(name: str) -> Callable[[Press], Press]:
    """Register what the button `name` does with a valid form in place of sending the bid: called with the request and
    the fields of `submit_bid` but files, it returns where to go."""

    def register(press: Press) -> Press:
        _buttons[name] = press
        return press

    return register


def pressed_button(posted: Mapping[str, Any]) -> Press | None:
    """What the pressed button does; None where the bid is sent."""
    return next((press for name, press in _buttons.items() if name in posted), None)


def bid_form_values(find: FirstValues) -> FirstValues:
    """Register what may give the first values of the form on a job; None where it has nothing."""
    _first_values.append(find)
    return find


def first_values(user: "User", job: "Job") -> dict[str, Any] | None:
    """The first values of the form that some app gives; None without any."""
    return next((values for find in _first_values if (values := find(user, job)) is not None), None)
