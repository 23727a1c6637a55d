-- Opportunities that were made, renamed or given other people since: earlier threads may be about them. Whoever writes
-- them, the database notes it in the same transaction and has a worker look. Applied by migration 0011.

ALTER TABLE late_opportunities ENABLE ROW LEVEL SECURITY;
ALTER TABLE late_opportunities FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON late_opportunities TO trato_system
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::bigint));
CREATE POLICY person ON late_opportunities TO trato_app
  USING (tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::bigint)
         AND EXISTS (SELECT 1 FROM opportunities o
                      WHERE o.tenant_id = late_opportunities.tenant_id AND o.id = late_opportunities.opportunity_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON late_opportunities TO trato_app, trato_system;

-- Runs as its owner, because a person may not write the queue; all it can do is to have this one job done.
CREATE FUNCTION trato_link_late_soon(tenant bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)
  VALUES ('mailboxes', 'link_late', 'late:' || tenant, 'late:' || tenant, jsonb_build_object('tenant_id', tenant))
  ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING
$$;
REVOKE ALL ON FUNCTION trato_link_late_soon(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trato_link_late_soon(bigint) TO trato_app, trato_system;

CREATE FUNCTION trato_note_late(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  tenant bigint;
BEGIN
  IF ids IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO late_opportunities (tenant_id, opportunity_id)
  SELECT o.tenant_id, o.id FROM opportunities o WHERE o.id = ANY (ids) ORDER BY o.id
  ON CONFLICT (tenant_id, opportunity_id) DO UPDATE SET times = late_opportunities.times + 1;
  FOR tenant IN SELECT DISTINCT o.tenant_id FROM opportunities o WHERE o.id = ANY (ids) LOOP
    PERFORM trato_link_late_soon(tenant);
  END LOOP;
END
$$;

CREATE FUNCTION trato_opportunities_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM trato_note_late((SELECT array_agg(n.id) FROM changed n));
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_opportunities_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM trato_note_late((SELECT array_agg(n.id) FROM changed n JOIN before b ON b.id = n.id
    WHERE (b.name, b.account_id, b.owner_id, b.created_on, b.decision_maker_id, b.product_names, b.custom)
      IS DISTINCT FROM (n.name, n.account_id, n.owner_id, n.created_on, n.decision_maker_id, n.product_names, n.custom)));
  RETURN NULL;
END
$$;

-- People of an opportunity, and how it ended: that it did, or is open again, is a matter of which threads are its own.
CREATE FUNCTION trato_opportunity_parts_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM trato_note_late((SELECT array_agg(DISTINCT n.opportunity_id) FROM changed n));
  RETURN NULL;
END
$$;

CREATE TRIGGER late_insert AFTER INSERT ON opportunities REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_opportunities_made();
CREATE TRIGGER late_update AFTER UPDATE ON opportunities REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_opportunities_changed();
CREATE TRIGGER late_insert AFTER INSERT ON opportunity_contacts REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_opportunity_parts_changed();
CREATE TRIGGER late_delete AFTER DELETE ON opportunity_contacts REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_opportunity_parts_changed();
CREATE TRIGGER late_insert AFTER INSERT ON closures REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_opportunity_parts_changed();
CREATE TRIGGER late_delete AFTER DELETE ON closures REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_opportunity_parts_changed();
