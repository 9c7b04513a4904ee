from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "append_messages.sql"


class Migration(migrations.Migration):
    """The one function by which messages come into a talk."""

    dependencies = [("messaging", "0001_initial"), ("core", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql=SQL.read_text(encoding="utf-8"),
            reverse_sql="DROP FUNCTION append_messages(bigint[], bigint[], uuid[], text[], text[], jsonb[], timestamptz, integer)",
        )
    ]
