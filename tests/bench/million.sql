-- The statements that make a tenant of a million mails (tests.bench.million), each under its name.
-- Sizes like :accounts, and :now, are filled in; roll(of, seed, below) is a whole number that follows from `of`.

-- name: opportunities
INSERT INTO opportunities (tenant_id, id, key, name, account_id, owner_id, stage_key, amount, currency, created_on,
                           close_date, custom, product_names)
OVERRIDING SYSTEM VALUE
SELECT 1, n, 'o' || n, (ARRAY['Línea de corte','Compresor','Renovación','Ampliación','Planta','Envasado'])[1 + n % 6]
         || ' ' || (ARRAY['norte','2027','fase dos','automática','urgente','anual','piloto'])[1 + n % 7] || ' ' || n % 997,
       m.id, m.owner, (ARRAY['qualified','needs','proposal','negotiation'])[1 + n % 4], 1000 + n % 90000, 'EUR',
       (:now - (n % 700) * interval '1 day')::date, (:now + (n % 120) * interval '1 day')::date,
       jsonb_build_object('quotes', 'Q-' || 20000 + n), ARRAY['K-' || n % 300]
FROM made m, LATERAL generate_series(m.deal + 1, m.deal + m.deals) AS n;

-- name: closures
INSERT INTO closures (tenant_id, opportunity_id, outcome, closed_at)
SELECT 1, id, (ARRAY['won','lost'])[1 + id % 2], created_on + interval '60 days' FROM opportunities WHERE id % 5 < 3;
UPDATE opportunities o SET closed_as = c.outcome FROM closures c WHERE c.opportunity_id = o.id;

-- name: opportunity_contacts
INSERT INTO opportunity_contacts (tenant_id, opportunity_id, contact_id)
SELECT DISTINCT 1, o.id, m.contact + 1 + roll(o.id * 3 + k, 5, m.contacts)
FROM opportunities o JOIN made m ON m.id = o.account_id CROSS JOIN generate_series(0, 1) AS k WHERE m.contacts > 0;

-- name: threads
CREATE TABLE made_threads AS
SELECT t AS id, m.id AS account, m.owner, m.domain,
       CASE WHEN m.contacts > 0 THEN m.contact + 1 + roll(t, 2, greatest(m.contacts, 1)) END AS contact,
       CASE WHEN m.contacts > 1 THEN m.contact + 1 + roll(t, 3, greatest(m.contacts, 1)) END AS other,
       CASE WHEN m.deals > 0 THEN m.deal + 1 + roll(t, 4, greatest(m.deals, 1)) END AS deal,
       :now - interval '1 minute' - roll(t, 6, 1000000) * interval '1 minute' AS first_at
FROM generate_series(1, :threads) AS t
JOIN made m ON m.id = 1 + floor(:accounts * power(roll(t, 1, 1000000) / 1000000.0, 2))::int;
INSERT INTO threads (tenant_id, id, topic, first_at, last_at, opener) OVERRIDING SYSTEM VALUE
SELECT 1, id, 'asunto ' || id, first_at, first_at + interval '6 hours', 'user' || owner || '@bench.example'
FROM made_threads;
ALTER TABLE made_threads ADD PRIMARY KEY (id);
ANALYZE made_threads;

-- name: messages
INSERT INTO messages (tenant_id, id, thread_id, sent_at, received_at, sender, sender_name, direction)
OVERRIDING SYSTEM VALUE
SELECT 1, i, t.id, t.first_at + (i / :threads) * interval '2 hours', t.first_at + (i / :threads) * interval '2 hours',
       CASE WHEN i % 2 = 0 THEN 'user' || t.owner || '@bench.example' ELSE coalesce(a.address, 'info@' || t.domain) END,
       '', CASE WHEN i % 2 = 0 THEN 'out' ELSE 'in' END
FROM generate_series(1, :mails) AS i JOIN made_threads t ON t.id = 1 + i % :threads
LEFT JOIN contact_addresses a ON a.contact_id = t.contact;
INSERT INTO message_texts (tenant_id, message_id, subject, summary)
SELECT 1, id, 'Re: asunto ' || thread_id, 'Adjunto la oferta revisada número ' || id || ' para el pedido' FROM messages;

