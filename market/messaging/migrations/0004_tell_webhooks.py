from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "tell_webhooks.sql"


class Migration(migrations.Migration):
    """Messages are told to programs that asked for it, in the statement that writes them."""

    dependencies = [("messaging", "0003_told"), ("integrations", "0001_initial")]

    operations = [
        migrations.RunSQL(
            sql=SQL.read_text(encoding="utf-8"),
            reverse_sql="DROP TRIGGER tell_webhooks ON messaging_message; DROP FUNCTION messaging_tell_webhooks()",
        )
    ]
