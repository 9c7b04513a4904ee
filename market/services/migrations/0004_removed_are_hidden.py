"""What staff took off the site is hidden by moderators from now on, and its owner's to change."""

from django.db import migrations, models


def hide_removed(apps, schema_editor):
    services = apps.get_model("services", "Service").objects
    services.filter(state="removed").update(state="paused", is_hidden=True)


class Migration(migrations.Migration):

    dependencies = [
        ("services", "0003_hidden_by_moderators"),
    ]

    operations = [
        migrations.RunPython(hide_removed, migrations.RunPython.noop),
        migrations.RemoveField(model_name="service", name="removed_reason"),
        migrations.AlterField(
            model_name="service",
            name="state",
            field=models.CharField(
                choices=[("draft", "Draft"), ("live", "Live"), ("paused", "Paused")], default="draft", max_length=7
            ),
        ),
    ]
