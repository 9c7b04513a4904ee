"""The time zone is the account's. That of the profile moves there where somebody chose one: it is not the default."""

from django.db import migrations

MOVE = """
UPDATE accounts_user SET time_zone = own.time_zone FROM profiles_profile own
WHERE own.user_id = accounts_user.id AND own.time_zone <> 'Asia/Dhaka' AND accounts_user.time_zone = ''
"""


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0012_time_zone"),
        ("profiles", "0018_faces_of_users"),
    ]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="profile", name="time_zone"),
    ]
