from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0003_milestones_by_state'),
    ]

    operations = [
        migrations.AddField(
            model_name='milestone',
            name='refund_refused_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
