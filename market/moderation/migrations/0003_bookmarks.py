from django.db import migrations

# A site on which the rules never looked begins with what is new.
CARRY = """
INSERT INTO core_bookmark (reader, last_id)
SELECT reader, newest FROM (
    SELECT 'moderation.deeds', coalesce(
        (SELECT max(entry_id) FROM moderation_watch), (SELECT max(id) FROM core_auditentry))
    UNION ALL
    SELECT 'moderation.words', coalesce(
        (SELECT max(message_id) FROM moderation_watch), (SELECT max(id) FROM messaging_message))
) AS found (reader, newest) WHERE newest IS NOT NULL
"""


class Migration(migrations.Migration):
    """Up to where the rules have looked stands where others keep theirs."""

    dependencies = [
        ("moderation", "0002_what_was_decided_stays"),
        ("messaging", "0007_measures_hold"),
        ("core", "0005_bookmarks"),
    ]

    operations = [
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
        migrations.DeleteModel("Watch"),
    ]
