"""The migration that adds the user's key to names stored as text, where exactly one user has that name."""

from importlib import import_module

from django.db import connection

from market.core.base.payloads import render_payload
from market.messaging.models import Message
from market.notifications.models import Notification
from tests import make

STATEMENTS = import_module("market.messaging.migrations.0010_names_by_key")


def test_the_migration_adds_user_keys_to_stored_names(carla, farida):
    make.make_bid(make.make_job(carla), farida)
    models = (Notification.objects.filter(kind="bid.submitted"), Message.objects.filter(code="bid.submitted"))
    before = [rows.get().facts for rows in models]
    for rows in models:
        rows.update(
            facts={**rows.get().facts, "freelancer": render_payload(rows.get().facts)["freelancer"], "job": "Farida"}
        )
    with connection.cursor() as cursor:
        cursor.execute(STATEMENTS.NOTIFICATIONS)
        cursor.execute(STATEMENTS.MESSAGES)
    for rows, facts in zip(models, before, strict=True):
        assert rows.get().facts == {**facts, "freelancer": {"user": farida.pk, "name": "Farida"}, "job": "Farida"}
