-- The platform's account at a provider is one for each rail. Old hashes stay what they are: Stripe was the only rail when
-- they were made, so that it alone is not named in a leg's form.

ALTER TABLE payments_ledgeraccount DISABLE TRIGGER append_only;
UPDATE payments_ledgeraccount SET rail = 'stripe' WHERE kind = 'provider';
ALTER TABLE payments_ledgeraccount ENABLE TRIGGER append_only;
DROP INDEX ledger_account_of;
CREATE UNIQUE INDEX ledger_account_of ON payments_ledgeraccount
    (kind, currency, coalesce(user_id, 0), coalesce(milestone_id, 0), rail);

DROP VIEW ledger_altered;
DROP FUNCTION ledger_leg(text, text, bigint, bigint, numeric);
CREATE FUNCTION ledger_leg(kind text, currency text, person bigint, milestone bigint, amount numeric, rail text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT concat_ws('/', kind, currency, coalesce(person::text, '-'), coalesce(milestone::text, '-'), amount::numeric(14, 2),
                     nullif(nullif(rail, ''), 'stripe'))
$$;

-- Every transaction whose stored hash is not that of its content.
CREATE VIEW ledger_altered AS
SELECT t.id, t.key
  FROM payments_ledgertransaction t
  LEFT JOIN LATERAL (
       SELECT string_agg(ledger_leg(a.kind, a.currency, a.user_id, a.milestone_id, e.amount, a.rail), ',' ORDER BY e.id) AS legs
         FROM payments_ledgerentry e JOIN payments_ledgeraccount a ON a.id = e.account_id
        WHERE e.transaction_id = t.id) l ON true
 WHERE t.content_hash IS DISTINCT FROM ledger_hash(t.key, t.kind, t.milestone_id, t.at, t.facts, t.posted_at, l.legs);
