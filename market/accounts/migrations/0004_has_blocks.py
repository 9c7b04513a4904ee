from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether anybody has to be left out of what she sees: known with her own row."""

    dependencies = [("accounts", "0003_has_programs")]

    operations = [migrations.AddField("user", "has_blocks", models.BooleanField(default=False, db_default=False))]
