-- Not used any more: a closed talk can be read by both. It stays for processes of before that still run.
-- Which of a person's closed talks they cannot read either: all but those in which they blocked the other side themselves. Who
-- blocked somebody keeps what that person wrote, for a report or a dispute; who was blocked sees the talk nowhere.
CREATE FUNCTION messaging_hidden_from(person bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT hers.conversation_id
    FROM safety_block b
    JOIN messaging_member theirs ON theirs.user_id = b.blocker_id
    JOIN messaging_member hers ON hers.conversation_id = theirs.conversation_id AND hers.user_id = person
    WHERE b.blocked_id = person AND NOT messaging_work_runs(hers.conversation_id)
        AND NOT EXISTS (SELECT FROM safety_block o WHERE o.blocker_id = person AND o.blocked_id = b.blocker_id)
$$;
