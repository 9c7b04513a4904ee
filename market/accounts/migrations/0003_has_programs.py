"""Whether a program of hers asked to be told stands with each person, so that an act asks no more for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_devices_tokens_and_leaving")]

    operations = [migrations.AddField("user", "has_programs", models.BooleanField(default=False, db_default=False))]
