from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sandbox', '0006_sslcommerz'),
    ]

    operations = [
        migrations.CreateModel(
            name='BkashDeposit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('created', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='BkashTransfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trx_id', models.CharField(max_length=10, unique=True)),
                ('invoice', models.CharField(max_length=255, unique=True)),
                ('receiver', models.CharField(max_length=11)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('fee', models.DecimalField(decimal_places=2, max_digits=12)),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('completed', 'Completed'), ('failed', 'Failed'), ('reversed', 'Reversed')], default='completed', max_length=10)),
                ('later', models.CharField(blank=True, choices=[('pending', 'Pending'), ('completed', 'Completed'), ('failed', 'Failed'), ('reversed', 'Reversed')], default='', max_length=10)),
                ('created', models.DateTimeField()),
                ('settles_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AlterField(
            model_name='fault',
            name='kind',
            field=models.CharField(choices=[('duplicate', 'Duplicate'), ('delay', 'Delay'), ('reorder', 'Reorder'), ('drop', 'Drop'), ('api_error', 'Api Error'), ('lost_answer', 'Lost Answer'), ('slow', 'Slow'), ('transfer_refused', 'Transfer Refused'), ('refund_pending', 'Refund Pending'), ('refund_failed', 'Refund Failed'), ('payout_failed', 'Payout Failed'), ('more_needed', 'More Needed'), ('sms_refused', 'Sms Refused'), ('sms_late', 'Sms Late'), ('bkash_twice', 'Bkash Twice'), ('bkash_late', 'Bkash Late'), ('bkash_lost', 'Bkash Lost'), ('bkash_forged', 'Bkash Forged'), ('bkash_token', 'Bkash Token'), ('bkash_error', 'Bkash Error'), ('bkash_refused', 'Bkash Refused'), ('bkash_lost_answer', 'Bkash Lost Answer'), ('bkash_slow', 'Bkash Slow'), ('bkash_refund_late', 'Bkash Refund Late'), ('bkash_refund_refused', 'Bkash Refund Refused'), ('bkash_no_wallet', 'Bkash No Wallet'), ('bkash_over_limit', 'Bkash Over Limit'), ('bkash_low_balance', 'Bkash Low Balance'), ('bkash_payout_failed', 'Bkash Payout Failed'), ('bkash_payout_back', 'Bkash Payout Back'), ('forged', 'Forged'), ('api_refused', 'Api Refused')], max_length=20),
        ),
    ]
