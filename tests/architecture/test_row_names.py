"""What a row is called in logs and reports: told without asking the database, and without what is private."""

import pytest
from django.apps import apps
from django.db import models

from market.accounts.models import User

HERS = User(pk=7, email="private@demo.test", name="Private Name", display_name="Farida")
MODELS = [model for model in apps.get_models() if model.__module__.startswith("market.")]


def filled(model: type[models.Model]) -> models.Model:
    """A row that is not saved: each text and link filled, everything about a person hers."""
    if model is User:
        return HERS
    row = model()
    for field in model._meta.concrete_fields:
        if field.related_model is User:
            setattr(row, field.name, HERS)
        elif isinstance(field, models.CharField | models.TextField):
            setattr(row, field.attname, "text")
        elif field.is_relation:
            setattr(row, field.attname, 3)
    return row


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_a_row_has_a_name_without_private_data(model):
    name = str(filled(model))
    assert name
    assert "object (" not in name, "without __str__ nobody knows what this is"
    assert "rivate" not in name
