-- The ledger's rules. What must never be is refused here, whoever asks.

ALTER TABLE payments_ledgertransaction ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE payments_ledgertransaction ALTER COLUMN posted_at SET DEFAULT clock_timestamp();
ALTER TABLE payments_ledgerblock ADD COLUMN horizon xid8 NOT NULL;
CREATE INDEX ledger_in_order ON payments_ledgertransaction (xid, id);
-- "is not distinct from" uses no index: accounts are looked up by this one.
CREATE UNIQUE INDEX ledger_account_of ON payments_ledgeraccount
    (kind, currency, coalesce(user_id, 0), coalesce(milestone_id, 0));

-- Append-only: rows are never changed or deleted.
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payments_ledgertransaction
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payments_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payments_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payments_ledgerblock
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER never_deleted BEFORE DELETE ON payments_ledgerbalance
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON payments_ledgertransaction
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON payments_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON payments_ledgeraccount
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON payments_ledgerblock
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON payments_ledgerbalance
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- Zero-sum per currency, looked at when the transaction commits.
CREATE FUNCTION ledger_zero_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT account.currency, sum(entry.amount) AS amount INTO wrong
      FROM payments_ledgerentry entry JOIN payments_ledgeraccount account ON account.id = entry.account_id
     WHERE entry.transaction_id = NEW.transaction_id
     GROUP BY account.currency HAVING sum(entry.amount) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger transaction % does not sum to zero: % %', NEW.transaction_id, wrong.amount, wrong.currency
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER zero_sum AFTER INSERT ON payments_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_zero_sum();

-- One form of a leg and of a transaction, from which hashes are made.
CREATE FUNCTION ledger_leg(kind text, currency text, person bigint, milestone bigint, amount numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT concat_ws('/', kind, currency, coalesce(person::text, '-'), coalesce(milestone::text, '-'), amount::numeric(14, 2))
$$;
CREATE FUNCTION ledger_hash(key text, kind text, milestone bigint, at timestamptz, facts jsonb, posted_at timestamptz, legs text)
RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(convert_to(concat_ws(E'\n', key, kind, coalesce(milestone::text, '-'), extract(epoch FROM at)::text,
                                       facts::text, extract(epoch FROM posted_at)::text, legs), 'UTF8'))
$$;

-- How an event is written: posting.sql.

-- An account of a person or of a hold begins with a balance row of zero.
CREATE FUNCTION ledger_open_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind NOT IN ('provider', 'fees', 'provider_fees', 'capital') THEN
        INSERT INTO payments_ledgerbalance (account_id, value) VALUES (NEW.id, 0);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER open_balance AFTER INSERT ON payments_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION ledger_open_balance();

-- Seal what no running transaction can precede any more: one writer at a time, nobody who posts waits for it.
CREATE FUNCTION ledger_seal(seal_at timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    head payments_ledgerblock%ROWTYPE;
    upto xid8 := pg_snapshot_xmin(pg_current_snapshot());
    since xid8 := '0';
    chain bytea := ''::bytea;
    hashes bytea;
    counted integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ledger_seal'));
    SELECT * INTO head FROM payments_ledgerblock ORDER BY number DESC LIMIT 1;
    IF FOUND THEN
        since := head.horizon;
        chain := head.block_hash;
    END IF;
    SELECT count(*), string_agg(content_hash, ''::bytea ORDER BY xid, id) INTO counted, hashes
      FROM payments_ledgertransaction WHERE xid >= since AND xid < upto;
    IF counted = 0 THEN
        RETURN 0;
    END IF;
    INSERT INTO payments_ledgerblock (number, previous_hash, block_hash, transactions, sealed_at, horizon)
    VALUES (coalesce(head.number, 0) + 1, chain, sha256(chain || hashes), counted, seal_at, upto);
    RETURN counted;
END $$;

-- Every transaction whose stored hash is not that of its content.
CREATE VIEW ledger_altered AS
SELECT t.id, t.key
  FROM payments_ledgertransaction t
  LEFT JOIN LATERAL (
       SELECT string_agg(ledger_leg(a.kind, a.currency, a.user_id, a.milestone_id, e.amount), ',' ORDER BY e.id) AS legs
         FROM payments_ledgerentry e JOIN payments_ledgeraccount a ON a.id = e.account_id
        WHERE e.transaction_id = t.id) l ON true
 WHERE t.content_hash IS DISTINCT FROM ledger_hash(t.key, t.kind, t.milestone_id, t.at, t.facts, t.posted_at, l.legs);

-- Every block that is not the seal of what it covers and of the block before.
CREATE VIEW ledger_broken_blocks AS
SELECT b.number
  FROM (SELECT number, previous_hash, block_hash, transactions, horizon,
               lag(block_hash, 1, ''::bytea) OVER (ORDER BY number) AS before_hash,
               lag(horizon, 1, '0'::xid8) OVER (ORDER BY number) AS before_horizon,
               lag(number, 1, 0::bigint) OVER (ORDER BY number) AS before_number
          FROM payments_ledgerblock) b
  CROSS JOIN LATERAL (
       SELECT count(*) AS counted, string_agg(t.content_hash, ''::bytea ORDER BY t.xid, t.id) AS hashes
         FROM payments_ledgertransaction t WHERE t.xid >= b.before_horizon AND t.xid < b.horizon) c
 WHERE b.number <> b.before_number + 1 OR b.previous_hash <> b.before_hash OR b.transactions <> c.counted
    OR b.block_hash IS DISTINCT FROM sha256(b.before_hash || c.hashes);

-- Transactions that no block covers yet.
CREATE VIEW ledger_unsealed AS
SELECT t.id, t.key, t.at, t.posted_at, t.xid < pg_snapshot_xmin(pg_current_snapshot()) AS is_sealable
  FROM payments_ledgertransaction t
 WHERE t.xid >= coalesce((SELECT horizon FROM payments_ledgerblock ORDER BY number DESC LIMIT 1), '0'::xid8);
