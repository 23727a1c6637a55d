-- What is kept out, and how much of the rest others may read. Applied by migration 0010 and never edited afterwards.
--
-- Others, managers and admins too, read of an interaction what its level allows, and the database holds them to it by
-- rows: `interaction_texts` (subject and summary) is for those who took part, for who wrote it, and for everybody who
-- sees the interaction where the level is full. `interaction_subjects` repeats the subject where the level is subject,
-- and holds nothing else. With metadata there is no row that others could read.

ALTER TABLE exclusion_rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE exclusion_rules FORCE ROW LEVEL SECURITY;
ALTER TABLE forgotten_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE forgotten_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE visibility_levels ENABLE ROW LEVEL SECURITY;
ALTER TABLE visibility_levels FORCE ROW LEVEL SECURITY;
ALTER TABLE interaction_subjects ENABLE ROW LEVEL SECURITY;
ALTER TABLE interaction_subjects FORCE ROW LEVEL SECURITY;

DO $do$
DECLARE
  in_tenant constant text := 'tenant_id = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::bigint)';
  me constant text := '(SELECT nullif(current_setting(''app.user_id'', true), '''')::bigint)';
  boxes constant text := '(SELECT string_to_array(current_setting(''app.mailboxes'', true), '',''))::bigint[]';
  sees_all constant text := '(SELECT current_setting(''app.sees_all'', true)) = ''true''';
  rule record;
BEGIN
  FOR rule IN SELECT * FROM (VALUES
    -- The organisation's rules are everybody's to know and an admin's to make; a mailbox's are its user's alone.
    ('exclusion_rules', format('mailbox_id IS NULL OR mailbox_id = ANY (%s)', boxes),
      format('(mailbox_id IS NULL AND %s) OR mailbox_id = ANY (%s)', sees_all, boxes)),
    ('visibility_levels', format('mailbox_id IS NULL OR mailbox_id = ANY (%s)', boxes),
      format('(mailbox_id IS NULL AND %s) OR mailbox_id = ANY (%s)', sees_all, boxes)),
    ('forgotten_keys',
      'EXISTS (SELECT 1 FROM exclusion_rules r WHERE r.tenant_id = forgotten_keys.tenant_id AND r.id = forgotten_keys.rule_id)',
      format('EXISTS (SELECT 1 FROM exclusion_rules r WHERE r.tenant_id = forgotten_keys.tenant_id AND r.id = forgotten_keys.rule_id AND r.mailbox_id = ANY (%s))', boxes)),
    ('interaction_subjects',
      'EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = interaction_subjects.tenant_id AND i.id = interaction_subjects.interaction_id)',
      'EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = interaction_subjects.tenant_id AND i.id = interaction_subjects.interaction_id)')
  ) AS rules(name, reads, writes)
  LOOP
    EXECUTE format('CREATE POLICY system ON %I TO trato_system USING (%s)', rule.name, in_tenant);
    EXECUTE format('CREATE POLICY person_reads ON %I FOR SELECT TO trato_app USING (%s AND %s IS NOT NULL AND (%s))',
                   rule.name, in_tenant, me, rule.reads);
    EXECUTE format('CREATE POLICY person_writes ON %I TO trato_app USING (%s AND %s IS NOT NULL AND (%s))',
                   rule.name, in_tenant, me, rule.writes);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO trato_app, trato_system', rule.name);
  END LOOP;
  EXECUTE 'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO trato_app, trato_system';

  DROP POLICY person ON interaction_texts;
  EXECUTE format('CREATE POLICY person ON interaction_texts TO trato_app USING (%1$s AND %2$s IS NOT NULL AND ('
    'EXISTS (SELECT 1 FROM interaction_users u WHERE u.tenant_id = interaction_texts.tenant_id'
    ' AND u.interaction_id = interaction_texts.interaction_id AND u.user_id = %2$s)'
    ' OR EXISTS (SELECT 1 FROM interactions i WHERE i.tenant_id = interaction_texts.tenant_id'
    ' AND i.id = interaction_texts.interaction_id AND (interaction_texts.level = ''full'' OR i.created_by_id = %2$s))))',
    in_tenant, me);
  -- Why a thread was linked names words and numbers of its mails, so it is for those who hold them.
  DROP POLICY person ON links;
  EXECUTE format('CREATE POLICY person ON links TO trato_app USING (%s AND %s IS NOT NULL AND ('
    'EXISTS (SELECT 1 FROM threads t WHERE t.tenant_id = links.tenant_id AND t.id = links.thread_id)'
    ' OR EXISTS (SELECT 1 FROM events e WHERE e.tenant_id = links.tenant_id AND e.id = links.event_id)))', in_tenant, me);
