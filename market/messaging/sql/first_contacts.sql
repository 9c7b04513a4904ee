-- First contact of new clients. Nobody is sent pictures, links or words by many strangers at once.

-- Whether somebody is new here as a client: money was never held for work of theirs, and no certificate of theirs is valid.
CREATE OR REPLACE FUNCTION messaging_is_newcomer(person bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM messaging_member m JOIN messaging_conversation c ON c.id = m.conversation_id
        WHERE m.user_id = person AND c.contact_open_at IS NOT NULL
    ) AND NOT EXISTS (SELECT FROM training_certificate t WHERE t.holder_id = person AND t.state = 'valid')
$$;

-- In how many talks somebody was the first to write since an instant, and nobody has answered.
CREATE OR REPLACE FUNCTION messaging_unanswered(person bigint, since timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(DISTINCT m.conversation_id) FROM messaging_message m
    WHERE m.sender_id = person AND m.created_at > since
        AND NOT EXISTS (
            SELECT FROM messaging_message o
            WHERE o.conversation_id = m.conversation_id AND (
                o.sender_id <> person OR o.code = 'bid.submitted' OR o.sender_id = person AND o.created_at <= since)
        )
$$;
