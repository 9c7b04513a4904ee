from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "work_runs.sql"
BEFORE = (
    "CREATE OR REPLACE FUNCTION messaging_work_runs(talk bigint) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false'"
)


class Migration(migrations.Migration):
    """A talk in which a contract runs stays open to people who are kept apart."""

    dependencies = [("contracts", "0007_one_more_round"), ("messaging", "0006_closed_talks")]

    operations = [migrations.RunSQL(sql=SQL.read_text(encoding="utf-8"), reverse_sql=BEFORE)]
