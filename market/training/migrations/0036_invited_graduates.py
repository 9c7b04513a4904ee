from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0035_indexes_once"),
    ]

    operations = [
        migrations.RenameField(model_name="tracerresult", old_name="asked", new_name="invited"),
    ]
