-- Which talks are closed to a person, since a block keeps her and another member apart. Derived, in one place for pages,
-- API and sockets; for most people it finds nothing in two short index scans.

-- Whether work of its people goes on in a talk: then it stays open. Contracts, which know, put their own in this place.
CREATE FUNCTION messaging_work_runs(talk bigint) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false';

CREATE FUNCTION messaging_closed_to(person bigint) RETURNS SETOF bigint LANGUAGE sql STABLE AS $$
    SELECT hers.conversation_id
    FROM safety_block b
    JOIN messaging_member theirs
        ON theirs.user_id = CASE WHEN b.blocker_id = person THEN b.blocked_id ELSE b.blocker_id END
    JOIN messaging_member hers ON hers.conversation_id = theirs.conversation_id AND hers.user_id = person
    WHERE (b.blocker_id = person OR b.blocked_id = person) AND NOT messaging_work_runs(hers.conversation_id)
$$;
