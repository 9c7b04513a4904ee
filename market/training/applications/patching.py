"""Steps of an application as the API takes them: any of their fields, each step by its action."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.errors import DomainError, Invalid
from market.training.applications import step_actions
from market.training.models import Application

# By action: its arguments, and the fields of the API for them.
STEPS: tuple[tuple[Callable[..., Application], dict[str, str]], ...] = (
    (step_actions.save_district, {"district": "district"}),
    (step_actions.save_certificate, {"number": "certificate_number", "name": "certificate_name"}),
    (step_actions.save_topics, {"topics": "topics"}),
    (
        step_actions.save_device,
        {"device": "device", "connection": "connection", "weekly_hours": "weekly_hours"},
    ),
    (step_actions.save_consent, {"agrees": "consent"}),
)


def save_steps(by: User, application_id: int, fields: dict[str, Any]) -> None:
    """Save the steps of which there are fields, in their order. Raises what the actions do, and Invalid where a step
    has only some of its fields."""
    for action, names in STEPS:
        there = [field for field in names.values() if field in fields]
        if missing := [field for field in names.values() if field not in fields] if there else []:
            raise Invalid(errors={field: [_("This belongs to the step too.")] for field in missing})
        if there:
            try:
                action(by=by, application_id=application_id, **{name: fields[names[name]] for name in names})
            except DomainError as refusal:
                refusal.errors = {_renamed(path, names): each for path, each in refusal.errors.items()}
                raise


def _renamed(path: str, names: dict[str, str]) -> str:
    start, dot, rest = path.partition(".")
    return names.get(start, start) + dot + rest
