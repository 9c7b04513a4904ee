from django.db import migrations

FORWARD = """
CREATE FUNCTION profiles_require_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held record;
BEGIN
    SELECT holder_id, state INTO held FROM training_certificate WHERE id = NEW.certificate_id FOR SHARE;
    IF held.holder_id IS NULL OR held.holder_id <> NEW.user_id THEN
        RAISE EXCEPTION 'a profile stands on the certificate of its own person'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'profile_has_own_certificate';
    END IF;
    IF held.state <> 'valid' AND (TG_OP = 'INSERT' OR (NEW.state = 'published' AND OLD.state <> 'published')) THEN
        RAISE EXCEPTION 'a revoked certificate carries no profile'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'profile_has_valid_certificate';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER profile_has_certificate
    BEFORE INSERT OR UPDATE OF user_id, certificate_id, state ON profiles_profile
    FOR EACH ROW EXECUTE FUNCTION profiles_require_certificate();

CREATE FUNCTION profiles_keep_holder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM profiles_profile WHERE certificate_id = NEW.id AND user_id IS DISTINCT FROM NEW.holder_id) THEN
        RAISE EXCEPTION 'the certificate of a profile keeps its holder'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'profile_has_own_certificate';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER certificate_keeps_holder
    BEFORE UPDATE OF holder_id ON training_certificate
    FOR EACH ROW EXECUTE FUNCTION profiles_keep_holder();
"""

BACKWARD = """
DROP TRIGGER certificate_keeps_holder ON training_certificate;
DROP FUNCTION profiles_keep_holder();
DROP TRIGGER profile_has_certificate ON profiles_profile;
DROP FUNCTION profiles_require_certificate();
"""


class Migration(migrations.Migration):
    """The database refuses a profile whose certificate is not its person's, or is revoked."""

    dependencies = [("profiles", "0001_initial"), ("training", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
