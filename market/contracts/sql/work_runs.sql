-- Whether a contract runs in a talk, or money of one is held or in dispute: then its people have to reach each other,
-- blocked or not. An order that was never paid is none yet.
CREATE OR REPLACE FUNCTION messaging_work_runs(talk bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM contracts_contract c
        WHERE c.conversation_id = talk AND (
            (c.state = 'active' AND (c.bid_id IS NOT NULL OR EXISTS (
                SELECT FROM contracts_milestone p WHERE p.contract_id = c.id AND p.funded_at IS NOT NULL)))
            OR EXISTS (
                SELECT FROM contracts_milestone m
                WHERE m.contract_id = c.id AND (m.held_value > 0 OR m.state = 'disputed')))
    )
$$;
