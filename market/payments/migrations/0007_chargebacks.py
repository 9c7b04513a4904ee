from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

RULES = (Path(__file__).resolve().parent.parent / "sql" / "chargebacks.sql").read_text()


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0010_frozen_holds'),
        ('payments', '0006_alter_refund_reason_alter_release_reason'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Chargeback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dispute_id', models.CharField(max_length=255)),
                ('amount_value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('fee_value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('provider_fee_value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('currency', models.CharField(max_length=3)),
                ('reason', models.CharField(max_length=60)),
                ('state', models.CharField(choices=[('open', 'The bank looks at it'), ('won', 'Refused by the bank'), ('lost', 'Paid back by the bank')], default='open', max_length=4)),
                ('created_at', models.DateTimeField()),
                ('answer_by', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True)),
                ('check_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('held_value', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('fee_held_value', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('earned_value', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('owed_value', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('left_value', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='ledgeraccount',
            name='accounts_have_their_owner',
        ),
        migrations.AlterField(
            model_name='ledgeraccount',
            name='kind',
            field=models.CharField(choices=[('provider', 'Balance at the payment provider'), ('fees', 'Fees earned'), ('provider_fees', 'Fees of the payment provider'), ('capital', 'Money of the operator'), ('held', 'Held'), ('fee_held', 'Fee held'), ('refunding', 'Refund on its way'), ('clearing', 'Clearing'), ('payable', 'Ready to pay out'), ('in_transit', 'On its way'), ('client_credit', 'Owed to a client'), ('contested', "Taken by a client's bank, not decided"), ('losses', 'Losses of the operator'), ('receivable', 'Owed by a freelancer')], max_length=20),
        ),
        migrations.AlterField(
            model_name='release',
            name='state',
            field=models.CharField(choices=[('clearing', 'Clearing'), ('payable', 'Ready to pay out'), ('in_transit', 'On its way'), ('paid_out', 'Paid out'), ('failed', 'Failed'), ('taken_back', "Taken by the client's bank")], default='clearing', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='ledgeraccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['provider', 'fees', 'provider_fees', 'capital', 'contested', 'losses']), ('milestone__isnull', True), ('user__isnull', True)), models.Q(('kind__in', ['held', 'fee_held', 'refunding']), ('milestone__isnull', False), ('user__isnull', True)), models.Q(('kind__in', ['clearing', 'payable', 'in_transit', 'client_credit', 'receivable']), ('milestone__isnull', True), ('user__isnull', False)), _connector='OR'), name='accounts_have_their_owner'),
        ),
        migrations.AddField(
            model_name='chargeback',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='chargeback',
            name='funding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chargebacks', to='payments.funding'),
        ),
        migrations.AddIndex(
            model_name='chargeback',
            index=models.Index(condition=models.Q(('check_at__isnull', False)), fields=['check_at'], name='chargebacks_to_check'),
        ),
        migrations.AddConstraint(
            model_name='chargeback',
            constraint=models.UniqueConstraint(fields=('dispute_id', 'funding'), name='one_chargeback_of_a_dispute_and_funding'),
        ),
        migrations.AddConstraint(
            model_name='chargeback',
            constraint=models.CheckConstraint(condition=models.Q(('left_value__gte', 0)), name='chargebacks_take_no_more_than_they_may'),
        ),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
