-- The only way a message comes into a talk: for one message of a page, and for all that a server's sockets sent in one tick.
--
-- Takes arrays of equal length, one place per message; sender null makes a system line. Numbers the messages of each
-- conversation without a gap, in the order of the arrays. Gives a row per place:
--   outcome  created | known (sent before: the first row is given again) | stranger (no member) | too_many | apart (a
--            block keeps the sender and another member apart, and no work of theirs runs; or all others closed their accounts) | blocked (the same, and the sender
--            blocked) | suspended | banned | limited (moderators
--            keep the sender from writing at all, or to people who never wrote in the talk while no work runs)
--            | no_file (one of the files is not the sender's) | no_reply (no message of that number to reply to) | too_early (files, before another member wrote, while no
--            money was ever held for work of theirs) | too_many_firsts (a new client wrote first to so many in a day, and
--            nobody has answered)
--   members  of the conversation: whom to tell
CREATE OR REPLACE FUNCTION append_messages(
    conversations bigint[], senders bigint[], client_ids uuid[], texts text[], codes text[], all_facts jsonb[], file_ids text[],
    replies_to bigint[], instant timestamptz, per_minute integer, first_contacts integer
) RETURNS TABLE (place bigint, outcome text, id bigint, seq bigint, created_at timestamptz, members bigint[])
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    partly_left bigint[];  -- talks with a member who closed the account
    silent bigint[];  -- talks in which nobody has turned to anybody yet: no words of a person, and no bid
