-- Messages come in by one SQL function, from sockets without passing through Python's transaction; so what programs
-- outside are told of them is written here, in that same statement. Ids only, never texts.
CREATE FUNCTION messaging_tell_webhooks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM integrations_endpoint WHERE is_on AND events @> ARRAY['message.created']::varchar[]) THEN
        INSERT INTO integrations_delivery (endpoint_id, key, kind, facts, state, tries, created_at, due_at)
        SELECT e.id, gen_random_uuid(), 'message.created',
            jsonb_build_object('conversation', a.conversation_id, 'message', a.id, 'seq', a.seq, 'sender', a.sender_id),
            'waiting', 0, a.created_at, a.created_at
        FROM added a
        JOIN messaging_member m ON m.conversation_id = a.conversation_id
        JOIN integrations_endpoint e ON e.user_id = m.user_id
        WHERE e.is_on AND e.events @> ARRAY['message.created']::varchar[];
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_webhooks AFTER INSERT ON messaging_message
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION messaging_tell_webhooks();
