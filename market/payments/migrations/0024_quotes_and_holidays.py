from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


RULES = (Path(__file__).resolve().parent.parent / "sql" / "exchange.sql").read_text()


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0017_changes_files'),
        ('payments', '0023_wallets'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('name_en', models.CharField(max_length=100)),
                ('name_bn', models.CharField(max_length=100)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='PayoutQuote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('currency', models.CharField(max_length=3)),
                ('payable_value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('rate_value', models.DecimalField(decimal_places=4, max_digits=10)),
                ('rate_day', models.DateField()),
                ('rate_source', models.CharField(max_length=300)),
                ('rate_at', models.DateTimeField()),
                ('gross_value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('margin_value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('cost_value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
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
            field=models.CharField(choices=[('provider', 'Balance at the payment provider'), ('fees', 'Fees earned'), ('provider_fees', 'Fees of the payment provider'), ('capital', 'Money of the operator'), ('held', 'Held'), ('fee_held', 'Fee held'), ('refunding', 'Refund on its way'), ('clearing', 'Clearing'), ('payable', 'Ready to pay out'), ('in_transit', 'On its way'), ('client_credit', 'Owed to a client'), ('contested', "Taken by a client's bank, not decided"), ('losses', 'Losses of the operator'), ('receivable', 'Owed by a freelancer'), ('exchange', 'Dollars taken over for taka')], max_length=20),
        ),
        migrations.AlterField(
            model_name='release',
            name='reason',
            field=models.CharField(choices=[('approved', 'Approved by the client'), ('silence', 'Approved by silence'), ('last_day', 'Released on the last day of holding'), ('part', 'A part released by the client'), ('ended', 'The contract was ended early by both'), ('dispute', 'The end of a dispute'), ('bonus', "A client's thanks"), ('exchanged', 'Exchanged for dollars')], max_length=10),
        ),
        migrations.AlterField(
            model_name='release',
            name='state',
            field=models.CharField(choices=[('clearing', 'Clearing'), ('payable', 'Ready to pay out'), ('in_transit', 'On its way'), ('paid_out', 'Paid out'), ('failed', 'Failed'), ('taken_back', "Taken by the client's bank"), ('given_back', 'Given back to the client'), ('withheld', 'Went to what was owed'), ('exchanged', 'Exchanged for taka')], default='clearing', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='ledgeraccount',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['provider', 'fees', 'provider_fees', 'capital', 'contested', 'losses', 'exchange']), ('milestone__isnull', True), ('user__isnull', True)), models.Q(('kind__in', ['held', 'fee_held', 'refunding']), ('milestone__isnull', False), ('user__isnull', True)), models.Q(('kind__in', ['clearing', 'payable', 'in_transit', 'client_credit', 'receivable']), ('milestone__isnull', True), ('user__isnull', False)), _connector='OR'), name='accounts_have_their_owner'),
        ),
        migrations.AddField(
            model_name='payoutquote',
            name='method',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='payments.payoutmethod'),
        ),
        migrations.AddField(
            model_name='payoutquote',
            name='payout',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='quote', to='payments.payout'),
        ),
        migrations.AddField(
            model_name='payoutquote',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payout_quotes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='release',
            name='quote',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='payments.payoutquote'),
        ),
        migrations.AddConstraint(
            model_name='payoutquote',
            constraint=models.CheckConstraint(condition=models.Q(('amount_value__gt', 0), ('rate_value__gt', 0)), name='quotes_have_a_rate'),
        ),
        migrations.AddConstraint(
            model_name='payoutquote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('payout', None)), models.Q(('accepted_at__isnull', False), ('payout__isnull', False)), _connector='OR'), name='accepted_quotes_have_a_payout'),
        ),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
    ]
