-- What has the steps of an opportunity looked at again. Applied by migration 0026 and never edited afterwards.
--
-- Whoever moves, closes or hands over an opportunity, and whoever writes, corrects or removes an interaction with one
-- that has begun a stage, leaves a row; planning/playbook/settling.py takes it. Rows are only ever added, so that
-- nobody waits for whoever is just taking them. What is planned is looked at once it has ended.

ALTER TABLE stage_starts ENABLE ROW LEVEL SECURITY;
ALTER TABLE stage_starts FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON stage_starts TO trato_system
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::bigint));
CREATE POLICY person ON stage_starts FOR SELECT TO trato_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::bigint)
         AND (SELECT nullif(current_setting('app.user_id', true), '')::bigint) IS NOT NULL
         AND EXISTS (SELECT 1 FROM opportunities o
                      WHERE o.tenant_id = stage_starts.tenant_id AND o.id = stage_starts.opportunity_id));
GRANT SELECT ON stage_starts TO trato_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON stage_starts TO trato_system;

ALTER TABLE playbook_checks ENABLE ROW LEVEL SECURITY;
ALTER TABLE playbook_checks FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON playbook_checks TO trato_system
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::bigint));
CREATE POLICY person ON playbook_checks FOR INSERT TO trato_app
  WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::bigint)
              AND (SELECT nullif(current_setting('app.user_id', true), '')::bigint) IS NOT NULL);
GRANT SELECT, INSERT ON playbook_checks TO trato_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON playbook_checks TO trato_system;

CREATE FUNCTION trato_stage_entered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO playbook_checks (tenant_id, opportunity_id, at)
  SELECT n.tenant_id, n.id, 'epoch' FROM changed n WHERE n.stage_key <> '' AND n.closed_as IS NULL;
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_stage_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO playbook_checks (tenant_id, opportunity_id, at)
  SELECT n.tenant_id, n.id, 'epoch' FROM changed n JOIN before b ON b.tenant_id = n.tenant_id AND b.id = n.id
   WHERE n.stage_key IS DISTINCT FROM b.stage_key OR n.closed_as IS DISTINCT FROM b.closed_as
      OR n.owner_id IS DISTINCT FROM b.owner_id;
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_evidence_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO playbook_checks (tenant_id, opportunity_id, at)
  SELECT DISTINCT c.tenant_id, c.opportunity_id, c.ends_at
    FROM changed c
   WHERE c.opportunity_id IS NOT NULL AND c.kind NOT IN ('note', 'mail_in')
     AND EXISTS (SELECT 1 FROM stage_starts s
                  WHERE s.tenant_id = c.tenant_id AND s.opportunity_id = c.opportunity_id);
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_evidence_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO playbook_checks (tenant_id, opportunity_id, at)
  SELECT DISTINCT c.tenant_id, s.opportunity_id, unnest(ARRAY[b.ends_at, c.ends_at])
    FROM changed c JOIN before b ON b.tenant_id = c.tenant_id AND b.id = c.id
    JOIN stage_starts s ON s.tenant_id = c.tenant_id AND s.opportunity_id IN (b.opportunity_id, c.opportunity_id)
   WHERE c.opportunity_id IS DISTINCT FROM b.opportunity_id OR c.ends_at <> b.ends_at OR c.kind <> b.kind;
  RETURN NULL;
END
$$;

CREATE TRIGGER playbook_insert AFTER INSERT ON opportunities REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_stage_entered();
CREATE TRIGGER playbook_update AFTER UPDATE ON opportunities REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_stage_changed();
CREATE TRIGGER playbook_insert AFTER INSERT ON interactions REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_evidence_changed();
CREATE TRIGGER playbook_update AFTER UPDATE ON interactions REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_evidence_moved();
CREATE TRIGGER playbook_delete AFTER DELETE ON interactions REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_evidence_changed();
