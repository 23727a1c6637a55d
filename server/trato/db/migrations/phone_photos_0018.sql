-- Row security of former photos, and triggers that say which people were written by which transaction.
-- Applied by migration 0018 and never edited afterwards.

ALTER TABLE former_photos ENABLE ROW LEVEL SECURITY;
ALTER TABLE former_photos FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON former_photos TO trato_system
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::bigint));
CREATE POLICY person ON former_photos TO trato_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::bigint)
    AND (SELECT nullif(current_setting('app.user_id', true), ''))::bigint IS NOT NULL
    AND EXISTS (SELECT 1 FROM contacts k WHERE k.tenant_id = former_photos.tenant_id AND k.id = former_photos.contact_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON former_photos TO trato_app, trato_system;

-- `xid` names the transaction that wrote last. Who remembers below which number all transactions had ended when they
-- looked finds whatever was written since, in whatever order it was committed.
CREATE FUNCTION trato_stir_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := pg_current_xact_id()::text::bigint;
  RETURN NEW;
END
$$;
CREATE TRIGGER stirred_again BEFORE UPDATE ON contact_touches FOR EACH ROW EXECUTE FUNCTION trato_stir_again();

-- What is told of a person and stands on another record: the account's name, the manager's, that they were removed.
-- `at`, when a person was last written themselves, stays.
CREATE FUNCTION trato_stir_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO contact_touches (tenant_id, contact_id, at)
  SELECT c.tenant_id, c.id, c.created_at
  FROM stirred n JOIN were o ON o.tenant_id = n.tenant_id AND o.id = n.id AND o.name <> n.name
  JOIN contacts c ON c.tenant_id = n.tenant_id AND c.account_id = n.id
  ON CONFLICT (tenant_id, contact_id) DO UPDATE SET xid = 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER stirred_contacts AFTER UPDATE ON accounts REFERENCING OLD TABLE AS were NEW TABLE AS stirred
  FOR EACH STATEMENT EXECUTE FUNCTION trato_stir_account();

CREATE FUNCTION trato_stir_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO contact_touches (tenant_id, contact_id, at)
  SELECT c.tenant_id, c.id, c.created_at
  FROM stirred n JOIN were o ON o.tenant_id = n.tenant_id AND o.id = n.id AND o.name <> n.name
  JOIN contacts c ON c.tenant_id = n.tenant_id AND c.account_id = n.account_id AND c.reports_to_id = n.id
  ON CONFLICT (tenant_id, contact_id) DO UPDATE SET xid = 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER stirred_reports AFTER UPDATE ON contacts REFERENCING OLD TABLE AS were NEW TABLE AS stirred
  FOR EACH STATEMENT EXECUTE FUNCTION trato_stir_reports();

CREATE FUNCTION trato_stir_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO contact_touches (tenant_id, contact_id, at)
  SELECT c.tenant_id, c.id, c.created_at
  FROM stirred n JOIN contacts c ON c.tenant_id = n.tenant_id AND c.id = n.contact_id
  ON CONFLICT (tenant_id, contact_id) DO UPDATE SET xid = 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER stirred_new AFTER INSERT ON removed_contacts REFERENCING NEW TABLE AS stirred
  FOR EACH STATEMENT EXECUTE FUNCTION trato_stir_removed();
CREATE TRIGGER stirred_gone AFTER DELETE ON removed_contacts REFERENCING OLD TABLE AS stirred
  FOR EACH STATEMENT EXECUTE FUNCTION trato_stir_removed();
