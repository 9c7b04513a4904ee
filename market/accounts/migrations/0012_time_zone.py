"""A user's time zone; what profiles and notification settings had follows from there."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0011_face"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="time_zone",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.AddField(
            model_name="user",
            name="zone_is_guessed",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
