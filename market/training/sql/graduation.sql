-- No certificate without a place: in a batch with a calendar of classes each one is of a trainee of that batch, for good.

CREATE FUNCTION keep_certificate_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF new.enrolment_id IS NOT DISTINCT FROM old.enrolment_id THEN
            RETURN new;
        END IF;
        RAISE EXCEPTION 'a certificate stays with its place' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF new.enrolment_id IS NULL AND EXISTS (SELECT FROM training_classsession WHERE batch_id = new.batch_id)
       OR new.enrolment_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM training_enrolment
           WHERE id = new.enrolment_id AND batch_id = new.batch_id AND state IN ('accepted', 'completed')) THEN
        RAISE EXCEPTION 'a certificate needs a place in its batch' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN new;
END $$;

CREATE TRIGGER keep_certificate_place BEFORE INSERT OR UPDATE OF enrolment_id ON training_certificate
FOR EACH ROW EXECUTE FUNCTION keep_certificate_place();

-- An exception is decided once; before and after nothing of it changes but texts of erased accounts, which become empty.

CREATE FUNCTION keep_graduation_exception() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decision CONSTANT text[] := '{state,decided_by_id,decided_at,answer}';
    texts CONSTANT text[] := '{reason,answer}';
BEGIN
    IF TG_OP = 'UPDATE' AND (
        old.state = 'proposed' AND new.state <> 'proposed' AND to_jsonb(new) - decision = to_jsonb(old) - decision
        OR to_jsonb(new) - texts = to_jsonb(old) - texts
           AND new.reason IN ('', old.reason) AND new.answer IN ('', old.answer)) THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'an exception is decided once, and never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER keep_graduation_exception BEFORE UPDATE OR DELETE ON training_graduationexception
FOR EACH ROW EXECUTE FUNCTION keep_graduation_exception();
