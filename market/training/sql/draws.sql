-- A selection is a record from the moment at which the hash of its seed is public: the seed is the one that was committed,
-- a place is written once by a draw and never changed, and what is published stays as it is.

CREATE FUNCTION keep_selection() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later CONSTANT text[] := '{sealed_seed,told_to}';
BEGIN
    IF TG_OP = 'UPDATE' AND (new.seed = '' OR encode(sha256(convert_to(new.seed, 'UTF8')), 'hex') = new.seed_hash)
       AND (new.id, new.phase_id, new.rule, new.seed_hash, new.committed_at) = (old.id, old.phase_id, old.rule, old.seed_hash, old.committed_at)
       AND new.committed_by_id IS NOT DISTINCT FROM old.committed_by_id
       AND old.seed IN ('', new.seed)
       AND (old.state <> 'published' OR to_jsonb(new) - later = to_jsonb(old) - later) THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'a selection stays what it was' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION keep_place_drawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' AND NOT EXISTS (
        SELECT FROM training_selection WHERE state = 'published' AND id = CASE TG_OP WHEN 'INSERT' THEN new.selection_id ELSE old.selection_id END
    ) THEN
        RETURN CASE TG_OP WHEN 'INSERT' THEN new ELSE old END;
    END IF;
    RAISE EXCEPTION 'what was drawn is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER keep_selection BEFORE UPDATE OR DELETE ON training_selection FOR EACH ROW EXECUTE FUNCTION keep_selection();
CREATE TRIGGER keep_place_drawn BEFORE INSERT OR UPDATE OR DELETE ON training_selectionplace
    FOR EACH ROW EXECUTE FUNCTION keep_place_drawn();
CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE ON training_selectionchange FOR EACH ROW EXECUTE FUNCTION keep_record();
