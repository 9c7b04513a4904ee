"""Migrations at a third of Django's price, with the same tables in the end.

Between two migrations Django makes the classes of all models anew that are in any way related to the changed one, and
here nearly all are. What a new table, a new column, an index or a constraint is made of needs the changed model alone;
a migration that runs Python still gets every model fresh, by Django's own mark (`is_delayed`).

Private parts of Django are used here, since it has no public place for this: where one of them goes, tests fail, and
Django's own executor gives the same tables.
"""

from functools import cache
from typing import Any

from django.apps import apps
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState


class LightState(ProjectState):
    """A state of the project that makes only the changed model anew where no other one depends on what changed."""

    def add_model(self, model_state: ModelState) -> None:
        """A new model: nothing refers to it yet."""
        self._alone(super().add_model, model_state)

    def add_field(self, *args: Any, **options: Any) -> None:
        """A new column."""
        self._alone(super().add_field, *args, **options)

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """What Django calls `delay`: an index, a constraint, an option, or a column that nothing refers to."""
        if delay:
            self._reload_alone(app_label, model_name)
        else:
            super().reload_model(app_label, model_name)

    def _alone(self, change: Any, *args: Any, **options: Any) -> None:
        self.__dict__["reload_model"] = self._reload_alone
        try:
            change(*args, **options)
        finally:
            del self.__dict__["reload_model"]

    def _reload_alone(self, app_label: str, model_name: str, delay: bool = False) -> None:
        if "apps" in self.__dict__:  # asking for it otherwise would make all of them
            self.is_delayed = True
            self._reload({(app_label, model_name)})  # type: ignore[attr-defined]  # not in the stubs

    def clone(self) -> "LightState":
        """A copy of the same kind."""
        copy = super().clone()
        light = LightState(copy.models, copy.real_apps)
        light.__dict__.update({name: value for name, value in copy.__dict__.items() if name in ("apps", "is_delayed")})
        return light


class LightExecutor(MigrationExecutor):
    """Django's executor, on light states."""

    def migrate(self, *args: Any, **options: Any) -> Any:
        """What is swappable stands in the settings: it is looked for once, not after each new class of a model."""
        setattr(apps, "get_swappable_settings_name", cache(apps.get_swappable_settings_name))  # noqa: B010  # a method
        return super().migrate(*args, **options)

    def _create_project_state(self, with_applied_migrations: bool = False) -> LightState:
        state = super()._create_project_state(with_applied_migrations)  # type: ignore[misc]  # not in the stubs
        return LightState(state.models, state.real_apps)
