-- A seal and signatures are decided on once, and never changed: certificates carry them.

CREATE FUNCTION keep_signatories() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := '{state,decided_by_id,decided_at,answer}';
BEGIN
    IF TG_OP = 'UPDATE' AND old.state = 'proposed' AND new.state <> 'proposed'
       AND to_jsonb(new) - decision = to_jsonb(old) - decision THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'a seal is decided on once, and never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER keep_signatories BEFORE UPDATE OR DELETE ON training_signatories
FOR EACH ROW EXECUTE FUNCTION keep_signatories();
