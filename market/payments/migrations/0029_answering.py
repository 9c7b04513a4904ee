from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0028_evidence_files")]

    operations = [
        migrations.AddField("chargeback", "answering_until", models.DateTimeField(null=True, blank=True)),
    ]
