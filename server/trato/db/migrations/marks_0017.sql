-- Row security of marks, and what has a worker write them. Applied by migration 0017 and never edited afterwards.

DO $do$
DECLARE
  in_tenant constant text := 'tenant_id = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::bigint)';
  me constant text := '(SELECT nullif(current_setting(''app.user_id'', true), '''')::bigint)';
  boxes constant text := '(SELECT string_to_array(current_setting(''app.mailboxes'', true), '',''))::bigint[]';
  sees_all constant text := '(SELECT current_setting(''app.sees_all'', true)) = ''true''';
  rule record;
BEGIN
  FOR rule IN SELECT * FROM (VALUES
    -- What stands on the items of a mailbox is for its user; whether it may is everybody's to know.
    ('item_marks', format('mailbox_id = ANY (%s)', boxes), format('mailbox_id = ANY (%s)', boxes)),
    ('marking_states', format('mailbox_id = ANY (%s)', boxes), format('mailbox_id = ANY (%s)', boxes)),
    ('marking_choices', format('mailbox_id IS NULL OR mailbox_id = ANY (%s)', boxes),
      format('(mailbox_id IS NULL AND %s) OR mailbox_id = ANY (%s)', sees_all, boxes))
  ) AS rules(name, reads, writes)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', rule.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', rule.name);
    EXECUTE format('CREATE POLICY system ON %I TO trato_system USING (%s)', rule.name, in_tenant);
    EXECUTE format('CREATE POLICY person_reads ON %I FOR SELECT TO trato_app USING (%s AND %s IS NOT NULL AND (%s))',
                   rule.name, in_tenant, me, rule.reads);
    EXECUTE format('CREATE POLICY person_writes ON %I TO trato_app USING (%s AND %s IS NOT NULL AND (%s))',
                   rule.name, in_tenant, me, rule.writes);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO trato_app, trato_system', rule.name);
  END LOOP;
  EXECUTE 'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO trato_app, trato_system';
END
$do$;

-- Runs as its owner, because the role that writes marks need not write the queue; all it can do is to have this done.
CREATE FUNCTION trato_mark_soon(tenant bigint, mailbox bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args)
  VALUES ('mailboxes', 'mark_items', 'marks:' || tenant || ':' || mailbox, 'marks:' || tenant || ':' || mailbox,
          jsonb_build_object('tenant_id', tenant, 'mailbox_id', mailbox))
  ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING
$$;
REVOKE ALL ON FUNCTION trato_mark_soon(bigint, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trato_mark_soon(bigint, bigint) TO trato_app, trato_system;

-- What waits for its time is asked for when that has come; what is new is asked for at once.
CREATE FUNCTION trato_marks_wanted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT DISTINCT n.tenant_id, n.mailbox_id FROM changed n WHERE n.written_at IS NULL AND n.retry_at IS NULL LOOP
    PERFORM trato_mark_soon(one.tenant_id, one.mailbox_id);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER marks_new AFTER INSERT ON item_marks REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_marks_wanted();
CREATE TRIGGER marks_changed AFTER UPDATE ON item_marks REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_marks_wanted();

-- An item that is not kept any more keeps no mark. It may have been removed in Outlook, or be on its way to another
-- folder, so that is not written at once.
CREATE FUNCTION trato_marks_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE item_marks k SET wanted = '', written_at = NULL, failures = 0, retry_at = now() + interval '10 min'
    FROM gone g
   WHERE k.tenant_id = g.tenant_id AND k.mailbox_id = g.mailbox_id AND k.remote_id = g.remote_id AND k.wanted <> '';
  RETURN NULL;
END
$$;
CREATE TRIGGER mark_gone AFTER DELETE ON message_copies REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION trato_marks_gone();
CREATE TRIGGER mark_gone AFTER DELETE ON event_copies REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION trato_marks_gone();
