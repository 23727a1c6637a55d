-- Row-level security of search and answers. Applied by migration 0011 and never edited afterwards.
--
-- An entry of the search belongs to those who see its record: the same rule as for accounts, asked of the entry's own
-- columns, because a look into another table for each of many found rows is what makes a search slow.

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
  of_account constant text := 'EXISTS (SELECT 1 FROM accounts a WHERE a.tenant_id = %1$s.tenant_id AND a.id = %1$s.account_id)';
  rule record;
BEGIN
  FOR rule IN SELECT * FROM (VALUES
    ('search_entries', format('%s OR territory_id = ANY (%s) OR owner_ids && %s OR account_id = ANY (%s)', sees_all, held, people, granted)),
    ('orders', format(of_account, 'orders')),
    ('campaigns', 'true'), ('collateral', 'true'),
    ('campaign_members', 'EXISTS (SELECT 1 FROM contacts k WHERE k.tenant_id = campaign_members.tenant_id AND k.id = campaign_members.contact_id)'),
    -- that something was given is known to those who know of the mail; how its file was called only to who holds it
    ('message_collateral', 'EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = message_collateral.tenant_id AND i.message_id = message_collateral.message_id)'),
    ('message_attachments', 'EXISTS (SELECT 1 FROM message_copies c WHERE c.tenant_id = message_attachments.tenant_id AND c.message_id = message_attachments.message_id)')
  ) AS rules(name, predicate)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', rule.name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', rule.name);
    EXECUTE format('CREATE POLICY system ON %I TO trato_system USING (%s)', rule.name, in_tenant);
    EXECUTE format('CREATE POLICY person ON %I TO trato_app USING (%s AND %s IS NOT NULL AND (%s))', rule.name,
                   in_tenant, me, rule.predicate);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO trato_app, trato_system', rule.name);
  END LOOP;
END
$do$;

GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO trato_app, trato_system;
