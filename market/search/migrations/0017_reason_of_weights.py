from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0016_job_suggestions")]

    operations = [
        migrations.AlterField("rankingversion", "reason", models.CharField(max_length=1500)),
    ]
