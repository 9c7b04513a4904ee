"""The time zone is the account's. That of the notification settings moves there where somebody chose one: it is not the default."""

from django.db import migrations

MOVE = """
UPDATE accounts_user SET time_zone = own.time_zone FROM notifications_newssettings own
WHERE own.user_id = accounts_user.id AND own.time_zone <> 'Asia/Dhaka' AND accounts_user.time_zone = ''
"""


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0012_time_zone"),
        ("notifications", "0004_about_whom"),
    ]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="newssettings", name="time_zone"),
    ]