BEGIN
    -- Two calls lock what they share in the same order, so neither waits for the other for ever. The statement after
    -- this one sees what was committed before the locks were had, and nothing comes in until we commit. A block takes
    -- the same locks: a message is either before it, or refused.
    PERFORM 1 FROM messaging_conversation c WHERE c.id = ANY (conversations) ORDER BY c.id FOR NO KEY UPDATE;
    partly_left := ARRAY(
        SELECT DISTINCT m.conversation_id FROM messaging_member m JOIN accounts_user u ON u.id = m.user_id
        WHERE m.conversation_id = ANY (conversations) AND NOT u.is_active
    );
    silent := ARRAY(
        SELECT DISTINCT u.conversation_id FROM unnest(conversations, senders) AS u (conversation_id, sender_id)
        WHERE u.sender_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM messaging_message m
            WHERE m.conversation_id = u.conversation_id AND (m.sender_id IS NOT NULL OR m.code = 'bid.submitted')
        )
    );
    -- Of those that a new client sends to several strangers at once, one is counted after the other.
    IF cardinality(silent) > 0 THEN
        PERFORM pg_advisory_xact_lock(hashtext('first_contacts'), (f.sender_id % 2147483647)::integer)
        FROM (
            SELECT DISTINCT u.sender_id FROM unnest(conversations, senders) AS u (conversation_id, sender_id)
            WHERE u.conversation_id = ANY (silent) AND messaging_is_newcomer(u.sender_id)
            ORDER BY u.sender_id
        ) f;
    END IF;

    -- PostgreSQL does not know how many messages come, and would join the steps by comparing each with each. So a
    -- message goes through all of them as one row; what it needs of others stands in windows over them.
    RETURN QUERY
    WITH sent AS (
        SELECT u.*, u.sender_id IS NOT NULL AND u.conversation_id = ANY (silent) AS is_first,
            string_to_array(nullif(u.file_ids, ''), ',')::uuid[] AS files,
            coalesce(u.client_id, gen_random_uuid()) AS twin_key, 'message:' || u.sender_id AS counter
        FROM unnest(conversations, senders, client_ids, texts, codes, all_facts, file_ids, replies_to)
            WITH ORDINALITY AS u (conversation_id, sender_id, client_id, text, code, facts, file_ids, reply_to, place)
    ), judged AS (
        SELECT s.*, c.last_seq, r.id AS reply_to_id, k.id AS known_id, k.seq AS known_seq, k.created_at AS known_at,
            CASE WHEN s.sender_id IS NOT NULL AND m.id IS NULL THEN 'stranger'
                 WHEN k.id IS NOT NULL THEN 'known'
                 WHEN EXISTS (
                     SELECT FROM safety_block b JOIN messaging_member o
                         ON o.conversation_id = s.conversation_id
                         AND o.user_id = CASE WHEN b.blocker_id = s.sender_id THEN b.blocked_id ELSE b.blocker_id END
                     WHERE b.blocker_id = s.sender_id OR b.blocked_id = s.sender_id
                 ) AND NOT messaging_work_runs(s.conversation_id) THEN 'apart'
                 WHEN s.conversation_id = ANY (partly_left) AND (
                     SELECT bool_and(NOT u.is_active) FROM messaging_member o JOIN accounts_user u ON u.id = o.user_id
                     WHERE o.conversation_id = s.conversation_id AND o.user_id <> s.sender_id
                 ) THEN 'apart'
                 WHEN w.suspended_until >= '9999-01-01+00' THEN 'banned'
                 WHEN w.suspended_until > instant THEN 'suspended'
                 WHEN w.limited_until > instant AND NOT EXISTS (
                     SELECT FROM messaging_message o
                     WHERE o.conversation_id = s.conversation_id AND o.sender_id <> s.sender_id
                 ) AND NOT messaging_work_runs(s.conversation_id) THEN 'limited'
                 WHEN s.files IS NOT NULL AND EXISTS (
                     SELECT FROM unnest(s.files) AS f
                     WHERE NOT EXISTS (SELECT FROM files_upload u WHERE u.id = f AND u.owner_id = s.sender_id)
                 ) THEN 'no_file'
                 WHEN s.reply_to IS NOT NULL AND r.id IS NULL THEN 'no_reply'
                 WHEN s.files IS NOT NULL AND c.contact_open_at IS NULL AND NOT EXISTS (
                     SELECT FROM messaging_message o
                     WHERE o.conversation_id = s.conversation_id AND o.sender_id <> s.sender_id
                 ) THEN 'too_early'
                 WHEN s.is_first AND messaging_is_newcomer(s.sender_id)
                     AND messaging_unanswered(s.sender_id, instant - interval '1 day')
                         + dense_rank() OVER (PARTITION BY s.sender_id, s.is_first ORDER BY s.conversation_id) > first_contacts
                     THEN 'too_many_firsts'
                 WHEN row_number() OVER (PARTITION BY s.conversation_id, s.sender_id, s.twin_key ORDER BY s.place) > 1
                     THEN 'twin'
                 ELSE 'new' END AS verdict
        FROM sent s
        LEFT JOIN messaging_conversation c ON c.id = s.conversation_id
        LEFT JOIN accounts_user w ON w.id = s.sender_id
        LEFT JOIN messaging_member m ON m.conversation_id = s.conversation_id AND m.user_id = s.sender_id
        LEFT JOIN messaging_message k
            ON k.conversation_id = s.conversation_id AND k.sender_id = s.sender_id AND k.client_id = s.client_id
        LEFT JOIN messaging_message r ON r.conversation_id = s.conversation_id AND r.seq = s.reply_to
    ), counted AS (
        INSERT INTO core_limitcounter AS c (key, "window", used)
        SELECT j.counter, date_trunc('minute', clock_timestamp()), count(*)
        FROM judged j WHERE j.verdict = 'new' AND j.sender_id IS NOT NULL
        GROUP BY j.sender_id, j.counter ORDER BY j.sender_id
        ON CONFLICT (key, "window") DO UPDATE SET used = c.used + excluded.used
        RETURNING c.key, c.used
    ), limited AS (
        SELECT jsonb_object_agg(c.key, c.used) AS used FROM counted c
    ), ranked AS (
        SELECT j.*, j.verdict = 'new' AND j.last_seq IS NOT NULL AND coalesce(
            (l.used ->> j.counter)::bigint - count(*) FILTER (WHERE j.verdict = 'new') OVER (PARTITION BY j.sender_id)
                + count(*) FILTER (WHERE j.verdict = 'new') OVER (PARTITION BY j.sender_id ORDER BY j.place) <= per_minute,
            true) AS is_new
        FROM judged j CROSS JOIN limited l
    ), numbered AS (
        SELECT n.*, CASE WHEN n.is_new THEN nextval('messaging_message_id_seq') END AS id
        FROM (
            SELECT r.*, CASE WHEN r.is_new THEN r.last_seq
                + count(*) FILTER (WHERE r.is_new) OVER (PARTITION BY r.conversation_id ORDER BY r.place) END AS seq
            FROM ranked r
        ) n
    ), written AS (
        INSERT INTO messaging_message
            (id, conversation_id, seq, sender_id, client_id, text, code, facts, file_count, reply_to_id, created_at)
        SELECT n.id, n.conversation_id, n.seq, n.sender_id, n.client_id, n.text, n.code, n.facts,
            coalesce(cardinality(n.files), 0), n.reply_to_id, instant
        FROM numbered n WHERE n.is_new
    ), moved AS (
        UPDATE messaging_conversation c SET last_seq = w.seq, last_message_at = instant
        FROM (SELECT n.conversation_id, max(n.seq) AS seq FROM numbered n WHERE n.is_new GROUP BY n.conversation_id) w
        WHERE c.id = w.conversation_id
    ), attached AS (
        INSERT INTO messaging_messagefile (message_id, upload_id, position)
        SELECT n.id, f.id, f.position
        FROM numbered n CROSS JOIN LATERAL unnest(n.files) WITH ORDINALITY AS f (id, position)
        WHERE n.is_new
    ), answered AS (
        SELECT n.*, first_value(n.id) OVER twins AS first_id, first_value(n.seq) OVER twins AS first_seq
        FROM numbered n
        WINDOW twins AS (PARTITION BY n.conversation_id, n.sender_id, n.twin_key ORDER BY n.place)
    )
    SELECT a.place,
        CASE WHEN a.is_new THEN 'created'
             WHEN a.verdict = 'twin' AND a.first_id IS NOT NULL THEN 'known'
             WHEN a.verdict IN ('new', 'twin') THEN 'too_many'
             WHEN a.verdict = 'apart' AND EXISTS (
                 SELECT FROM safety_block b JOIN messaging_member o
                     ON o.conversation_id = a.conversation_id AND o.user_id = b.blocked_id
                 WHERE b.blocker_id = a.sender_id
             ) THEN 'blocked'
             ELSE a.verdict END,
        coalesce(a.known_id, a.first_id), coalesce(a.known_seq, a.first_seq), coalesce(a.known_at, instant),
        (SELECT array_agg(m.user_id ORDER BY m.user_id) FROM messaging_member m
         WHERE m.conversation_id = a.conversation_id AND a.verdict IN ('new', 'twin', 'known'))
    FROM answered a
    ORDER BY a.place;
END
$$;
