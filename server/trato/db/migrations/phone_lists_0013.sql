-- Row security and triggers of phone lists. Applied by migration 0013 and never edited afterwards.

DO $do$
DECLARE
  in_tenant constant text := 'tenant_id = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::bigint)';
  me constant text := '(SELECT nullif(current_setting(''app.user_id'', true), '''')::bigint)';
  boxes constant text := '(SELECT string_to_array(current_setting(''app.mailboxes'', true), '',''))::bigint[]';
  contact constant text := 'EXISTS (SELECT 1 FROM contacts k WHERE k.tenant_id = %1$s.tenant_id AND k.id = %1$s.%2$s)';
  own_list constant text := 'EXISTS (SELECT 1 FROM phone_lists l WHERE l.tenant_id = %1$s.tenant_id AND l.id = %1$s.list_id)';
  rule record;
BEGIN
  FOR rule IN SELECT * FROM (VALUES
    -- of a person: to those who see the person
    ('contact_details', format(contact, 'contact_details', 'contact_id')),
    ('contact_photos', format(contact, 'contact_photos', 'contact_id')),
    ('contact_touches', format(contact, 'contact_touches', 'contact_id')),
    ('removed_contacts', format(contact, 'removed_contacts', 'contact_id')),
    -- of a list: to the mailbox's owner
    ('phone_lists', format('mailbox_id = ANY (%s)', boxes)),
    ('phone_list_entries', format(own_list, 'phone_list_entries')),
    ('phone_conflicts', format(own_list, 'phone_conflicts')),
    -- what was written into the CRM: to those who see the person; into Outlook: to its owner
    ('phone_changes', format(own_list, 'phone_changes')
       || ' OR (side = ''crm'' AND ' || format(contact, 'phone_changes', 'contact_id') || ')'),
    -- of two people: to those who see both
    ('contact_merges', format(contact, 'contact_merges', 'kept_id') || ' AND ' || format(contact, 'contact_merges', 'gone_id')),
    ('distinct_contacts', format(contact, 'distinct_contacts', 'first_id') || ' AND ' || format(contact, 'distinct_contacts', 'second_id'))
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

-- When a person was last written, whichever part of Trato wrote: by the transaction's own instant where it has one.
CREATE FUNCTION trato_touch_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'INSERT INTO contact_touches (tenant_id, contact_id, at)'
    ' SELECT DISTINCT t.tenant_id, t.%1$I, coalesce(nullif(current_setting(''app.at'', true), '''')::timestamptz, now())'
    ' FROM touched t JOIN contacts c ON c.tenant_id = t.tenant_id AND c.id = t.%1$I'
    ' ON CONFLICT (tenant_id, contact_id) DO UPDATE SET at = excluded.at', TG_ARGV[0]);
  RETURN NULL;
END
$$;

DO $do$
DECLARE
  source record;
BEGIN
  FOR source IN SELECT * FROM (VALUES
    ('contacts', 'id'), ('contact_addresses', 'contact_id'), ('contact_phones', 'contact_id'),
    ('contact_details', 'contact_id'), ('contact_photos', 'contact_id')) AS sources(name, part)
  LOOP
    EXECUTE format('CREATE TRIGGER touched_new AFTER INSERT ON %I REFERENCING NEW TABLE AS touched'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION trato_touch_contacts(%L)', source.name, source.part);
    EXECUTE format('CREATE TRIGGER touched_again AFTER UPDATE ON %I REFERENCING NEW TABLE AS touched'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION trato_touch_contacts(%L)', source.name, source.part);
    EXECUTE format('CREATE TRIGGER touched_gone AFTER DELETE ON %I REFERENCING OLD TABLE AS touched'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION trato_touch_contacts(%L)', source.name, source.part);
  END LOOP;
END
$do$;
