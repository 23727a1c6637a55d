-- Entering and the rules as they were before migration 0028, for going back.

CREATE OR REPLACE FUNCTION trato_enter_user(tenant bigint, person bigint, at timestamptz) RETURNS void LANGUAGE plpgsql AS $$
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
  in_tenant constant text := 'tenant_id = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::bigint)';
  me constant text := '(SELECT nullif(current_setting(''app.user_id'', true), '''')::bigint)';
  sees_all constant text := '(SELECT current_setting(''app.sees_all'', true)) = ''true''';
  people constant text := '(SELECT string_to_array(current_setting(''app.people'', true), '',''))::bigint[]';
  held constant text := '(SELECT string_to_array(current_setting(''app.territories'', true), '',''))::bigint[]';
  granted constant text := '(SELECT array_agg(g.account_id) FROM account_grants g WHERE '
    'g.user_id = (SELECT nullif(current_setting(''app.user_id'', true), '''')::bigint)'
    ' AND g.valid_from <= (SELECT nullif(current_setting(''app.at'', true), '''')::timestamptz)'
    ' AND (g.valid_until IS NULL OR g.valid_until > (SELECT nullif(current_setting(''app.at'', true), '''')::timestamptz)))::bigint[]';
  rule record;
BEGIN
  FOR rule IN SELECT * FROM (VALUES
    ('accounts', format('%s OR owner_id = ANY (%s) OR territory_id = ANY (%s) OR id = ANY (%s)', sees_all, people, held, granted)),
    ('search_entries', format('%s OR territory_id = ANY (%s) OR owner_ids && %s OR account_id = ANY (%s)', sees_all, held, people, granted))
  ) AS rules(name, predicate)
  LOOP
    EXECUTE format('ALTER POLICY person ON %I USING (%s AND %s IS NOT NULL AND (%s))', rule.name, in_tenant, me, rule.predicate);
  END LOOP;
END
$do$;
