"""Whether somebody has devices to push to stands with her settings, so that telling her asks no more for it."""

from django.db import migrations, models

FILL = """
UPDATE notifications_newssettings AS hers SET has_devices = true
WHERE EXISTS (SELECT FROM notifications_subscription AS device WHERE device.user_id = hers.user_id)
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_ways_to_be_told")]

    operations = [
        migrations.AddField("newssettings", "has_devices", models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
