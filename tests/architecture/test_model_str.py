"""`__str__` of every model: without a query and without private data, as it is used in logs and reports."""

import pytest
from django.apps import apps
from django.db import models

from market.accounts.models import User

PRIVATE_USER = User(pk=7, email="private@demo.test", name="Private Name", display_name="Farida")
MODELS = [model for model in apps.get_models() if model.__module__.startswith("market.")]


def make_row(model: type[models.Model]) -> models.Model:
    """An unsaved row with each text and foreign key filled; every relation to a user is to PRIVATE_USER."""
    if model is User:
        return PRIVATE_USER
    row = model()
    for field in model._meta.concrete_fields:
        if field.related_model is User:
            setattr(row, field.name, PRIVATE_USER)
        elif isinstance(field, models.CharField | models.TextField):
            setattr(row, field.attname, "text")
        elif field.is_relation:
            setattr(row, field.attname, 3)
    return row


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_str_of_a_model_contains_no_private_data(model):
    name = str(make_row(model))
    assert name
    assert "object (" not in name, "the model has no __str__"
    assert "rivate" not in name
