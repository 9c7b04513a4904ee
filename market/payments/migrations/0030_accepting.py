from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0029_answering")]

    operations = [
        migrations.AddField("chargeback", "accepted_at", models.DateTimeField(blank=True, null=True)),
    ]
