from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / 'sql'
FIXED = (SQL / 'fixed_entries.sql').read_text()
UNDO = (SQL / 'draws.sql').read_text().split('CREATE FUNCTION keep_place_drawn')[0].replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION')


class Migration(migrations.Migration):

    dependencies = [
        ('training', '0016_applying'),
    ]

    operations = [
        migrations.AddField(
            model_name='selection',
            name='entries',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='selection',
            name='entries_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='selection',
            name='entries_hash',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='selectionchange',
            name='entries_changed',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='selectionchange',
            name='entries_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='selectionchange',
            name='seats_changed',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.RunSQL(FIXED, UNDO),
    ]
