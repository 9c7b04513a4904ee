import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0022_entries_by_transaction'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='payout',
            name='asked_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='payout',
            name='denial_reason',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='payout',
            name='denied_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='payout',
            name='hold_up',
            field=models.CharField(blank=True, choices=[('low_balance', 'The site has too little money at bKash'), ('unavailable', 'bKash does not answer'), ('unclear', 'bKash has not confirmed it')], default='', max_length=11),
        ),
        migrations.AddField(
            model_name='payout',
            name='transfer_id',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddIndex(
            model_name='payout',
            index=models.Index(condition=models.Q(('hold_up', ''), _negated=True), fields=['hold_up'], name='payouts_held_up'),
        ),
        migrations.AddConstraint(
            model_name='payout',
            constraint=models.UniqueConstraint(condition=models.Q(('transfer_id', ''), _negated=True), fields=('rail', 'transfer_id'), name='one_payout_per_transfer'),
        ),
    ]
