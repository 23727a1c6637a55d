-- The rules of who sees what, as before, in a form that stays small. Applied by migration 0011.
--
-- A rule that asks another table takes that table's rule into the plan, and that one the next: for the people of an
-- interaction that were two thousand sub-plans, some 50 ms to plan and 5 ms to begin, before a row was read. What is
-- asked of single rows is therefore a function, which has a plan of its own that is kept; it runs as its caller, so
-- the rules of the tables it asks hold within it. What is asked of many rows at once (accounts) stays in the plan,
-- where it can be answered for all of them together.

CREATE FUNCTION trato_took_part(interaction bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM interaction_users u
     WHERE u.tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint AND u.interaction_id = interaction
       AND u.user_id = nullif(current_setting('app.user_id', true), '')::bigint);
END
$$;

CREATE FUNCTION trato_concerns_mine(interaction bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM interaction_accounts i
     WHERE i.tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint AND i.interaction_id = interaction);
END
$$;

CREATE FUNCTION trato_sees_interaction(interaction bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM interactions i
     WHERE i.tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint AND i.id = interaction);
END
$$;

CREATE FUNCTION trato_wrote(interaction bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM interactions i
     WHERE i.tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint AND i.id = interaction
       AND i.created_by_id = nullif(current_setting('app.user_id', true), '')::bigint);
END
$$;

CREATE FUNCTION trato_holds_thread(thread bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM messages m
     WHERE m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint AND m.thread_id = thread);
END
$$;

DO $do$
DECLARE
  in_tenant constant text := 'tenant_id = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::bigint)';
  me constant text := '(SELECT nullif(current_setting(''app.user_id'', true), '''')::bigint)';
  sees_all constant text := '(SELECT current_setting(''app.sees_all'', true)) = ''true''';
  moment constant text := '(SELECT nullif(current_setting(''app.at'', true), '''')::timestamptz)';
  people constant text := '(SELECT string_to_array(current_setting(''app.people'', true), '',''))::bigint[]';
  held constant text := '(SELECT string_to_array(current_setting(''app.territories'', true), '',''))::bigint[]';
  rule record;
BEGIN
  FOR rule IN SELECT * FROM (VALUES
    ('accounts', format('%s OR owner_id = ANY (%s) OR territory_id = ANY (%s) OR id = ANY ((SELECT array_agg(g.account_id)'
      ' FROM account_grants g WHERE g.user_id = %s AND g.valid_from <= %s AND (g.valid_until IS NULL OR g.valid_until > %s))'
      '::bigint[])', sees_all, people, held, me, moment, moment)),
    ('interaction_users', format('user_id = %s OR trato_concerns_mine(interaction_id)', me)),
    ('interactions', format('created_by_id = %s OR trato_concerns_mine(id) OR trato_took_part(id)', me)),
    ('interaction_contacts', 'trato_sees_interaction(interaction_id)'),
    ('interaction_texts', 'trato_took_part(interaction_id) OR (level = ''full'' AND trato_sees_interaction(interaction_id))'
      ' OR trato_wrote(interaction_id)'),
    ('threads', 'trato_holds_thread(id)'),
    ('thread_keys', 'trato_holds_thread(thread_id)'),
    ('thread_participants', 'trato_holds_thread(thread_id)'),
    ('links', 'trato_holds_thread(thread_id) OR EXISTS (SELECT 1 FROM events e WHERE e.tenant_id = links.tenant_id'
      ' AND e.id = links.event_id)')
  ) AS rules(name, predicate)
  LOOP
    EXECUTE format('ALTER POLICY person ON %I USING (%s AND %s IS NOT NULL AND (%s))', rule.name, in_tenant, me, rule.predicate);
  END LOOP;
END
$do$;
