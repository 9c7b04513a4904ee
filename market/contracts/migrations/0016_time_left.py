"""What is left of the work, too, is stored while it is paused, not of the review alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0015_replaced_deliveries"),
    ]

    operations = [
        migrations.RenameField("milestone", "review_left", "time_left"),
    ]
