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

-- One business event: its key, all legs and the balances in one call. The same key again gives the first transaction;
-- the same key with other legs is refused. legs: [{"account", "currency", "user", "milestone", "amount", "rail"}].
CREATE OR REPLACE FUNCTION ledger_post(new_key text, new_kind text, of_milestone bigint, new_at timestamptz, new_facts jsonb, legs jsonb)
RETURNS TABLE (transaction_id bigint, is_new boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    this bigint;
    stamp timestamptz := clock_timestamp();
    said text;
    before text;
BEGIN
    SELECT string_agg(ledger_leg(leg.account, leg.currency, leg."user", leg.milestone, leg.amount, leg.rail), ',' ORDER BY leg.place)
      INTO said
      FROM ROWS FROM (jsonb_to_recordset(legs) AS (account text, currency text, "user" bigint, milestone bigint, amount numeric, rail text))
           WITH ORDINALITY AS leg(account, currency, "user", milestone, amount, rail, place);
    IF said IS NULL THEN
        RAISE EXCEPTION 'ledger transaction % has no legs', new_key USING ERRCODE = 'check_violation';
    END IF;

    INSERT INTO payments_ledgertransaction (key, kind, milestone_id, at, facts, posted_at, content_hash)
    VALUES (new_key, new_kind, of_milestone, new_at, new_facts, stamp,
            ledger_hash(new_key, new_kind, of_milestone, new_at, new_facts, stamp, said))
    ON CONFLICT (key) DO NOTHING RETURNING id INTO this;
    IF this IS NULL THEN
        SELECT t.id, t.kind || ':' || string_agg(
                   ledger_leg(a.kind, a.currency, a.user_id, a.milestone_id, e.amount, a.rail), ',' ORDER BY e.id)
          INTO this, before
          FROM payments_ledgertransaction t
          JOIN payments_ledgerentry e ON e.transaction_id = t.id JOIN payments_ledgeraccount a ON a.id = e.account_id
         WHERE t.key = new_key GROUP BY t.id;
        IF before IS DISTINCT FROM new_kind || ':' || said THEN
            RAISE EXCEPTION 'ledger key % was used for another event', new_key USING ERRCODE = 'unique_violation';
        END IF;
        RETURN QUERY SELECT this, false;
        RETURN;
    END IF;

    INSERT INTO payments_ledgeraccount (kind, currency, user_id, milestone_id, rail)
    SELECT DISTINCT leg.account, leg.currency, leg."user", leg.milestone, coalesce(leg.rail, '')
      FROM jsonb_to_recordset(legs) AS leg(account text, currency text, "user" bigint, milestone bigint, rail text)
     WHERE NOT EXISTS (
           SELECT FROM payments_ledgeraccount a
            WHERE a.kind = leg.account AND a.currency = leg.currency
              AND coalesce(a.user_id, 0) = coalesce(leg."user", 0)
              AND coalesce(a.milestone_id, 0) = coalesce(leg.milestone, 0) AND a.rail = coalesce(leg.rail, ''))
     ORDER BY 1, 2, 3, 4, 5
    ON CONFLICT DO NOTHING;

    WITH leg AS (
        SELECT a.id AS account_id, one.amount, one.place
          FROM ROWS FROM (jsonb_to_recordset(legs) AS (account text, currency text, "user" bigint, milestone bigint, amount numeric, rail text))
               WITH ORDINALITY AS one(account, currency, "user", milestone, amount, rail, place)
          JOIN payments_ledgeraccount a
            ON a.kind = one.account AND a.currency = one.currency
           AND coalesce(a.user_id, 0) = coalesce(one."user", 0)
           AND coalesce(a.milestone_id, 0) = coalesce(one.milestone, 0) AND a.rail = coalesce(one.rail, '')
    )
    INSERT INTO payments_ledgerentry (transaction_id, account_id, amount)
    SELECT this, leg.account_id, leg.amount FROM leg ORDER BY leg.place;

    -- Balances of people and holds: always locked in the order of their accounts, so that postings do not wait in a ring.
    PERFORM FROM payments_ledgerbalance b
      WHERE b.account_id IN (SELECT e.account_id FROM payments_ledgerentry e WHERE e.transaction_id = this)
      ORDER BY b.account_id FOR UPDATE;
    UPDATE payments_ledgerbalance b SET value = b.value + moved.amount
      FROM (SELECT e.account_id, sum(e.amount) AS amount FROM payments_ledgerentry e
             WHERE e.transaction_id = this GROUP BY e.account_id) moved
     WHERE b.account_id = moved.account_id;
    RETURN QUERY SELECT this, true;
END $$;

-- Every transaction whose stored hash is not that of its content.
CREATE VIEW ledger_altered AS
SELECT t.id, t.key
  FROM payments_ledgertransaction t
  LEFT JOIN LATERAL (
       SELECT string_agg(ledger_leg(a.kind, a.currency, a.user_id, a.milestone_id, e.amount, a.rail), ',' ORDER BY e.id) AS legs
         FROM payments_ledgerentry e JOIN payments_ledgeraccount a ON a.id = e.account_id
        WHERE e.transaction_id = t.id) l ON true
 WHERE t.content_hash IS DISTINCT FROM ledger_hash(t.key, t.kind, t.milestone_id, t.at, t.facts, t.posted_at, l.legs);
