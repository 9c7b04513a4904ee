"""A user's public name in the other script: empty until its owner writes it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0012_time_zone"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="other_name",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
    ]
