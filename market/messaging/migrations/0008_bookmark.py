from django.db import migrations

CARRY = """
INSERT INTO core_bookmark (reader, last_id)
SELECT 'messaging.told', max(message_id) FROM messaging_telling HAVING count(*) > 0
"""


class Migration(migrations.Migration):
    """Up to where people were told stands where others keep theirs."""

    dependencies = [("messaging", "0007_measures_hold"), ("core", "0005_bookmarks")]

    operations = [
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
        migrations.DeleteModel("Telling"),
    ]
