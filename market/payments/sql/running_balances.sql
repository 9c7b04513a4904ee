-- What each ledger transaction changed for a user, and their balance after it.
-- As a freelancer: what is theirs here (clearing and payable, less what they owe). As a client: what came back to them,
-- less what they paid. Transactions of %(ids)s stand in the result also where they changed nothing.
WITH moved AS (
    SELECT 'freelancer' AS side, e.transaction_id AS id, a.currency, e.amount
      FROM payments_ledgerentry e JOIN payments_ledgeraccount a ON a.id = e.account_id
     WHERE a.user_id = %(user)s AND a.kind IN ('clearing', 'payable', 'receivable')
    UNION ALL
    SELECT 'client', t.id, t.facts ->> 'currency',
           CASE WHEN t.kind = ANY(%(paid)s) THEN -1 WHEN t.kind = ANY(%(returned)s) THEN 1 ELSE 0 END
           * ((t.facts ->> 'amount')::numeric + (t.facts ->> 'fee')::numeric)
      FROM payments_ledgertransaction t
      JOIN contracts_milestone m ON m.id = t.milestone_id JOIN contracts_contract c ON c.id = m.contract_id
     WHERE c.client_id = %(user)s
    UNION ALL
    SELECT 'freelancer', t.id, t.facts ->> 'currency', 0.00
      FROM payments_ledgertransaction t
      JOIN contracts_milestone m ON m.id = t.milestone_id JOIN contracts_contract c ON c.id = m.contract_id
     WHERE t.id = ANY(%(ids)s) AND c.freelancer_id = %(user)s
), running AS (
    SELECT id, sum(amount) AS change, sum(sum(amount)) OVER (PARTITION BY side, currency ORDER BY id) AS balance
      FROM moved GROUP BY side, currency, id
)
SELECT id, change, balance FROM running WHERE id = ANY(%(ids)s)
