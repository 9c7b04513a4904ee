from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0017_changes_files'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='milestone',
            name='milestones_are_in_order',
        ),
        migrations.AddField(
            model_name='milestone',
            name='kind',
            field=models.CharField(choices=[('work', 'Work'), ('bonus', 'Bonus')], db_default='work', default='work', max_length=5),
        ),
        migrations.AddField(
            model_name='milestone',
            name='note',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'work')), fields=('contract', 'position'), name='milestones_are_in_order'),
        ),
        migrations.AddConstraint(
            model_name='milestone',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'work'), models.Q(('held_value', 0), ('kind', 'bonus'), ('position', 0), ('state__in', ['awaiting_funding', 'released', 'lapsed'])), _connector='OR'), name='bonuses_hold_nothing'),
        ),
    ]
