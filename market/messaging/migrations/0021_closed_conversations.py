from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Nobody writes to a closed account."""

    dependencies = [("messaging", "0020_messages_as_one_row_each")]

    operations = [
        migrations.RunSQL(
            sql=(SQL / "append_messages.sql").read_text(encoding="utf-8"), reverse_sql=migrations.RunSQL.noop
        ),
    ]
