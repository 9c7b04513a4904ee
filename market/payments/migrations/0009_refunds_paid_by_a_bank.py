from django.db import migrations

# What a bank paid of a refund that had failed stands in the books alone so far.
PAID_BY_A_BANK = """
WITH paid AS (
    SELECT t.milestone_id, -sum(e.amount) AS credit, max(t.at) AS at
      FROM payments_ledgertransaction t JOIN payments_ledgerentry e ON e.transaction_id = t.id
      JOIN payments_ledgeraccount a ON a.id = e.account_id
     WHERE t.kind = 'chargeback_lost' AND a.kind = 'client_credit' GROUP BY t.milestone_id),
owed AS (
    SELECT r.id, paid.at, r.amount_value + r.fee_value AS whole, paid.credit - (
               sum(r.amount_value + r.fee_value) OVER (PARTITION BY r.milestone_id ORDER BY r.id)
               - r.amount_value - r.fee_value) AS credit
      FROM payments_refund r JOIN paid ON paid.milestone_id = r.milestone_id WHERE r.state = 'failed')
UPDATE payments_refund r
   SET repaid_value = least(owed.whole, owed.credit),
       repaid_at = CASE WHEN owed.credit >= owed.whole THEN owed.at END
  FROM owed WHERE owed.id = r.id AND owed.credit > 0
"""


class Migration(migrations.Migration):

    dependencies = [('payments', '0008_refunds_repaid_another_way')]

    operations = [migrations.RunSQL(PAID_BY_A_BANK, migrations.RunSQL.noop)]
