-- Row-level security of the first schema. Applied by migration 0001 and never edited afterwards.
--
-- Two roles: trato_app is a person's and what connections log in as; trato_system is Trato's own, taken for one
-- transaction by SET LOCAL ROLE. Each has policies of its own, so that plans of background work do not carry the
-- rules for people. trato_app may become trato_system but does not inherit what it may see.
--
-- Settings of a transaction (all empty outside one, so that nothing is seen):
--   app.tenant_id    the tenant; leads every policy
--   app.user_id      the acting person
--   app.scope        operator: may see the list of tenants
--   app.sees_all     true for an admin
--   app.people       the person and the branch below them (manager tree)
--   app.territories  territories held at that instant by app.people, with all below them
--   app.mailboxes    the person's own mailboxes

DO $do$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'trato_app') THEN
    CREATE ROLE trato_app LOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'trato_system') THEN
    CREATE ROLE trato_system NOLOGIN NOSUPERUSER NOBYPASSRLS;
  END IF;
  GRANT trato_system TO trato_app WITH INHERIT FALSE, SET TRUE;
END
$do$;

CREATE FUNCTION trato_enter_user(tenant bigint, person bigint, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  branch bigint[];
  held bigint[];
  boxes bigint[];
  admin boolean;
BEGIN
  PERFORM set_config('app.tenant_id', tenant::text, true), set_config('app.user_id', person::text, true),
          set_config('app.at', at::text, true), set_config('app.sees_all', 'false', true),
          set_config('app.people', '', true), set_config('app.territories', '', true),
          set_config('app.mailboxes', '', true);
  IF NOT EXISTS (SELECT 1 FROM users u WHERE u.tenant_id = tenant AND u.id = person AND u.deactivated_at IS NULL) THEN
    PERFORM set_config('app.tenant_id', '', true), set_config('app.user_id', '', true);
    RAISE EXCEPTION 'user % is not active in tenant %', person, tenant USING ERRCODE = 'insufficient_privilege';
  END IF;
  WITH RECURSIVE below(id) AS (
    SELECT person
    UNION
    SELECT u.id FROM users u JOIN below b ON u.manager_id = b.id WHERE u.tenant_id = tenant
  ) SELECT array_agg(id ORDER BY id) INTO branch FROM below;
  WITH RECURSIVE reach(id) AS (
    SELECT a.territory_id FROM territory_assignments a
     WHERE a.tenant_id = tenant AND a.user_id = ANY (branch)
       AND a.valid_from <= at AND (a.valid_until IS NULL OR a.valid_until > at)
    UNION
    SELECT t.id FROM territories t JOIN reach r ON t.parent_id = r.id WHERE t.tenant_id = tenant
  ) SELECT array_agg(id ORDER BY id) INTO held FROM reach;
  SELECT EXISTS (SELECT 1 FROM user_roles r WHERE r.tenant_id = tenant AND r.user_id = person AND r.role = 'admin') INTO admin;
  PERFORM set_config('app.sees_all', admin::text, true),
          set_config('app.people', array_to_string(branch, ','), true),
          set_config('app.territories', coalesce(array_to_string(held, ','), ''), true);
  SELECT array_agg(m.id) INTO boxes FROM mailboxes m WHERE m.tenant_id = tenant AND m.user_id = person;
  PERFORM set_config('app.mailboxes', coalesce(array_to_string(boxes, ','), ''), true);
END
$$;

DO $do$
DECLARE
  -- Each setting in a scalar sub-select: evaluated once a statement, not once a row.
  in_tenant constant text := '%s = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::bigint)';
  sees_all constant text := '(SELECT current_setting(''app.sees_all'', true)) = ''true''';
  me constant text := '(SELECT nullif(current_setting(''app.user_id'', true), '''')::bigint)';
  moment constant text := '(SELECT nullif(current_setting(''app.at'', true), '''')::timestamptz)';
  people constant text := '(SELECT string_to_array(current_setting(''app.people'', true), '',''))::bigint[]';
  held constant text := '(SELECT string_to_array(current_setting(''app.territories'', true), '',''))::bigint[]';
  boxes constant text := '(SELECT string_to_array(current_setting(''app.mailboxes'', true), '',''))::bigint[]';
  copy_of_message constant text := 'EXISTS (SELECT 1 FROM message_copies c WHERE c.tenant_id = %1$s.tenant_id AND c.message_id = %1$s.%2$s)';
  rule record;
BEGIN
  FOR rule IN SELECT * FROM (VALUES
    -- the organisation: known to everybody in it
    ('users', 'true'), ('user_roles', 'true'), ('user_addresses', 'true'), ('territories', 'true'),
    ('territory_assignments', 'true'), ('stages', 'true'), ('products', 'true'),
    ('mailboxes', format('user_id = ANY (%s) OR %s', people, sees_all)),
    ('audit_log', sees_all),
    -- sync: the state of one's own mailboxes
    ('feeds', format('mailbox_id = ANY (%s) OR %s', boxes, sees_all)),
    ('quarantine', 'EXISTS (SELECT 1 FROM feeds f WHERE f.tenant_id = quarantine.tenant_id AND f.id = quarantine.feed_id)'),
    ('mail_folders', format('mailbox_id = ANY (%s)', boxes)),
    -- customers: own territory, owned by one's people, or granted for a time
    ('accounts', format('%s OR owner_id = ANY (%s) OR territory_id = ANY (%s) OR EXISTS (SELECT 1 FROM account_grants g'
       ' WHERE g.tenant_id = accounts.tenant_id AND g.account_id = accounts.id AND g.user_id = %s AND g.valid_from <= %s'
       ' AND (g.valid_until IS NULL OR g.valid_until > %s))', sees_all, people, held, me, moment, moment)),
    ('account_grants', format('%s OR user_id = ANY (%s)', sees_all, people)),
    ('account_domains', 'EXISTS (SELECT 1 FROM accounts a WHERE a.tenant_id = account_domains.tenant_id AND a.id = account_domains.account_id)'),
    ('sites', 'EXISTS (SELECT 1 FROM accounts a WHERE a.tenant_id = sites.tenant_id AND a.id = sites.account_id)'),
    ('contacts', format('owner_id = ANY (%s) OR EXISTS (SELECT 1 FROM accounts a WHERE a.tenant_id = contacts.tenant_id AND a.id = contacts.account_id)', people)),
    ('contact_addresses', 'EXISTS (SELECT 1 FROM contacts k WHERE k.tenant_id = contact_addresses.tenant_id AND k.id = contact_addresses.contact_id)'),
    ('contact_phones', 'EXISTS (SELECT 1 FROM contacts k WHERE k.tenant_id = contact_phones.tenant_id AND k.id = contact_phones.contact_id)'),
    ('opportunities', format('owner_id = ANY (%s) OR EXISTS (SELECT 1 FROM accounts a WHERE a.tenant_id = opportunities.tenant_id AND a.id = opportunities.account_id)', people)),
    ('opportunity_contacts', 'EXISTS (SELECT 1 FROM opportunities o WHERE o.tenant_id = opportunity_contacts.tenant_id AND o.id = opportunity_contacts.opportunity_id)'),
    ('closures', 'EXISTS (SELECT 1 FROM opportunities o WHERE o.tenant_id = closures.tenant_id AND o.id = closures.opportunity_id)'),
    -- interactions: of visible accounts, or of one's own
    ('interaction_accounts', 'EXISTS (SELECT 1 FROM accounts a WHERE a.tenant_id = interaction_accounts.tenant_id AND a.id = interaction_accounts.account_id)'),
    ('interaction_users', format('user_id = %s OR EXISTS (SELECT 1 FROM interaction_accounts i WHERE i.tenant_id = interaction_users.tenant_id AND i.interaction_id = interaction_users.interaction_id)', me)),
    ('interactions', format('created_by_id = %1$s OR EXISTS (SELECT 1 FROM interaction_accounts i WHERE i.tenant_id = interactions.tenant_id AND i.interaction_id = interactions.id)'
       ' OR EXISTS (SELECT 1 FROM interaction_users u WHERE u.tenant_id = interactions.tenant_id AND u.interaction_id = interactions.id AND u.user_id = %1$s)', me)),
    ('interaction_contacts', 'EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = interaction_contacts.tenant_id AND i.id = interaction_contacts.interaction_id)'),
    -- what was said: to those who took part; to others only when shared
    ('interaction_texts', format('EXISTS (SELECT 1 FROM interaction_users u WHERE u.tenant_id = interaction_texts.tenant_id AND u.interaction_id = interaction_texts.interaction_id AND u.user_id = %s)'
       ' OR (level <> ''metadata'' AND EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = interaction_texts.tenant_id AND i.id = interaction_texts.interaction_id))'
       ' OR EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = interaction_texts.tenant_id AND i.id = interaction_texts.interaction_id AND i.created_by_id = %s)', me, me)),
    -- mail and calendar: to those whose mailbox holds a copy
    ('message_copies', format('mailbox_id = ANY (%s)', boxes)),
    ('messages', format(copy_of_message, 'messages', 'id')),
    ('message_texts', format(copy_of_message, 'message_texts', 'message_id')),
    ('message_participants', format(copy_of_message, 'message_participants', 'message_id')),
    ('message_keys', format(copy_of_message, 'message_keys', 'message_id')),
    ('threads', 'EXISTS (SELECT 1 FROM messages m WHERE m.tenant_id = threads.tenant_id AND m.thread_id = threads.id)'),
    ('thread_keys', 'EXISTS (SELECT 1 FROM threads t WHERE t.tenant_id = thread_keys.tenant_id AND t.id = thread_keys.thread_id)'),
    ('thread_participants', 'EXISTS (SELECT 1 FROM threads t WHERE t.tenant_id = thread_participants.tenant_id AND t.id = thread_participants.thread_id)'),
    ('event_copies', format('mailbox_id = ANY (%s)', boxes)),
    ('events', 'EXISTS (SELECT 1 FROM event_copies c WHERE c.tenant_id = events.tenant_id AND c.event_id = events.id)'),
    ('event_texts', 'EXISTS (SELECT 1 FROM event_copies c WHERE c.tenant_id = event_texts.tenant_id AND c.event_id = event_texts.event_id)'),
    ('event_occurrences', 'EXISTS (SELECT 1 FROM event_copies c WHERE c.tenant_id = event_occurrences.tenant_id AND c.event_id = event_occurrences.event_id)'),
    ('event_attendees', 'EXISTS (SELECT 1 FROM event_copies c WHERE c.tenant_id = event_attendees.tenant_id AND c.event_id = event_attendees.event_id)'),
    -- links: of what one sees on either side
    ('links', 'EXISTS (SELECT 1 FROM threads t WHERE t.tenant_id = links.tenant_id AND t.id = links.thread_id)'
       ' OR EXISTS (SELECT 1 FROM events e WHERE e.tenant_id = links.tenant_id AND e.id = links.event_id)'
       ' OR EXISTS (SELECT 1 FROM accounts a WHERE a.tenant_id = links.tenant_id AND a.id = links.account_id)'),
    ('link_suggestions', 'EXISTS (SELECT 1 FROM links l WHERE l.tenant_id = link_suggestions.tenant_id AND l.id = link_suggestions.link_id)'
       ' AND EXISTS (SELECT 1 FROM opportunities o WHERE o.tenant_id = link_suggestions.tenant_id AND o.id = link_suggestions.opportunity_id)'),
    ('link_decisions', 'EXISTS (SELECT 1 FROM threads t WHERE t.tenant_id = link_decisions.tenant_id AND t.id = link_decisions.thread_id)'
       ' OR EXISTS (SELECT 1 FROM events e WHERE e.tenant_id = link_decisions.tenant_id AND e.id = link_decisions.event_id)')
  ) AS rules(name, predicate)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', rule.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', rule.name);
    EXECUTE format('CREATE POLICY system ON %I TO trato_system USING (%s)', rule.name, format(in_tenant, 'tenant_id'));
    EXECUTE format('CREATE POLICY person ON %I %s TO trato_app USING (%s AND %s IS NOT NULL AND (%s))', rule.name,
                   CASE rule.name WHEN 'audit_log' THEN 'FOR SELECT' ELSE '' END,
                   format(in_tenant, 'tenant_id'), me, rule.predicate);
  END LOOP;
  -- Everybody's deeds are noted under their own name; only an admin reads them.
  EXECUTE format('CREATE POLICY person_notes ON audit_log FOR INSERT TO trato_app WITH CHECK (%s AND actor_id = %s)',
                 format(in_tenant, 'tenant_id'), me);
  EXECUTE 'ALTER TABLE tenants ENABLE ROW LEVEL SECURITY';
  EXECUTE 'ALTER TABLE tenants FORCE ROW LEVEL SECURITY';
  EXECUTE format('CREATE POLICY own ON tenants TO trato_app, trato_system'
                 ' USING (%s OR (SELECT current_setting(''app.scope'', true)) = ''operator'')', format(in_tenant, 'id'));
END
$do$;

-- Full-text search behind a security barrier may use its index only if the operator is leakproof. It is: neither
-- operand reaches an error message. Only a superuser may say so; elsewhere docs/deploy.md gives the same statement.
DO $do$
BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF;
  END IF;
END
$do$;

GRANT USAGE ON SCHEMA public TO trato_app, trato_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO trato_app, trato_system;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO trato_app, trato_system;
REVOKE UPDATE, DELETE ON audit_log FROM trato_app, trato_system;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM trato_app, trato_system;
