-- Documents never change. Three things are written later, each once: the file that was drawn from the content, and the
-- emptying of what no law demands, when the account of its owner is erased.
CREATE FUNCTION documents_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'documents_document' THEN
        IF OLD.sha256 = '' AND NEW.sha256 <> '' AND OLD.erased_at IS NULL
            AND to_jsonb(NEW) - '{file,sha256,size}'::text[] = to_jsonb(OLD) - '{file,sha256,size}'::text[] THEN
            RETURN NEW;
        END IF;
        IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.content = '{}' AND NEW.file = ''
            AND OLD.kind IN ('income_certificate', 'yearly_statement', 'contract_file')
            AND to_jsonb(NEW) - '{content,file,erased_at}'::text[] = to_jsonb(OLD) - '{content,file,erased_at}'::text[] THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'documents stay as they were issued: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON documents_document
    FOR EACH ROW EXECUTE FUNCTION documents_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON documents_document
    FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse();
CREATE TRIGGER never_deleted BEFORE DELETE ON documents_series FOR EACH ROW EXECUTE FUNCTION documents_refuse();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON documents_series
    FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse();

-- Without gaps: a counter goes up by one, and a document has the number that its counter stands at.
CREATE FUNCTION documents_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last <> (CASE TG_OP WHEN 'INSERT' THEN 1 ELSE OLD.last + 1 END) THEN
        RAISE EXCEPTION 'numbers of documents have no gaps' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER one_by_one BEFORE INSERT OR UPDATE ON documents_series FOR EACH ROW EXECUTE FUNCTION documents_count();
CREATE FUNCTION documents_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM documents_series WHERE kind = NEW.kind AND year = NEW.year AND last = NEW.number) THEN
        RAISE EXCEPTION 'the number of a document is that of its counter' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER numbered BEFORE INSERT ON documents_document FOR EACH ROW EXECUTE FUNCTION documents_number();