END
$do$;

-- Keep interaction_subjects true whoever writes: a row there, exactly where the level is subject.
CREATE FUNCTION trato_keep_subject() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.level = 'subject' THEN
    INSERT INTO interaction_subjects (tenant_id, interaction_id, subject)
    VALUES (NEW.tenant_id, NEW.interaction_id, NEW.subject)
    ON CONFLICT (tenant_id, interaction_id) DO UPDATE SET subject = excluded.subject;
  ELSE
    DELETE FROM interaction_subjects s
     WHERE s.tenant_id = NEW.tenant_id AND s.interaction_id = NEW.interaction_id;
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER subject_is_new AFTER INSERT ON interaction_texts
  FOR EACH ROW WHEN (NEW.level = 'subject') EXECUTE FUNCTION trato_keep_subject();
CREATE TRIGGER subject_changes AFTER UPDATE ON interaction_texts
  FOR EACH ROW WHEN (OLD.level = 'subject' OR NEW.level = 'subject') EXECUTE FUNCTION trato_keep_subject();

-- Metadata 1, subject 2, full 3.
CREATE FUNCTION trato_level_rank(level text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
  SELECT array_position(ARRAY['metadata', 'subject', 'full'], level)
$$;

-- How much others may read of mails and meetings. Each mailbox that holds one says a level: that of the thread, else
-- of a domain that takes part (the lowest of several), each as its user set it or else the organisation; else of the
-- mailbox, else the organisation's, else metadata. The lowest of the mailboxes holds. Where none holds it any more,
-- those of the users who took part are asked. Nothing is returned where nobody ever set a level.
CREATE FUNCTION trato_levels(message_ids bigint[], event_ids bigint[])
RETURNS TABLE (message_id bigint, event_id bigint, level text) LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM visibility_levels) THEN
    RETURN;
  END IF;
  RETURN QUERY
  WITH given AS MATERIALIZED (
    SELECT m.id AS mail, NULL::bigint AS meeting, m.thread_id AS thread FROM messages m WHERE m.id = ANY (message_ids)
    UNION ALL
    SELECT NULL::bigint, e.id, NULL::bigint FROM events e WHERE e.id = ANY (event_ids)
  ), addresses AS MATERIALIZED (
    SELECT p.message_id AS mail, NULL::bigint AS meeting, p.address FROM message_participants p
     WHERE p.message_id = ANY (message_ids)
    UNION
    SELECT NULL::bigint, a.event_id, a.address FROM event_attendees a WHERE a.event_id = ANY (event_ids)
    UNION
    SELECT NULL::bigint, e.id, e.organizer FROM events e WHERE e.id = ANY (event_ids)
  ), held AS MATERIALIZED (
    SELECT DISTINCT g.mail, g.meeting, g.thread, c.mailbox_id FROM given g
      JOIN message_copies c ON c.message_id = g.mail
    UNION
    SELECT DISTINCT g.mail, g.meeting, g.thread, c.mailbox_id FROM given g JOIN event_copies c ON c.event_id = g.meeting
  ), holders AS (
    SELECT * FROM held
    UNION
    SELECT g.mail, g.meeting, g.thread, b.id FROM given g
      JOIN interactions i ON i.message_id = g.mail OR i.event_id = g.meeting
      JOIN interaction_users u ON u.tenant_id = i.tenant_id AND u.interaction_id = i.id
      JOIN mailboxes b ON b.tenant_id = u.tenant_id AND b.user_id = u.user_id
     WHERE NOT EXISTS (SELECT 1 FROM held h WHERE h.mail = g.mail OR h.meeting = g.meeting)
  ), domains AS (
    SELECT a.mail, a.meeting, v.mailbox_id, min(trato_level_rank(v.level)) AS rank FROM addresses a
      JOIN visibility_levels v ON v.kind = 'domain'
       AND (a.address LIKE '%@' || v.domain OR a.address LIKE '%.' || v.domain)
     GROUP BY a.mail, a.meeting, v.mailbox_id
  ), said AS (
    SELECT h.mail, h.meeting, coalesce(
      (SELECT min(trato_level_rank(v.level)) FROM visibility_levels v
        WHERE v.kind = 'thread' AND v.thread_id = h.thread AND v.mailbox_id = h.mailbox_id),
      (SELECT min(d.rank) FROM domains d WHERE d.mailbox_id = h.mailbox_id AND (d.mail = h.mail OR d.meeting = h.meeting)),
      (SELECT min(d.rank) FROM domains d WHERE d.mailbox_id IS NULL AND (d.mail = h.mail OR d.meeting = h.meeting)),
      (SELECT min(trato_level_rank(v.level)) FROM visibility_levels v
        WHERE v.kind = 'mailbox' AND v.mailbox_id = h.mailbox_id),
      (SELECT min(trato_level_rank(v.level)) FROM visibility_levels v
        WHERE v.kind = 'mailbox' AND v.mailbox_id IS NULL),
      1) AS rank
    FROM holders h
  )
  SELECT s.mail, s.meeting, (ARRAY['metadata', 'subject', 'full'])[min(s.rank)] FROM said s GROUP BY s.mail, s.meeting;
