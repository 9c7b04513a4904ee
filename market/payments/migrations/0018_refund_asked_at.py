from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('payments', '0017_payout_batches'),
    ]

    operations = [
        migrations.AddField(
            model_name='refund',
            name='asked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
