import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ('payments', '0015_payout_methods'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='payout',
            name='account_number',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='payout',
            name='cost_value',
            field=models.DecimalField(decimal_places=2, default=0, max_digits=12),
        ),
        migrations.AddField(
            model_name='payout',
            name='method',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='payouts', to='payments.payoutmethod'),
        ),
        migrations.AddField(
            model_name='payout',
            name='payee_name',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='payout',
            name='routing_number',
            field=models.CharField(blank=True, max_length=9),
        ),
    ]
