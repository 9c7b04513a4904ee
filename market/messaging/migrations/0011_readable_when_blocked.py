from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Who blocked somebody can still read their conversation, and is told so where they write in it."""

    dependencies = [("messaging", "0010_names_by_key"), ("safety", "0002_blocks")]

    operations = [
        migrations.RunSQL(
            sql=(SQL / "hidden_talks.sql").read_text(encoding="utf-8"),
            reverse_sql="DROP FUNCTION messaging_hidden_from(bigint)",
        ),
        migrations.RunSQL(
            sql=(SQL / "append_messages.sql").read_text(encoding="utf-8"), reverse_sql=migrations.RunSQL.noop
        ),
    ]