-- name: participants
INSERT INTO message_participants (tenant_id, message_id, role, address, name)
SELECT 1, m.id, CASE WHEN m.direction = 'out' THEN 'from' ELSE 'to' END, 'user' || t.owner || '@bench.example', ''
FROM messages m JOIN made_threads t ON t.id = m.thread_id
UNION ALL
SELECT 1, m.id, CASE WHEN m.direction = 'in' THEN 'from' ELSE 'to' END, coalesce(a.address, 'info@' || t.domain), ''
FROM messages m JOIN made_threads t ON t.id = m.thread_id LEFT JOIN contact_addresses a ON a.contact_id = t.contact
UNION ALL
SELECT 1, m.id, 'cc', a.address, '' FROM messages m JOIN made_threads t ON t.id = m.thread_id
JOIN contact_addresses a ON a.contact_id = t.other WHERE t.other <> t.contact AND m.id % 2 = 0;
INSERT INTO thread_participants (tenant_id, thread_id, address)
SELECT DISTINCT 1, m.thread_id, p.address FROM message_participants p JOIN messages m ON m.id = p.message_id;

-- name: keys
INSERT INTO message_keys (tenant_id, key, message_id)
SELECT 1, 'id:m' || id || '@bench.example', id FROM messages
UNION ALL SELECT 1, 'fp:' || md5(id::text), id FROM messages;
INSERT INTO thread_keys (tenant_id, key, thread_id) SELECT 1, 'id:m' || id || '@bench.example', thread_id FROM messages;

-- name: copies
INSERT INTO mail_folders (tenant_id, mailbox_id, remote_id, name, well_known_name)
SELECT 1, id, 'inbox' || id, 'Inbox', 'inbox' FROM mailboxes;
INSERT INTO message_copies (tenant_id, mailbox_id, remote_id, message_id, folder_remote_id, change_key, conversation_id)
SELECT 1, t.owner, 'AAkALg' || m.id || 'x' || t.owner, m.id, 'inbox' || t.owner, 'W/"' || m.id || '"', 'conv' || t.id
FROM messages m JOIN made_threads t ON t.id = m.thread_id
UNION ALL
SELECT 1, 10 + m.id % 90, 'AAkALg' || m.id || 'y' || 10 + m.id % 90, m.id, 'inbox' || 10 + m.id % 90,
       'W/"' || m.id || '"', 'conv' || m.thread_id
FROM messages m JOIN made_threads t ON t.id = m.thread_id WHERE m.id % 4 = 0 AND 10 + m.id % 90 <> t.owner;

-- name: interactions
INSERT INTO interactions (tenant_id, id, kind, starts_at, ends_at, opportunity_id, message_id, occurrence_key)
OVERRIDING SYSTEM VALUE
SELECT 1, m.id, 'mail_' || m.direction, m.sent_at, m.sent_at, CASE WHEN m.id % 3 > 0 THEN t.deal END, m.id, ''
FROM messages m JOIN made_threads t ON t.id = m.thread_id WHERE m.id % 10 < 8;
INSERT INTO interaction_texts (tenant_id, interaction_id, subject, summary, level)
SELECT 1, i.id, t.subject, t.summary, CASE WHEN i.id % 10 = 0 THEN 'full' ELSE 'metadata' END
FROM interactions i JOIN message_texts t ON t.message_id = i.message_id;
INSERT INTO interaction_accounts (tenant_id, account_id, interaction_id, ends_at)
SELECT 1, t.account, i.id, i.ends_at FROM interactions i JOIN messages m ON m.id = i.message_id
JOIN made_threads t ON t.id = m.thread_id;
INSERT INTO interaction_contacts (tenant_id, contact_id, interaction_id, ends_at)
SELECT 1, c.id, i.id, i.ends_at FROM interactions i JOIN messages m ON m.id = i.message_id
JOIN made_threads t ON t.id = m.thread_id, LATERAL (
  SELECT t.contact AS id WHERE t.contact IS NOT NULL
  UNION SELECT t.other WHERE t.other IS NOT NULL AND m.id % 2 = 0) c;
