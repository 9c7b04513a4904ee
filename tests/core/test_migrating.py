"""Migrations that rebuild only the changed model's state; the resulting tables match the models."""

from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.db import connection, models
from django.db.migrations.state import ModelState

from market.runtime.migrating import LightState


def _state() -> LightState:
    state = LightState()
    key = ("id", models.AutoField(primary_key=True))
    state.add_model(ModelState("core", "Shelf", [key], {"indexes": []}))
    to_shelf = models.ForeignKey("core.Shelf", models.CASCADE)
    state.add_model(ModelState("core", "Book", [key, ("shelf", to_shelf)]))
    return state


def test_index_or_column_does_not_rebuild_other_models():
    state = _state()
    book, shelf = (state.apps.get_model("core", name) for name in ("book", "shelf"))
    copy = state.clone()
    copy.add_field("core", "shelf", "room", models.CharField(max_length=9, default=""), preserve_default=True)
    copy.add_index("core", "shelf", models.Index(fields=["room"], name="by_room"))
    copy.alter_field("core", "shelf", "room", models.CharField(max_length=20, default=""), preserve_default=True)
    copy.remove_index("core", "shelf", "by_room")
    assert copy.apps.get_model("core", "book") is book
    assert copy.apps.get_model("core", "shelf") is not shelf
    assert copy.apps.get_model("core", "shelf")._meta.get_field("room").max_length == 20
    assert state.apps.get_model("core", "shelf") is shelf


def test_run_python_sees_the_current_state_of_related_models():
    state = _state()
    before = state.apps.get_model("core", "book")
    state.add_field("core", "shelf", "room", models.CharField(max_length=9, default=""), preserve_default=True)
    state.clear_delayed_apps_cache()  # Django does so before it runs Python
    book = state.apps.get_model("core", "book")
    assert book is not before
    assert book._meta.get_field("shelf").related_model._meta.get_field("room")


def test_migrate_command_is_ours_and_tables_match_their_models(db):
    assert type(load_command_class(get_commands()["migrate"], "migrate")).__module__.startswith("market.runtime")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, is_nullable FROM information_schema.columns WHERE table_schema = 'public'"
        )
        columns = {(table, column): nullable == "YES" for table, column, nullable in cursor.fetchall()}
        cursor.execute(
            "SELECT tablename, indexname FROM pg_indexes "
            "UNION SELECT conrelid::regclass::text, conname FROM pg_constraint"
        )
        named = set(cursor.fetchall())
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            table = model._meta.db_table
            for field in model._meta.local_concrete_fields:
                assert columns[table, field.column] == field.null, (table, field.column)
            for each in [*model._meta.constraints, *model._meta.indexes]:
                assert (table, each.name) in named, (table, each.name)
