from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """People who are kept apart: the talks that this closes, and no message into one."""

    dependencies = [("messaging", "0005_seen_by"), ("safety", "0002_blocks")]

    operations = [
        migrations.RunSQL(
            sql=(SQL / "closed_talks.sql").read_text(encoding="utf-8"),
            reverse_sql="DROP FUNCTION messaging_closed_to(bigint); DROP FUNCTION messaging_work_runs(bigint)",
        ),
        migrations.RunSQL(
            sql=(SQL / "append_messages.sql").read_text(encoding="utf-8"), reverse_sql=migrations.RunSQL.noop
        ),
    ]
