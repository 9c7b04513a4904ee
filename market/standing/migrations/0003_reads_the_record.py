from django.db import migrations

# Whom earlier deeds concern was noted with them.
CARRY = """
INSERT INTO core_bookmark (reader, last_id)
SELECT 'standing.deeds', max(id) FROM core_auditentry HAVING count(*) > 0
"""


class Migration(migrations.Migration):
    """Whom deeds concern is read from the record."""

    dependencies = [("standing", "0002_count_everybody"), ("core", "0005_bookmarks")]

    operations = [migrations.RunSQL(CARRY, migrations.RunSQL.noop)]
