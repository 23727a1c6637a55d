-- Filling the index of the search costs less. Applied by migration 0023 and never edited afterwards; what terms are
-- says search_0011.sql, and none of them changed.
--
-- Whatever the number of records, they are read, folded and compared by one statement a kind; terms are made of those
-- only whose entry is another than before, because terms are most of the cost.

-- As before, but a word that stands in a record twice is gone through once.
CREATE OR REPLACE FUNCTION trato_terms(tenant bigint, written text, within text, numbers text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  begins text := tenant || '^';
  has text := tenant || '~';
  spelt text := tenant || '-';
  counts text := tenant || '#';
  own text[] := string_to_array(coalesce(written, ''), ' ');
  gone_through text[] := '{}';
  found text[] := '{}';
  word text;
  size int;
BEGIN
  FOREACH word IN ARRAY own LOOP
    CONTINUE WHEN word = ANY (gone_through);
    gone_through := gone_through || word;
    size := length(word);
    FOR at IN 1 .. least(size, 8) LOOP
      found := found || (begins || left(word, at));
    END LOOP;
    FOR at IN 2 .. least(size, 40) - 2 LOOP
      found := found || (has || substr(word, at, 3));
    END LOOP;
    IF size BETWEEN 4 AND 20 AND word !~ '[0-9]' THEN
      found := found || (spelt || word);
      FOR at IN 1 .. size LOOP
        found := found || (spelt || left(word, at - 1) || substr(word, at + 1));
      END LOOP;
    END IF;
  END LOOP;
  FOREACH word IN ARRAY string_to_array(coalesce(within, ''), ' ') LOOP
    CONTINUE WHEN word = ANY (gone_through);
    FOR at IN 1 .. least(length(word), 8) LOOP
      found := found || (begins || left(word, at));
    END LOOP;
  END LOOP;
  FOREACH word IN ARRAY string_to_array(coalesce(numbers, ''), '|') LOOP
    FOR at IN 1 .. length(word) - 2 LOOP
      found := found || (counts || substr(word, at, 3));
    END LOOP;
  END LOOP;
  RETURN found;
END
$$;

-- What the entries of these records are to say; of contacts that were removed, and records that are gone, nothing.
-- Planned anew each time: a plan that fits one record takes ten times as long for thousands.
CREATE FUNCTION trato_search_told(what text, ids bigint[])
RETURNS TABLE (tenant_id bigint, id bigint, account_id bigint, territory_id bigint, owners bigint[], called text,
               addressed text, within text, digits text)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan AS $$
#variable_conflict use_column
BEGIN
  IF what = 'contact' THEN
    RETURN QUERY
    SELECT k.tenant_id, k.id, k.account_id, a.territory_id, ARRAY[a.owner_id, k.owner_id], k.name, d.said, a.name, p.said
      FROM contacts k
      LEFT JOIN accounts a ON a.tenant_id = k.tenant_id AND a.id = k.account_id
      LEFT JOIN LATERAL (SELECT string_agg(o.address, ' ' ORDER BY o.position) AS said FROM contact_addresses o
                          WHERE o.tenant_id = k.tenant_id AND o.contact_id = k.id) d ON true
      LEFT JOIN LATERAL (SELECT string_agg(coalesce(o.e164, o.number), '|' ORDER BY o.position) AS said
                           FROM contact_phones o WHERE o.tenant_id = k.tenant_id AND o.contact_id = k.id) p ON true
     WHERE k.id = ANY (ids)
       AND NOT EXISTS (SELECT 1 FROM removed_contacts r WHERE r.tenant_id = k.tenant_id AND r.contact_id = k.id);
  ELSIF what = 'account' THEN
    RETURN QUERY
    SELECT a.tenant_id, a.id, a.id, a.territory_id, ARRAY[a.owner_id], a.name, concat_ws(' ', d.said, s.said), '',
           a.phone
      FROM accounts a
      LEFT JOIN LATERAL (SELECT string_agg(o.domain, ' ' ORDER BY o.domain) AS said FROM account_domains o
                          WHERE o.tenant_id = a.tenant_id AND o.account_id = a.id) d ON true
      LEFT JOIN LATERAL (SELECT string_agg(DISTINCT concat_ws(' ', o.city, o.postal_code), ' ') AS said FROM sites o
                          WHERE o.tenant_id = a.tenant_id AND o.account_id = a.id) s ON true
     WHERE a.id = ANY (ids);
  ELSIF what = 'opportunity' THEN
    RETURN QUERY
    SELECT o.tenant_id, o.id, o.account_id, a.territory_id, ARRAY[a.owner_id, o.owner_id], o.name,
           concat_ws(' ', o.key, (SELECT string_agg(value, ' ' ORDER BY key) FROM jsonb_each_text(o.custom))),
           concat_ws(' ', a.name, array_to_string(o.product_names, ' ')), ''
      FROM opportunities o LEFT JOIN accounts a ON a.tenant_id = o.tenant_id AND a.id = o.account_id
     WHERE o.id = ANY (ids);
  ELSE
    RETURN QUERY
    SELECT o.tenant_id, o.id, o.account_id, a.territory_id, ARRAY[a.owner_id], o.key, '',
           concat_ws(' ', a.name, array_to_string(o.product_names, ' ')), ''
      FROM orders o LEFT JOIN accounts a ON a.tenant_id = o.tenant_id AND a.id = o.account_id
     WHERE o.id = ANY (ids);
  END IF;
END
$$;

-- Make the entries of these records equal the records; of those that are gone none is left.
CREATE OR REPLACE FUNCTION trato_index(what text, ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF ids IS NULL OR cardinality(ids) = 0 THEN
    RETURN;
  END IF;
  DELETE FROM search_entries e WHERE e.kind = what AND e.object_id = ANY (ids) AND NOT CASE what
    WHEN 'account' THEN EXISTS (SELECT 1 FROM accounts r WHERE r.tenant_id = e.tenant_id AND r.id = e.object_id)
    WHEN 'contact' THEN EXISTS (SELECT 1 FROM contacts r WHERE r.tenant_id = e.tenant_id AND r.id = e.object_id)
    WHEN 'order' THEN EXISTS (SELECT 1 FROM orders r WHERE r.tenant_id = e.tenant_id AND r.id = e.object_id)
    ELSE EXISTS (SELECT 1 FROM opportunities r WHERE r.tenant_id = e.tenant_id AND r.id = e.object_id) END;
  INSERT INTO search_entries (tenant_id, kind, object_id, account_id, territory_id, owner_ids, called, addressed,
                              within, digits, terms)
  SELECT n.tenant_id, what, n.id, n.account_id, n.territory_id, n.owner_ids, n.called, n.addressed, n.within, n.digits,
         array_to_tsvector(trato_terms(n.tenant_id, n.called || ' ' || n.addressed, n.within, n.digits)
           || trato_place_terms(n.tenant_id, what, n.account_id, n.territory_id, n.owner_ids))
    FROM (SELECT told.tenant_id, told.id, told.account_id, told.territory_id,
                 array_remove(told.owners, NULL) AS owner_ids, left(trato_fold(told.called), 300) AS called,
                 left(coalesce(trato_fold(told.addressed), ''), 500) AS addressed,
                 left(coalesce(trato_fold(told.within), ''), 300) AS within,
                 left(regexp_replace(coalesce(told.digits, ''), '[^0-9|]', '', 'g'), 200) AS digits
            FROM trato_search_told(what, ids) AS told OFFSET 0) AS n
    LEFT JOIN search_entries e ON e.tenant_id = n.tenant_id AND e.kind = what AND e.object_id = n.id
   WHERE (e.account_id, e.territory_id, e.owner_ids, e.called, e.addressed, e.within, e.digits)
      IS DISTINCT FROM (n.account_id, n.territory_id, n.owner_ids, n.called, n.addressed, n.within, n.digits)
  ON CONFLICT (tenant_id, kind, object_id) DO UPDATE SET
    account_id = excluded.account_id, territory_id = excluded.territory_id, owner_ids = excluded.owner_ids,
    called = excluded.called, addressed = excluded.addressed, within = excluded.within, digits = excluded.digits,
    terms = excluded.terms;
END
$$;

-- Who was removed is left out where records are read, for all at once.
DROP TRIGGER left_out ON search_entries;
DROP FUNCTION trato_leave_out_removed();
