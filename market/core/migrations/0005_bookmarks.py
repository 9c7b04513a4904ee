from django.db import migrations, models


class Migration(migrations.Migration):
    """How far each reader has read a table whose rows are only added."""

    dependencies = [("core", "0004_more_looks")]

    operations = [
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                ("reader", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("last_id", models.PositiveBigIntegerField(default=0)),
            ],
        ),
    ]