END
$$;

-- Give what is kept the level that holds now, of mails and meetings that these mailboxes hold or took part in (NULL:
-- all), or of one thread; return how many changed. What people told by hand stays as it is.
CREATE FUNCTION trato_apply_levels(boxes bigint[], thread bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  mails bigint[];
  meetings bigint[];
  changed bigint;
BEGIN
  SELECT array_agg(i.message_id) FILTER (WHERE i.message_id IS NOT NULL),
         array_agg(DISTINCT i.event_id) FILTER (WHERE i.event_id IS NOT NULL)
    INTO mails, meetings
    FROM interactions i
   WHERE (i.message_id IS NOT NULL OR i.event_id IS NOT NULL)
     AND (thread IS NULL OR i.message_id IN (SELECT m.id FROM messages m WHERE m.thread_id = thread))
     AND (boxes IS NULL
          OR EXISTS (SELECT 1 FROM message_copies c WHERE c.message_id = i.message_id AND c.mailbox_id = ANY (boxes))
          OR EXISTS (SELECT 1 FROM event_copies c WHERE c.event_id = i.event_id AND c.mailbox_id = ANY (boxes))
          OR EXISTS (SELECT 1 FROM interaction_users u JOIN mailboxes b ON b.tenant_id = u.tenant_id AND b.user_id = u.user_id
                      WHERE u.tenant_id = i.tenant_id AND u.interaction_id = i.id AND b.id = ANY (boxes)));
  WITH now_is AS MATERIALIZED (
    SELECT * FROM trato_levels(coalesce(mails, '{}'), coalesce(meetings, '{}'))
  ), wanted AS (
    SELECT i.tenant_id, i.id, coalesce(l.level, 'metadata') AS level FROM interactions i
      LEFT JOIN now_is l ON l.message_id = i.message_id
     WHERE i.message_id = ANY (mails)
    UNION ALL
    SELECT i.tenant_id, i.id, coalesce(l.level, 'metadata') FROM interactions i
      LEFT JOIN now_is l ON l.event_id = i.event_id
     WHERE i.event_id = ANY (meetings)
  )
  UPDATE interaction_texts t SET level = w.level FROM wanted w
   WHERE t.tenant_id = w.tenant_id AND t.interaction_id = w.id AND t.level <> w.level;
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END
$$;
