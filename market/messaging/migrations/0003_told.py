from django.db import migrations, models


def begin_now(apps, schema_editor):
    """What was said before this stands is not told of any more."""
    newest = apps.get_model("messaging", "Message").objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest:
        apps.get_model("messaging", "Telling").objects.create(pk=1, message_id=newest)


class Migration(migrations.Migration):
    """Up to where people were told that something waits unread."""

    dependencies = [("messaging", "0002_append_messages")]

    operations = [
        migrations.CreateModel(
            name="Telling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="member",
            name="told_seq",
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(begin_now, migrations.RunPython.noop),
    ]
