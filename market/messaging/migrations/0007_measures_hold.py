from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Who is suspended or limited by moderators is refused where messages come in."""

    dependencies = [("messaging", "0006_closed_talks"), ("accounts", "0006_measures")]

    operations = [
        migrations.RunSQL(
            sql=(SQL / "append_messages.sql").read_text(encoding="utf-8"), reverse_sql=migrations.RunSQL.noop
        ),
    ]
