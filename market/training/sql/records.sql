-- Rows that are a record of what was done: nobody changes or deletes one. Only a text that a person wrote, the columns
-- that the trigger names, may become empty, when that person's account is erased.

CREATE FUNCTION keep_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(new) - TG_ARGV = to_jsonb(old) - TG_ARGV
       AND NOT EXISTS (SELECT FROM unnest(TG_ARGV) name WHERE to_jsonb(new) ->> name NOT IN ('', to_jsonb(old) ->> name)) THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
