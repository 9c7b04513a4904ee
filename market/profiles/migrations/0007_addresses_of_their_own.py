import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0006_each_picture_in_a_case")]

    operations = [
        migrations.CreateModel(
            name="ProfileAddress",
            fields=[
                ("name", models.CharField(max_length=30, primary_key=True, serialize=False)),
                ("is_current", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField()),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="addresses", to="profiles.profile"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)), fields=("profile",), name="one_current_address"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "^[a-z][a-z0-9-]{2,29}$")), name="addresses_are_plain"
                    ),
                ],
            },
        ),
    ]
