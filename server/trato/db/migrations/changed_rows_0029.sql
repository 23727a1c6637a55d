-- What an update changed, told apart without a join of the rows after it with the rows before.
--
-- PostgreSQL plans a trigger's statement once a connection, for as many rows as the first time: after an update of one
-- row, joining ten thousand with ten thousand was done row by row (34 s each). A difference of sets has one plan.

CREATE OR REPLACE FUNCTION trato_stage_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO playbook_checks (tenant_id, opportunity_id, at)
  SELECT c.tenant_id, c.id, 'epoch'
    FROM (SELECT tenant_id, id, stage_key, closed_as, owner_id FROM changed
          EXCEPT SELECT tenant_id, id, stage_key, closed_as, owner_id FROM before) c;
  RETURN NULL;
END
$$;

-- Both what an interaction was and what it is now is looked at when it ended and ends: it ticks here, or there no more.
CREATE OR REPLACE FUNCTION trato_evidence_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO playbook_checks (tenant_id, opportunity_id, at)
  SELECT DISTINCT m.tenant_id, m.opportunity_id, m.ends_at
    FROM ((SELECT tenant_id, id, opportunity_id, ends_at, kind FROM changed
           EXCEPT SELECT tenant_id, id, opportunity_id, ends_at, kind FROM before)
          UNION ALL
          (SELECT tenant_id, id, opportunity_id, ends_at, kind FROM before
           EXCEPT SELECT tenant_id, id, opportunity_id, ends_at, kind FROM changed)) m
   WHERE EXISTS (SELECT 1 FROM stage_starts s
                  WHERE s.tenant_id = m.tenant_id AND s.opportunity_id = m.opportunity_id);
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION trato_opportunities_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM trato_note_late((SELECT array_agg(c.id) FROM (
    SELECT id, name, account_id, owner_id, created_on, decision_maker_id, product_names, custom FROM changed
    EXCEPT SELECT id, name, account_id, owner_id, created_on, decision_maker_id, product_names, custom FROM before) c));
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION trato_index_of_opportunities() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM trato_index('opportunity', (SELECT array_agg(c.id) FROM (
    SELECT id, key, name, account_id, owner_id, custom, product_names FROM changed
    EXCEPT SELECT id, key, name, account_id, owner_id, custom, product_names FROM before) c));
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION trato_index_of_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM trato_index('contact', (SELECT array_agg(c.id) FROM (
    SELECT id, name, account_id, owner_id FROM changed
    EXCEPT SELECT id, name, account_id, owner_id FROM before) c));
  RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION trato_index_of_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  SELECT array_agg(c.id) INTO ids FROM (
    SELECT id, name, phone, territory_id, owner_id FROM changed
    EXCEPT SELECT id, name, phone, territory_id, owner_id FROM before) c;
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
