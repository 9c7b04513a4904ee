from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Who is banned reads "banned" where messages come in, not "suspended"."""

    dependencies = [("messaging", "0008_bookmark"), ("accounts", "0006_measures")]

    operations = [
        migrations.RunSQL(
            sql=(SQL / "append_messages.sql").read_text(encoding="utf-8"), reverse_sql=migrations.RunSQL.noop
        ),
    ]
