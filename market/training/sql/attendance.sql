-- What counts of the marks of attendance. Of each source the last mark counts:
--   1. A decision of the office stands above all.
--   2. The roll: a mark that settles (it has a reason) replaces what marks before it said, those of a code too. Marks after it that differ
--      (two phones) are a contradiction.
--   3. A code that was entered means present. If the roll says absent without a reason, that is a contradiction.
--   4. Until a contradiction is settled, the first mark of the roll or a code counts, by the order in which they came: nobody changes
--      what counts by a mark without a reason.
--   5. Who was absent can make the class up, and then be excused for an outage, which leaves the class out of the share.

CREATE OR REPLACE FUNCTION best_attendance(marks text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN 'present' = ANY (marks) THEN 'present'
        WHEN 'late' = ANY (marks) THEN 'late'
        WHEN 'made_up' = ANY (marks) THEN 'made_up'
        WHEN 'excused' = ANY (marks) THEN 'excused'
        WHEN 'absent' = ANY (marks) THEN 'absent'
        ELSE ''
    END
$$;

-- Of a bulk load no row is looked for by itself, whatever the planner expects: statistics may be of an empty table. Plans
-- are not kept, therefore EXECUTE: one for a single code would be used for thousands of rows too.
CREATE OR REPLACE FUNCTION write_attendance() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = on AS $$
BEGIN
    PERFORM set_config('enable_nestloop', 'off', true) FROM added HAVING count(*) > 500;
    INSERT INTO training_attendance (session_id, enrolment_id)
    SELECT DISTINCT session_id, enrolment_id FROM added ORDER BY enrolment_id, session_id
    ON CONFLICT DO NOTHING;
    -- Whoever writes for the same trainee and class waits here, and then reads what was written before.
    EXECUTE $query$
    SELECT FROM training_attendance WHERE (enrolment_id, session_id) IN (SELECT enrolment_id, session_id FROM added)
    ORDER BY enrolment_id, session_id FOR NO KEY UPDATE
    $query$;
    EXECUTE $query$
    WITH pairs AS (
        SELECT DISTINCT session_id, enrolment_id FROM added
    ), marks AS (
        SELECT m.*, coalesce(max(m.id) FILTER (WHERE m.settles) OVER pair, 0) AS settled
        FROM training_attendancemark m JOIN pairs USING (session_id, enrolment_id)
        WINDOW pair AS (PARTITION BY m.session_id, m.enrolment_id)
    ), says AS (
        SELECT session_id, enrolment_id,
            coalesce(max(value) FILTER (WHERE source = 'code'), '') AS code,
            coalesce(max(value) FILTER (WHERE source = 'code' AND id > settled), '') AS code_since,
            coalesce((array_agg(value ORDER BY id DESC) FILTER (WHERE source = 'roll'))[1], '') AS roll,
            best_attendance(array_agg(value) FILTER (WHERE source = 'roll' AND id >= settled)) AS best_roll,
            count(DISTINCT value) FILTER (WHERE source = 'roll' AND id >= settled) > 1 AS rolls_differ,
            (array_agg(value ORDER BY id) FILTER (WHERE source IN ('roll', 'code') AND id >= settled))[1] AS first,
            coalesce(max(value) FILTER (WHERE source = 'made_up'), '') AS made_up,
            coalesce(max(value) FILTER (WHERE source = 'outage'), '') AS outage,
            coalesce((array_agg(value ORDER BY id DESC) FILTER (WHERE source = 'office'))[1], '') AS office
        FROM marks GROUP BY session_id, enrolment_id
    ), heard AS (
        SELECT *, rolls_differ OR code_since <> '' AND best_roll = 'absent' AS differ FROM says
    )
    UPDATE training_attendance a SET
        code = s.code, roll = s.roll, made_up = s.made_up, outage = s.outage, office = s.office,
        is_contradicted = s.office = '' AND s.differ,
        counts = CASE
            WHEN s.office <> '' THEN s.office
            WHEN s.differ AND s.first IN ('present', 'late') THEN s.first
            WHEN s.differ THEN best_attendance(ARRAY[s.made_up, s.outage, s.first])
            WHEN s.best_roll IN ('present', 'late') THEN s.best_roll
            ELSE best_attendance(ARRAY[s.code_since, s.made_up, s.outage, s.best_roll])
        END
    FROM heard s WHERE s.session_id = a.session_id AND s.enrolment_id = a.enrolment_id
    $query$;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER write_attendance AFTER INSERT ON training_attendancemark
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION write_attendance();
