-- One search over customers. Applied by migration 0011 and never edited afterwards.
--
-- `search_entries` says by which terms an account, contact, opportunity or order is found, and to whom it belongs. It
-- is derived: triggers keep it equal to the records, in the transaction that changes them. What is shown to a person
-- is read from the records themselves, so an entry decides what is found, never what is seen.
--
-- A term begins with the tenant, so that one tenant's words do not lengthen another's lists, then a sign:
--   ^  the beginning of a word, each of one to eight letters: a list each, so that no list has to be put together
--   ~  three letters from within a word: parts of words, numbers half remembered
--   -  a word as it is and with any one letter left out: two spellings one slip apart share one of these
--   #  three digits from within a phone number
--   @  whose it is (a user), !  where it lies (a territory), $  of which account: narrows what a person is shown
--   %  what kind of record it is

-- `written` and `within` are folded; of what a record is `within` only beginnings are terms. Loops, because a function
-- that returns rows costs more to start than all of these terms to make.
CREATE FUNCTION trato_terms(tenant bigint, written text, within text, numbers text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  found text[] := '{}';
  word text;
  size int;
BEGIN
  FOREACH word IN ARRAY string_to_array(concat_ws(' ', written, within), ' ') LOOP
    FOR at IN 1 .. least(length(word), 8) LOOP
      found := found || (tenant || '^' || left(word, at));
    END LOOP;
  END LOOP;
  FOREACH word IN ARRAY string_to_array(coalesce(written, ''), ' ') LOOP
    size := length(word);
    FOR at IN 2 .. least(size, 40) - 2 LOOP
      found := found || (tenant || '~' || substr(word, at, 3));
    END LOOP;
    IF size BETWEEN 4 AND 20 AND word !~ '[0-9]' THEN
      found := found || (tenant || '-' || word);
      FOR at IN 1 .. size LOOP
        found := found || (tenant || '-' || left(word, at - 1) || substr(word, at + 1));
      END LOOP;
    END IF;
  END LOOP;
  FOREACH word IN ARRAY string_to_array(coalesce(numbers, ''), '|') LOOP
    FOR at IN 1 .. length(word) - 2 LOOP
      found := found || (tenant || '#' || substr(word, at, 3));
    END LOOP;
  END LOOP;
  RETURN found;
END
$$;

CREATE FUNCTION trato_place_terms(tenant bigint, what text, account bigint, territory bigint, owners bigint[]) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT array_remove(array_agg(tenant || '@' || owner), NULL) || array_remove(
           ARRAY[tenant || '%' || what, tenant || '!' || territory, tenant || '$' || account], NULL)
    FROM unnest(owners) AS owner
$$;

-- Make the entries of these records equal the records; of those that are gone none is left.
CREATE FUNCTION trato_index(what text, ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF ids IS NULL OR cardinality(ids) = 0 THEN
    RETURN;
  END IF;
  DELETE FROM search_entries e WHERE e.kind = what AND e.object_id = ANY (ids) AND NOT CASE what
    WHEN 'account' THEN EXISTS (SELECT 1 FROM accounts r WHERE r.tenant_id = e.tenant_id AND r.id = e.object_id)
    WHEN 'contact' THEN EXISTS (SELECT 1 FROM contacts r WHERE r.tenant_id = e.tenant_id AND r.id = e.object_id)
    WHEN 'order' THEN EXISTS (SELECT 1 FROM orders r WHERE r.tenant_id = e.tenant_id AND r.id = e.object_id)
    ELSE EXISTS (SELECT 1 FROM opportunities r WHERE r.tenant_id = e.tenant_id AND r.id = e.object_id) END;
  WITH told AS (
    SELECT a.tenant_id, a.id, a.id AS account_id, a.territory_id, ARRAY[a.owner_id] AS owners, a.name AS called,
           concat_ws(' ', d.said, s.said) AS addressed, '' AS within, a.phone AS digits
      FROM accounts a
      LEFT JOIN LATERAL (SELECT string_agg(o.domain, ' ' ORDER BY o.domain) AS said FROM account_domains o
                          WHERE o.tenant_id = a.tenant_id AND o.account_id = a.id) d ON true
      LEFT JOIN LATERAL (SELECT string_agg(DISTINCT concat_ws(' ', o.city, o.postal_code), ' ') AS said FROM sites o
                          WHERE o.tenant_id = a.tenant_id AND o.account_id = a.id) s ON true
     WHERE what = 'account' AND a.id = ANY (ids)
    UNION ALL
    SELECT k.tenant_id, k.id, k.account_id, a.territory_id, ARRAY[a.owner_id, k.owner_id], k.name, d.said,
           coalesce(a.name, ''), p.said
      FROM contacts k
      LEFT JOIN accounts a ON a.tenant_id = k.tenant_id AND a.id = k.account_id
      LEFT JOIN LATERAL (SELECT string_agg(o.address, ' ' ORDER BY o.position) AS said FROM contact_addresses o
                          WHERE o.tenant_id = k.tenant_id AND o.contact_id = k.id) d ON true
      LEFT JOIN LATERAL (SELECT string_agg(coalesce(o.e164, o.number), '|' ORDER BY o.position) AS said
                           FROM contact_phones o WHERE o.tenant_id = k.tenant_id AND o.contact_id = k.id) p ON true
     WHERE what = 'contact' AND k.id = ANY (ids)
    UNION ALL
    SELECT o.tenant_id, o.id, o.account_id, a.territory_id, ARRAY[a.owner_id, o.owner_id], o.name,
           concat_ws(' ', o.key, (SELECT string_agg(value, ' ' ORDER BY key) FROM jsonb_each_text(o.custom))),
           concat_ws(' ', a.name, array_to_string(o.product_names, ' ')), ''
      FROM opportunities o LEFT JOIN accounts a ON a.tenant_id = o.tenant_id AND a.id = o.account_id
     WHERE what = 'opportunity' AND o.id = ANY (ids)
    UNION ALL
    SELECT o.tenant_id, o.id, o.account_id, a.territory_id, ARRAY[a.owner_id], o.key, '',
           concat_ws(' ', a.name, array_to_string(o.product_names, ' ')), ''
      FROM orders o LEFT JOIN accounts a ON a.tenant_id = o.tenant_id AND a.id = o.account_id
     WHERE what = 'order' AND o.id = ANY (ids)
  )
  , folded AS (
    SELECT tenant_id, id, account_id, territory_id, owners, left(trato_fold(told.called), 300) AS called,
           left(coalesce(trato_fold(told.addressed), ''), 500) AS addressed, left(trato_fold(told.within), 300) AS within,
           left(regexp_replace(coalesce(told.digits, ''), '[^0-9|]', '', 'g'), 200) AS digits
      FROM told
  )
  INSERT INTO search_entries (tenant_id, kind, object_id, account_id, territory_id, owner_ids, called, addressed,
                              within, digits, terms)
  SELECT tenant_id, what, id, account_id, territory_id, array_remove(owners, NULL), called, addressed, within, digits,
         array_to_tsvector(trato_terms(tenant_id, called || ' ' || addressed, within, digits)
           || trato_place_terms(tenant_id, what, account_id, territory_id, owners))
    FROM folded
  ON CONFLICT (tenant_id, kind, object_id) DO UPDATE SET
    account_id = excluded.account_id, territory_id = excluded.territory_id, owner_ids = excluded.owner_ids,
    called = excluded.called, addressed = excluded.addressed, within = excluded.within, digits = excluded.digits,
    terms = excluded.terms
  WHERE (search_entries.account_id, search_entries.territory_id, search_entries.owner_ids, search_entries.called,
         search_entries.addressed, search_entries.within, search_entries.digits)
    IS DISTINCT FROM (excluded.account_id, excluded.territory_id, excluded.owner_ids, excluded.called,
         excluded.addressed, excluded.within, excluded.digits);
END
$$;

-- Called by every trigger below: `changed` is the transition table, the arguments say what to index by which column.
CREATE FUNCTION trato_index_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  EXECUTE format('SELECT array_agg(DISTINCT %I) FROM changed', TG_ARGV[1]) INTO ids;
  PERFORM trato_index(TG_ARGV[0], ids);
  RETURN NULL;
END
$$;

-- An account's name, territory and owner are in the entries of its people, opportunities and orders too.
CREATE FUNCTION trato_index_of_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  SELECT array_agg(n.id) INTO ids FROM changed n JOIN before b ON b.id = n.id
   WHERE (b.name, b.phone, b.territory_id, b.owner_id) IS DISTINCT FROM (n.name, n.phone, n.territory_id, n.owner_id);
  IF ids IS NULL THEN
    RETURN NULL;
  END IF;
  PERFORM trato_index('account', ids);
  PERFORM trato_index('contact', (SELECT array_agg(k.id) FROM contacts k WHERE k.account_id = ANY (ids)));
  PERFORM trato_index('opportunity', (SELECT array_agg(o.id) FROM opportunities o WHERE o.account_id = ANY (ids)));
  PERFORM trato_index('order', (SELECT array_agg(o.id) FROM orders o WHERE o.account_id = ANY (ids)));
  RETURN NULL;
END
$$;

-- A contact's or an opportunity's row changes often in ways that nobody searches for.
CREATE FUNCTION trato_index_of_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM trato_index('contact', (SELECT array_agg(n.id) FROM changed n JOIN before b ON b.id = n.id
    WHERE (b.name, b.account_id, b.owner_id) IS DISTINCT FROM (n.name, n.account_id, n.owner_id)));
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_index_of_opportunities() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM trato_index('opportunity', (SELECT array_agg(n.id) FROM changed n JOIN before b ON b.id = n.id
    WHERE (b.key, b.name, b.account_id, b.owner_id, b.custom, b.product_names)
      IS DISTINCT FROM (n.key, n.name, n.account_id, n.owner_id, n.custom, n.product_names)));
  RETURN NULL;
END
$$;

DO $do$
DECLARE
  one record;
  event text;
BEGIN
  FOR one IN SELECT * FROM (VALUES
    ('accounts', 'account', 'id', 'trato_index_of_accounts'), ('contacts', 'contact', 'id', 'trato_index_of_contacts'),
    ('opportunities', 'opportunity', 'id', 'trato_index_of_opportunities'), ('orders', 'order', 'id', ''),
    ('account_domains', 'account', 'account_id', ''), ('sites', 'account', 'account_id', ''),
    ('contact_addresses', 'contact', 'contact_id', ''), ('contact_phones', 'contact', 'contact_id', '')
  ) AS indexed(name, what, owner, careful)
  LOOP
    FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE', 'DELETE'] LOOP
      EXECUTE format(
        'CREATE TRIGGER search_%s AFTER %s ON %I REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %I(%L, %L)',
        lower(event), event, one.name,
        CASE event WHEN 'INSERT' THEN 'NEW TABLE AS changed' WHEN 'DELETE' THEN 'OLD TABLE AS changed'
                   ELSE 'OLD TABLE AS before NEW TABLE AS changed' END,
        CASE WHEN event = 'UPDATE' AND one.careful <> '' THEN one.careful ELSE 'trato_index_changed' END,
        one.what, one.owner);
    END LOOP;
  END LOOP;
END
$do$;
