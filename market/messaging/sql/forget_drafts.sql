-- Who sends what was their draft is done with it, in the statement that writes the message. Of another message, sent by
-- another device or begun before, the draft knows nothing. A small index finds the drafts; they are locked in one order.
CREATE FUNCTION messaging_forget_drafts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH sent AS (
        SELECT m.id FROM messaging_member m
        JOIN added a ON m.conversation_id = a.conversation_id AND m.user_id = a.sender_id
        WHERE m.draft <> '' AND starts_with(a.text, btrim(m.draft, E' \n\r\t'))
        ORDER BY m.id FOR NO KEY UPDATE OF m
    )
    UPDATE messaging_member m SET draft = '', draft_at = NULL FROM sent WHERE m.id = sent.id;
    RETURN NULL;
END $$;
CREATE TRIGGER forget_drafts AFTER INSERT ON messaging_message
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION messaging_forget_drafts();
