-- What the site has taken over of one currency and gave in another may be below zero: no balance row.
CREATE OR REPLACE FUNCTION ledger_open_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind NOT IN ('provider', 'fees', 'provider_fees', 'capital', 'contested', 'losses', 'receivable', 'exchange') THEN
        INSERT INTO payments_ledgerbalance (account_id, value) VALUES (NEW.id, 0);
    END IF;
    RETURN NULL;
END $$;
