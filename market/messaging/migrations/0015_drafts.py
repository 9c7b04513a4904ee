from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

SQL = Path(__file__).parent.parent / "sql" / "forget_drafts.sql"


class Migration(migrations.Migration):
    """What members have begun to write; who sends a message is done with it."""

    dependencies = [
        ('messaging', '0014_sorting'),
    ]

    operations = [
        migrations.AddField(
            model_name='member',
            name='draft',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddField(
            model_name='member',
            name='draft_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(condition=~Q(draft=''), fields=['conversation', 'user'], name='drafts'),
        ),
        migrations.RunSQL(
            sql=SQL.read_text(encoding="utf-8"),
            reverse_sql="DROP TRIGGER forget_drafts ON messaging_message; DROP FUNCTION messaging_forget_drafts()",
        ),
    ]