INSERT INTO interaction_users (tenant_id, interaction_id, user_id)
SELECT DISTINCT 1, i.id, c.mailbox_id FROM interactions i JOIN message_copies c ON c.message_id = i.message_id;

-- name: events
INSERT INTO events (tenant_id, id, ical_uid, organizer, starts_at, ends_at) OVERRIDING SYSTEM VALUE
SELECT 1, e, 'e' || e || '@bench.example', 'user' || 10 + e % 90 || '@bench.example',
       :now + (roll(e, 9, 1000) - 800) * interval '1 day',
       :now + (roll(e, 9, 1000) - 800) * interval '1 day' + interval '1 hour'
FROM generate_series(1, :events) AS e;
INSERT INTO event_texts (tenant_id, event_id, subject) SELECT 1, id, 'Visita ' || id FROM events;
INSERT INTO event_occurrences (tenant_id, event_id, occurrence_key, starts_at, ends_at)
SELECT 1, id, '', starts_at, ends_at FROM events;
INSERT INTO event_copies (tenant_id, mailbox_id, remote_id, event_id, occurrence_key)
SELECT 1, 10 + id % 90, 'EV' || id, id, '' FROM events;
INSERT INTO event_attendees (tenant_id, event_id, address, name, kind, response)
SELECT 1, e.id, a.address, '', 'required', 'accepted' FROM events e
JOIN contact_addresses a ON a.contact_id = 1 + roll(e.id, 10, :contacts);
INSERT INTO interactions (tenant_id, id, kind, starts_at, ends_at, event_id, occurrence_key) OVERRIDING SYSTEM VALUE
SELECT 1, :mails + id, 'meeting', starts_at, ends_at, id, '' FROM events;
INSERT INTO interaction_texts (tenant_id, interaction_id, subject, summary, level)
SELECT 1, :mails + id, 'Visita ' || id, '', 'metadata' FROM events;
INSERT INTO interaction_contacts (tenant_id, contact_id, interaction_id, ends_at)
SELECT 1, a.contact_id, :mails + e.id, e.ends_at FROM events e JOIN event_attendees p ON p.event_id = e.id
JOIN contact_addresses a ON a.address = p.address;
INSERT INTO interaction_accounts (tenant_id, account_id, interaction_id, ends_at)
SELECT 1, k.account_id, c.interaction_id, c.ends_at FROM interaction_contacts c JOIN contacts k ON k.id = c.contact_id
WHERE c.interaction_id > :mails;
INSERT INTO interaction_users (tenant_id, interaction_id, user_id)
SELECT 1, :mails + id, 10 + id % 90 FROM events;

-- name: links
INSERT INTO links (tenant_id, id, thread_id, account_id, opportunity_id, state, score, reasons, stands_alone)
OVERRIDING SYSTEM VALUE
SELECT 1, id, id, account, CASE WHEN id % 3 > 0 THEN deal END,
       CASE WHEN deal IS NULL OR id % 3 = 0 THEN 'none' WHEN id % 3 = 1 THEN 'confirmed' ELSE 'suggested' END, 3.2,
       '[{"code": "account_domain", "points": 1.2, "params": {}}]', id % 3 = 1 AND deal IS NOT NULL
FROM made_threads;
INSERT INTO link_suggestions (tenant_id, link_id, rank, opportunity_id, score, reasons)
SELECT 1, id, 1, deal, 3.2, '[{"code": "account_domain", "points": 1.2, "params": {}}]' FROM made_threads
WHERE id % 3 > 0 AND deal IS NOT NULL;

-- name: search
SELECT trato_index('account', (SELECT array_agg(id) FROM accounts));
SELECT trato_index('contact', (SELECT array_agg(id) FROM contacts));
SELECT trato_index('opportunity', (SELECT array_agg(id) FROM opportunities));
