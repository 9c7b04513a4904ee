from django.db import migrations, models


def whoever_paid_has_proven(apps, schema_editor):
    """Clients whose money was released before have paid."""
    apps.get_model("profiles", "ClientProfile").objects.filter(paid_usd__gt=0).update(payment_proven=True)


class Migration(migrations.Migration):
    dependencies = [("profiles", "0007_addresses_of_their_own")]

    operations = [
        migrations.AddField(
            model_name="clientprofile",
            name="house_rules",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="clientprofile",
            name="payment_proven",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="clientprofile",
            name="shows_name",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunPython(whoever_paid_has_proven, migrations.RunPython.noop),
    ]
