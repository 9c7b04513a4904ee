from pathlib import Path

from django.db import migrations

RULES = (Path(__file__).resolve().parent.parent / "sql" / "ledger.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_ledger")]

    operations = [migrations.RunSQL(RULES, migrations.RunSQL.noop)]
