from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0026_posting")]

    operations = [
        migrations.AddField(
            model_name="release",
            name="recall_mark",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
    ]
