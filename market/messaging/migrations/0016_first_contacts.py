from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"
FUNCTIONS = "\n".join((SQL / name).read_text(encoding="utf-8") for name in ("first_contacts.sql", "append_messages.sql"))


class Migration(migrations.Migration):
    """New clients begin few conversations in a day."""

    dependencies = [
        ("messaging", "0015_drafts"),
        ("training", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            sql=FUNCTIONS,  # older forms of the function stay, for processes that still run
            reverse_sql="DROP FUNCTION IF EXISTS append_messages("
            "bigint[], bigint[], uuid[], text[], text[], jsonb[], text[], bigint[], timestamptz, integer, integer);"
            "DROP FUNCTION messaging_unanswered(bigint, timestamptz); DROP FUNCTION IF EXISTS messaging_is_silent(bigint);"
            "DROP FUNCTION messaging_is_newcomer(bigint)",
        ),
    ]
