from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0021_after_the_release")]

    operations = [
        migrations.AddIndex(
            model_name="ledgerentry",
            index=models.Index(fields=["account", "transaction"], name="entries_by_transaction"),
        ),
    ]
