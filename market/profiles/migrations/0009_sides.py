from django.db import migrations


class Migration(migrations.Migration):
    """Who has a profile has two sides; she begins on that of the freelancer."""

    dependencies = [("profiles", "0008_house_rules_and_proven_payment"), ("accounts", "0002_devices_tokens_and_leaving")]

    operations = [
        migrations.RunSQL(
            "UPDATE accounts_user SET side = 'freelancer' WHERE side = '' AND id IN (SELECT user_id FROM profiles_profile)",
            migrations.RunSQL.noop,
        )
    ]
