from django.db import migrations, models


class Migration(migrations.Migration):
    """A ticket's socket ends with what the ticket was asked for with."""

    dependencies = [("realtime", "0001_initial")]

    operations = [
        migrations.AddField("ticket", "session_key", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("ticket", "token_digest", models.CharField(blank=True, default="", max_length=128)),
    ]
