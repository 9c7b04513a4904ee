from pathlib import Path

from django.db import migrations

RULES = (Path(__file__).resolve().parent.parent / "sql" / "rules.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_documents")]

    operations = [migrations.RunSQL(RULES, migrations.RunSQL.noop)]
