-- What is drawn from is a record, too: the entries from the moment at which their hash is public, the free seats from the
-- first draw on.

CREATE OR REPLACE FUNCTION keep_selection() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later CONSTANT text[] := '{sealed_seed,told_to}';
BEGIN
    IF TG_OP = 'UPDATE' AND (new.seed = '' OR encode(sha256(convert_to(new.seed, 'UTF8')), 'hex') = new.seed_hash)
       AND (new.id, new.phase_id, new.rule, new.seed_hash, new.committed_at) = (old.id, old.phase_id, old.rule, old.seed_hash, old.committed_at)
       AND new.committed_by_id IS NOT DISTINCT FROM old.committed_by_id
       AND old.seed IN ('', new.seed)
       AND (old.entries_at IS NULL OR (new.entries, new.entries_hash, new.entries_at) = (old.entries, old.entries_hash, old.entries_at))
       AND (old.drawn_at IS NULL OR (new.drawn_at IS NOT NULL AND new.seats = old.seats))
       AND (old.state <> 'published' OR to_jsonb(new) - later = to_jsonb(old) - later) THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'a selection stays what it was' USING ERRCODE = 'integrity_constraint_violation';
END $$;
