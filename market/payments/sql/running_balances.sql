-- What each ledger transaction changed for a user, and their balance after it.
-- As a freelancer: what is theirs here (clearing and payable, less what they owe), told backwards from what it is now, so
-- that the newest lines of a long statement are as quick as those of a short one. As a client: what came back to them,
-- less what they paid. Transactions of %(ids)s stand in the result also where they changed nothing.
WITH mine AS MATERIALIZED (
    SELECT id, currency, kind FROM payments_ledgeraccount
     WHERE user_id = %(user)s AND kind IN ('clearing', 'payable', 'receivable')
), now AS (
    SELECT currency, sum(amount) AS amount
      FROM (SELECT m.currency, b.value AS amount FROM mine m JOIN payments_ledgerbalance b ON b.account_id = m.id
            UNION ALL
            SELECT m.currency, e.amount FROM mine m JOIN payments_ledgerentry e ON e.account_id = m.id
             WHERE m.kind = 'receivable') parts
     GROUP BY currency
), since AS (
    SELECT id, currency, sum(amount) AS change
      FROM (SELECT e.transaction_id AS id, m.currency, e.amount
              FROM mine m JOIN payments_ledgerentry e ON e.account_id = m.id AND e.transaction_id >= %(oldest)s
            UNION ALL
            SELECT t.id, t.facts ->> 'currency', 0.00
              FROM payments_ledgertransaction t
              JOIN contracts_milestone m ON m.id = t.milestone_id JOIN contracts_contract c ON c.id = m.contract_id
             WHERE t.id = ANY(%(ids)s) AND c.freelancer_id = %(user)s) parts
     GROUP BY id, currency
), as_freelancer AS (
    SELECT id, change,
           coalesce(now.amount, 0) - coalesce(sum(change) OVER newer, 0) AS balance
      FROM since LEFT JOIN now USING (currency)
    WINDOW newer AS (PARTITION BY currency ORDER BY id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
), as_client AS (
    SELECT t.id, change, sum(change) OVER (PARTITION BY t.facts ->> 'currency' ORDER BY t.id) AS balance
      FROM payments_ledgertransaction t
      JOIN contracts_milestone m ON m.id = t.milestone_id JOIN contracts_contract c ON c.id = m.contract_id
      CROSS JOIN LATERAL (SELECT CASE WHEN t.kind = ANY(%(paid)s) THEN -1 WHEN t.kind = ANY(%(returned)s) THEN 1 ELSE 0 END
                                 * ((t.facts ->> 'amount')::numeric + (t.facts ->> 'fee')::numeric) AS change) moved
     WHERE c.client_id = %(user)s
)
SELECT id, change, balance FROM as_freelancer WHERE id = ANY(%(ids)s)
UNION ALL
SELECT id, change, balance FROM as_client WHERE id = ANY(%(ids)s)
