-- The one way into the ledger. A posting holds the locks of its balances from the last statement here until it commits.

-- One form of a leg and of a transaction, from which hashes are made. Both are expanded where they stand: `concat_ws` in a
-- function that is called immutable, or `extract` of an instant, would make each a call of its own.
CREATE OR REPLACE FUNCTION ledger_leg(kind text, currency text, person bigint, milestone bigint, amount numeric, rail text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT kind || '/' || currency || '/' || coalesce(person::text, '-') || '/' || coalesce(milestone::text, '-') || '/'
           || amount::numeric(14, 2)::text || CASE WHEN rail <> '' AND rail <> 'stripe' THEN '/' || rail ELSE '' END
$$;
CREATE OR REPLACE FUNCTION ledger_hash(key text, kind text, milestone bigint, at timestamptz, facts jsonb, posted_at timestamptz, legs text)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(concat_ws(E'\n', key, kind, coalesce(milestone::text, '-'), extract(epoch FROM at)::text,
                                       facts::text, extract(epoch FROM posted_at)::text, legs), 'UTF8'))
$$;

-- One business event: its key, all legs and the balances in one call. The same key again gives the first transaction;
-- the same key with other legs is refused. legs: [{"account", "currency", "user", "milestone", "amount", "rail"}]. Each step
-- is a statement whose plan is the same for a ledger of any size: rows are found by their index, one after the other.
CREATE OR REPLACE FUNCTION ledger_post(new_key text, new_kind text, of_milestone bigint, new_at timestamptz, new_facts jsonb, legs jsonb)
RETURNS TABLE (transaction_id bigint, is_new boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    stamp timestamptz := clock_timestamp();
    accounts bigint[];
    amounts numeric[];
    form text;
    before text;
    this bigint;
    moved record;
BEGIN
    FOR attempt IN 1..2 LOOP
        SELECT array_agg((SELECT a.id FROM payments_ledgeraccount a
                           WHERE a.kind = leg.account AND a.currency = leg.currency
                             AND coalesce(a.user_id, 0) = coalesce(leg."user", 0)
                             AND coalesce(a.milestone_id, 0) = coalesce(leg.milestone, 0)
                             AND a.rail = coalesce(leg.rail, '')) ORDER BY leg.place),
               array_agg(leg.amount ORDER BY leg.place),
               string_agg(ledger_leg(leg.account, leg.currency, leg."user", leg.milestone, leg.amount, leg.rail), ','
                          ORDER BY leg.place)
          INTO accounts, amounts, form
          FROM ROWS FROM (jsonb_to_recordset(legs)
                          AS (account text, currency text, "user" bigint, milestone bigint, amount numeric, rail text))
               WITH ORDINALITY AS leg(account, currency, "user", milestone, amount, rail, place);
        EXIT WHEN array_position(accounts, NULL) IS NULL;
        INSERT INTO payments_ledgeraccount (kind, currency, user_id, milestone_id, rail)
        SELECT leg.account, leg.currency, leg."user", leg.milestone, coalesce(leg.rail, '')
          FROM jsonb_to_recordset(legs) AS leg(account text, currency text, "user" bigint, milestone bigint, rail text)
         ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT DO NOTHING;
    END LOOP;
    IF form IS NULL THEN
        RAISE EXCEPTION 'ledger transaction % has no legs', new_key USING ERRCODE = 'check_violation';
    END IF;

    INSERT INTO payments_ledgertransaction (key, kind, milestone_id, at, facts, posted_at, content_hash)
    VALUES (new_key, new_kind, of_milestone, new_at, new_facts, stamp,
            ledger_hash(new_key, new_kind, of_milestone, new_at, new_facts, stamp, form))
    ON CONFLICT (key) DO NOTHING RETURNING id INTO this;
    IF this IS NULL THEN
        SELECT t.id, t.kind || ':' || string_agg(
                   ledger_leg(a.kind, a.currency, a.user_id, a.milestone_id, e.amount, a.rail), ',' ORDER BY e.id)
          INTO this, before
          FROM payments_ledgertransaction t
          JOIN payments_ledgerentry e ON e.transaction_id = t.id JOIN payments_ledgeraccount a ON a.id = e.account_id
         WHERE t.key = new_key GROUP BY t.id;
        IF before IS DISTINCT FROM new_kind || ':' || form THEN
            RAISE EXCEPTION 'ledger key % was used for another event', new_key USING ERRCODE = 'unique_violation';
        END IF;
        RETURN QUERY SELECT this, false;
        RETURN;
    END IF;

    INSERT INTO payments_ledgerentry (transaction_id, account_id, amount)
    SELECT this, leg.account, leg.amount FROM unnest(accounts, amounts) AS leg(account, amount);

    -- Balances of people and holds: always locked in the order of their accounts, so that postings do not wait in a ring.
    FOR moved IN SELECT leg.account, sum(leg.amount) AS amount FROM unnest(accounts, amounts) AS leg(account, amount)
                  GROUP BY leg.account ORDER BY leg.account LOOP
        UPDATE payments_ledgerbalance b SET value = b.value + moved.amount WHERE b.account_id = moved.account;
    END LOOP;
    RETURN QUERY SELECT this, true;
END $$;
