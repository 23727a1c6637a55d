-- The rules as they were before migration 0011, for going back.
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
    ('accounts', format('%s OR owner_id = ANY (%s) OR territory_id = ANY (%s) OR EXISTS (SELECT 1 FROM account_grants g'
       ' WHERE g.tenant_id = accounts.tenant_id AND g.account_id = accounts.id AND g.user_id = %s AND g.valid_from <= %s'
       ' AND (g.valid_until IS NULL OR g.valid_until > %s))', sees_all, people, held, me, moment, moment)),
    ('interaction_users', format('user_id = %s OR EXISTS (SELECT 1 FROM interaction_accounts i WHERE i.tenant_id = interaction_users.tenant_id AND i.interaction_id = interaction_users.interaction_id)', me)),
    ('interactions', format('created_by_id = %1$s OR EXISTS (SELECT 1 FROM interaction_accounts i WHERE i.tenant_id = interactions.tenant_id AND i.interaction_id = interactions.id)'
       ' OR EXISTS (SELECT 1 FROM interaction_users u WHERE u.tenant_id = interactions.tenant_id AND u.interaction_id = interactions.id AND u.user_id = %1$s)', me)),
    ('interaction_contacts', 'EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = interaction_contacts.tenant_id AND i.id = interaction_contacts.interaction_id)'),
    ('interaction_texts', format('EXISTS (SELECT 1 FROM interaction_users u WHERE u.tenant_id = interaction_texts.tenant_id'
       ' AND u.interaction_id = interaction_texts.interaction_id AND u.user_id = %1$s)'
       ' OR EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = interaction_texts.tenant_id'
       ' AND i.id = interaction_texts.interaction_id AND (interaction_texts.level = ''full'' OR i.created_by_id = %1$s))', me)),
    ('threads', 'EXISTS (SELECT 1 FROM messages m WHERE m.tenant_id = threads.tenant_id AND m.thread_id = threads.id)'),
    ('thread_keys', 'EXISTS (SELECT 1 FROM threads t WHERE t.tenant_id = thread_keys.tenant_id AND t.id = thread_keys.thread_id)'),
    ('thread_participants', 'EXISTS (SELECT 1 FROM threads t WHERE t.tenant_id = thread_participants.tenant_id AND t.id = thread_participants.thread_id)'),
    ('links', 'EXISTS (SELECT 1 FROM threads t WHERE t.tenant_id = links.tenant_id AND t.id = links.thread_id)'
       ' OR EXISTS (SELECT 1 FROM events e WHERE e.tenant_id = links.tenant_id AND e.id = links.event_id)')
  ) AS rules(name, predicate)
  LOOP
    EXECUTE format('ALTER POLICY person ON %I USING (%s AND %s IS NOT NULL AND (%s))', rule.name, in_tenant, me, rule.predicate);
  END LOOP;
END
$do$;

DROP FUNCTION trato_took_part, trato_concerns_mine, trato_sees_interaction, trato_wrote, trato_holds_thread;
