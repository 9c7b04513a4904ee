import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


# What was owed of lost chargebacks becomes a debt that later earnings pay.
DEBTS = """
INSERT INTO payments_debt
       (freelancer_id, chargeback_id, currency, amount_value, left_value, passed_on_value, created_at)
SELECT k.freelancer_id, c.id, c.currency, c.owed_value, c.owed_value, 0, coalesce(c.ended_at, c.created_at)
  FROM payments_chargeback c JOIN payments_funding f ON f.id = c.funding_id
  JOIN contracts_milestone m ON m.id = f.milestone_id JOIN contracts_contract k ON k.id = m.contract_id
 WHERE c.owed_value > 0 ORDER BY c.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0019_given_back'),
        ('payments', '0020_bonuses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='refund',
            name='reason',
            field=models.CharField(choices=[('agreed', 'Agreed by the freelancer'), ('given', 'Given by the freelancer'), ('idle', 'Nothing happened for a long time'), ('cancelled', 'Late, and cancelled by the client after notice'), ('last_day', 'The last day of holding was reached'), ('late_payment', 'The payment came after the milestone had ended'), ('ended', 'The contract was ended early by both'), ('dispute', 'The end of a dispute'), ('given_back', 'Given back by the freelancer after the release')], max_length=12),
        ),
        migrations.AlterField(
            model_name='release',
            name='state',
            field=models.CharField(choices=[('clearing', 'Clearing'), ('payable', 'Ready to pay out'), ('in_transit', 'On its way'), ('paid_out', 'Paid out'), ('failed', 'Failed'), ('taken_back', "Taken by the client's bank"), ('given_back', 'Given back to the client'), ('withheld', 'Went to what was owed')], default='clearing', max_length=10),
        ),
        migrations.CreateModel(
            name='GiveBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount_value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('left_value', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('currency', models.CharField(max_length=3)),
                ('reason', models.TextField()),
                ('state', models.CharField(choices=[('open', 'Being called back'), ('done', 'Given back')], default='done', max_length=4)),
                ('created_at', models.DateTimeField()),
                ('check_at', models.DateTimeField(blank=True, null=True)),
                ('milestone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='give_backs', to='contracts.milestone')),
            ],
        ),
        migrations.CreateModel(
            name='Debt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('currency', models.CharField(max_length=3)),
                ('amount_value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('left_value', models.DecimalField(decimal_places=2, max_digits=12)),
                ('passed_on_value', models.DecimalField(decimal_places=2, default=0, max_digits=12)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('chargeback', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='debt', to='payments.chargeback')),
                ('freelancer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='debts', to=settings.AUTH_USER_MODEL)),
                ('give_back', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='debt', to='payments.giveback')),
            ],
        ),
        migrations.AddIndex(
            model_name='giveback',
            index=models.Index(condition=models.Q(('check_at__isnull', False)), fields=['check_at'], name='give_backs_to_check'),
        ),
        migrations.AddConstraint(
            model_name='giveback',
            constraint=models.CheckConstraint(condition=models.Q(('amount_value__gt', 0), ('left_value__gte', 0), ('left_value__lte', models.F('amount_value'))), name='no_more_is_called_back_than_given'),
        ),
        migrations.AddConstraint(
            model_name='giveback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('left_value__gt', 0), ('state', 'open')), models.Q(('left_value', 0), ('state', 'done')), _connector='OR'), name='give_backs_end_when_nothing_is_left'),
        ),
        migrations.AddIndex(
            model_name='debt',
            index=models.Index(condition=models.Q(('left_value__gt', 0)), fields=['freelancer', 'currency'], name='debts_open'),
        ),
        migrations.AddConstraint(
            model_name='debt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('chargeback__isnull', True), ('give_back__isnull', False)), models.Q(('chargeback__isnull', False), ('give_back__isnull', True)), _connector='OR'), name='debts_have_one_reason'),
        ),
        migrations.AddConstraint(
            model_name='debt',
            constraint=models.CheckConstraint(condition=models.Q(('left_value__gte', 0), ('left_value__lte', models.F('amount_value'))), name='debts_are_paid_once'),
        ),
        migrations.AddConstraint(
            model_name='debt',
            constraint=models.CheckConstraint(condition=models.Q(('passed_on_value__gte', 0), ('passed_on_value__lte', django.db.models.expressions.CombinedExpression(models.F('amount_value'), '-', models.F('left_value')))), name='debts_pass_on_what_was_paid'),
        ),
        migrations.RunSQL(DEBTS, migrations.RunSQL.noop),
    ]
