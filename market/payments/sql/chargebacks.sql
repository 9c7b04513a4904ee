-- What a bank has taken, what is lost, and what a person owes may be below zero: these have no balance row.
CREATE OR REPLACE FUNCTION ledger_open_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind NOT IN ('provider', 'fees', 'provider_fees', 'capital', 'contested', 'losses', 'receivable') THEN
        INSERT INTO payments_ledgerbalance (account_id, value) VALUES (NEW.id, 0);
    END IF;
    RETURN NULL;
END $$;
