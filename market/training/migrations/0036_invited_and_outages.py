from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0035_indexes_once"),
    ]

    operations = [
        migrations.RenameField(model_name="tracerresult", old_name="asked", new_name="invited"),
        migrations.RemoveConstraint(model_name="districtoutage", name="only_confirmed_outages_count"),
        migrations.AddConstraint(
            model_name="districtoutage",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "confirmed"]), ("look_at", None), _connector="OR"),
                name="refused_outages_count_nowhere",
            ),
        ),
    ]
