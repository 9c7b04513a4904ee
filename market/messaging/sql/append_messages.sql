-- The only way a message comes into a talk: for one message of a page, and for all that a server's sockets sent in one tick.
--
-- Takes arrays of equal length, one place per message; sender null makes a system line. Numbers the messages of each
-- conversation without a gap, in the order of the arrays. Gives a row per place:
--   outcome  created | known (sent before: the first row is given again) | stranger (no member) | too_many | apart (a
--            block keeps the sender and another member apart, and no work of theirs runs) | blocked (the same, and the sender
--            blocked) | suspended | banned | limited (moderators
--            keep the sender from writing at all, or to people who never wrote in the talk while no work runs)
--            | no_file (one of the files is not the sender's) | too_early (files, before another member wrote, while no
--            money was ever held for work of theirs)
--   members  of the conversation: whom to tell
CREATE OR REPLACE FUNCTION append_messages(
    conversations bigint[], senders bigint[], client_ids uuid[], texts text[], codes text[], all_facts jsonb[], file_ids text[],
    instant timestamptz, per_minute integer
) RETURNS TABLE (place bigint, outcome text, id bigint, seq bigint, created_at timestamptz, members bigint[])
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    -- Two calls lock what they share in the same order, so neither waits for the other for ever. The statement after
    -- this one sees what was committed before the locks were had, and nothing comes in until we commit. A block takes
    -- the same locks: a message is either before it, or refused.
    PERFORM 1 FROM messaging_conversation c WHERE c.id = ANY (conversations) ORDER BY c.id FOR NO KEY UPDATE;

    RETURN QUERY
    WITH sent AS (
        SELECT u.*, string_to_array(nullif(u.file_ids, ''), ',')::uuid[] AS files, coalesce(u.client_id, gen_random_uuid()) AS twin_key
        FROM unnest(conversations, senders, client_ids, texts, codes, all_facts, file_ids)
            WITH ORDINALITY AS u (conversation_id, sender_id, client_id, text, code, facts, file_ids, place)
    ), judged AS (
        SELECT s.*, k.id AS known_id, k.seq AS known_seq, k.created_at AS known_at,
            CASE WHEN s.sender_id IS NOT NULL AND m.id IS NULL THEN 'stranger'
                 WHEN k.id IS NOT NULL THEN 'known'
                 WHEN EXISTS (
                     SELECT FROM safety_block b JOIN messaging_member o
                         ON o.conversation_id = s.conversation_id
                         AND o.user_id = CASE WHEN b.blocker_id = s.sender_id THEN b.blocked_id ELSE b.blocker_id END
                     WHERE b.blocker_id = s.sender_id OR b.blocked_id = s.sender_id
                 ) AND NOT messaging_work_runs(s.conversation_id) THEN 'apart'
                 WHEN EXISTS (SELECT FROM accounts_user u WHERE u.id = s.sender_id AND u.suspended_until >= '9999-01-01+00')
                     THEN 'banned'
                 WHEN EXISTS (SELECT FROM accounts_user u WHERE u.id = s.sender_id AND u.suspended_until > instant)
                     THEN 'suspended'
                 WHEN EXISTS (SELECT FROM accounts_user u WHERE u.id = s.sender_id AND u.limited_until > instant)
                     AND NOT EXISTS (
                         SELECT FROM messaging_message o
                         WHERE o.conversation_id = s.conversation_id AND o.sender_id <> s.sender_id
                     ) AND NOT messaging_work_runs(s.conversation_id) THEN 'limited'
                 WHEN s.files IS NOT NULL AND EXISTS (
                     SELECT FROM unnest(s.files) AS f
                     WHERE NOT EXISTS (SELECT FROM files_upload u WHERE u.id = f AND u.owner_id = s.sender_id)
                 ) THEN 'no_file'
                 WHEN s.files IS NOT NULL AND NOT EXISTS (
                     SELECT FROM messaging_message o
                     WHERE o.conversation_id = s.conversation_id AND o.sender_id <> s.sender_id
                 ) AND NOT EXISTS (
                     SELECT FROM messaging_conversation c
                     WHERE c.id = s.conversation_id AND c.contact_open_at IS NOT NULL
                 ) THEN 'too_early'
                 WHEN row_number() OVER (PARTITION BY s.conversation_id, s.sender_id, s.twin_key ORDER BY s.place) > 1
                     THEN 'twin'
                 ELSE 'new' END AS verdict
        FROM sent s
        LEFT JOIN messaging_member m ON m.conversation_id = s.conversation_id AND m.user_id = s.sender_id
        LEFT JOIN messaging_message k
            ON k.conversation_id = s.conversation_id AND k.sender_id = s.sender_id AND k.client_id = s.client_id
    ), counted AS (
        INSERT INTO core_limitcounter AS c (key, "window", used)
        SELECT 'message:' || j.sender_id, date_trunc('minute', clock_timestamp()), count(*)
        FROM judged j WHERE j.verdict = 'new' AND j.sender_id IS NOT NULL
        GROUP BY j.sender_id ORDER BY j.sender_id
        ON CONFLICT (key, "window") DO UPDATE SET used = c.used + excluded.used
        RETURNING c.key, c.used
    ), ranked AS (
        SELECT j.*, coalesce(
            c.used - count(*) OVER (PARTITION BY j.sender_id)
                + row_number() OVER (PARTITION BY j.sender_id ORDER BY j.place) > per_minute, false) AS over_limit
        FROM judged j LEFT JOIN counted c ON c.key = 'message:' || j.sender_id
        WHERE j.verdict = 'new'
    ), written AS (
        INSERT INTO messaging_message
            (conversation_id, seq, sender_id, client_id, text, code, facts, file_count, created_at)
        SELECT r.conversation_id, c.last_seq + row_number() OVER (PARTITION BY r.conversation_id ORDER BY r.place),
            r.sender_id, r.client_id, r.text, r.code, r.facts, coalesce(cardinality(r.files), 0), instant
        FROM ranked r JOIN messaging_conversation c ON c.id = r.conversation_id
        WHERE NOT r.over_limit
        RETURNING id, conversation_id, seq
    ), moved AS (
        UPDATE messaging_conversation c SET last_seq = w.last, last_message_at = instant
        FROM (SELECT conversation_id, max(seq) AS last FROM written GROUP BY conversation_id) w
        WHERE c.id = w.conversation_id
    ), placed AS (
        -- What was written, back to the places: both stand in the same order within their conversation.
        SELECT r.place, w.id, w.seq
        FROM (SELECT *, row_number() OVER (PARTITION BY conversation_id ORDER BY place) AS nth
              FROM ranked WHERE NOT over_limit) r
        JOIN (SELECT *, row_number() OVER (PARTITION BY conversation_id ORDER BY seq) AS nth FROM written) w
            ON w.conversation_id = r.conversation_id AND w.nth = r.nth
    ), attached AS (
        INSERT INTO messaging_messagefile (message_id, upload_id, position)
        SELECT p.id, f.id, f.position
        FROM placed p JOIN ranked r ON r.place = p.place
            CROSS JOIN LATERAL unnest(r.files) WITH ORDINALITY AS f (id, position)
    ), answered AS (
        SELECT j.place, j.conversation_id, j.sender_id, j.client_id,
            CASE WHEN j.verdict = 'apart' AND EXISTS (
                     SELECT FROM safety_block b JOIN messaging_member o
                         ON o.conversation_id = j.conversation_id AND o.user_id = b.blocked_id
                     WHERE b.blocker_id = j.sender_id
                 ) THEN 'blocked'
                 WHEN j.verdict IN ('stranger', 'known', 'apart', 'suspended', 'banned', 'limited', 'no_file', 'too_early')
                     THEN j.verdict
                 WHEN p.id IS NOT NULL THEN 'created'
                 WHEN j.verdict = 'twin' THEN 'twin' ELSE 'too_many' END AS outcome,
            coalesce(p.id, j.known_id) AS id, coalesce(p.seq, j.known_seq) AS seq,
            coalesce(j.known_at, instant) AS created_at
        FROM judged j LEFT JOIN placed p ON p.place = j.place
    )
    SELECT a.place,
        CASE WHEN a.outcome <> 'twin' THEN a.outcome WHEN f.id IS NULL THEN 'too_many' ELSE 'known' END,
        coalesce(a.id, f.id), coalesce(a.seq, f.seq), a.created_at,
        (SELECT array_agg(m.user_id ORDER BY m.user_id) FROM messaging_member m
         WHERE m.conversation_id = a.conversation_id AND a.outcome NOT IN ('stranger', 'apart', 'blocked', 'suspended', 'banned', 'limited', 'no_file', 'too_early'))
    FROM answered a
    LEFT JOIN answered f ON a.outcome = 'twin' AND f.outcome = 'created' AND f.conversation_id = a.conversation_id
        AND f.sender_id = a.sender_id AND f.client_id = a.client_id
    ORDER BY a.place;
END
$$;
