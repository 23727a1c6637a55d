-- What has the credits of opportunities worked out again, and who belonged to whom. Applied by migration 0027 and
-- never edited afterwards.
--
-- Whoever changes an opportunity, its lines, closure, shares or returns, a rate, a stage's probability or a product
-- leaves a row for each opportunity concerned; insight/quotas/ledger.py takes it. Rows are only ever added, so that
-- nobody waits for whoever is just taking them.

CREATE FUNCTION trato_credits_due() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO credits_due (tenant_id, opportunity_id) SELECT DISTINCT c.tenant_id, c.opportunity_id FROM changed c;
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_credits_opportunity_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO credits_due (tenant_id, opportunity_id) SELECT c.tenant_id, c.id FROM changed c;
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_credits_opportunity_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO credits_due (tenant_id, opportunity_id)
  SELECT c.tenant_id, c.id FROM changed c JOIN before b ON b.tenant_id = c.tenant_id AND b.id = c.id
   WHERE (c.amount, c.currency, c.close_date, c.probability, c.stage_key, c.owner_id, c.closed_as, c.account_id)
      IS DISTINCT FROM
         (b.amount, b.currency, b.close_date, b.probability, b.stage_key, b.owner_id, b.closed_as, b.account_id);
  RETURN NULL;
END
$$;

-- The account's next sale may be its first now.
CREATE FUNCTION trato_credits_opportunity_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO credits_due (tenant_id, opportunity_id)
  SELECT DISTINCT o.tenant_id, o.id FROM changed c
    JOIN opportunities o ON o.tenant_id = c.tenant_id AND o.account_id = c.account_id AND o.closed_as = 'won';
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_credits_rate_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO credits_due (tenant_id, opportunity_id)
  SELECT o.tenant_id, o.id FROM opportunities o
   WHERE (o.tenant_id, o.currency) IN (SELECT c.tenant_id, c.currency FROM changed c);
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_credits_stage_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO credits_due (tenant_id, opportunity_id)
  SELECT o.tenant_id, o.id FROM changed c JOIN before b ON b.tenant_id = c.tenant_id AND b.key = c.key
    JOIN opportunities o ON o.tenant_id = c.tenant_id AND o.stage_key = c.key AND o.closed_as IS NULL
   WHERE c.probability <> b.probability;
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_credits_product_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO credits_due (tenant_id, opportunity_id)
  SELECT DISTINCT l.tenant_id, l.opportunity_id FROM changed c JOIN before b ON b.tenant_id = c.tenant_id AND b.id = c.id
    JOIN opportunity_lines l ON l.tenant_id = c.tenant_id AND l.product_id = c.id
   WHERE c.custom ->> 'cost' IS DISTINCT FROM b.custom ->> 'cost';
  RETURN NULL;
END
$$;

-- Who was in whose team, and where an account lay: until now.
CREATE FUNCTION trato_reassigned_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reassignments (tenant_id, kind, subject_id, at, before_id)
  SELECT c.tenant_id, 'team', c.id, coalesce(nullif(current_setting('app.at', true), '')::timestamptz, now()), b.manager_id
    FROM changed c JOIN before b ON b.tenant_id = c.tenant_id AND b.id = c.id
   WHERE c.manager_id IS DISTINCT FROM b.manager_id;
  INSERT INTO credits_due (tenant_id, opportunity_id)
  SELECT DISTINCT s.tenant_id, s.opportunity_id
    FROM changed c JOIN before b ON b.tenant_id = c.tenant_id AND b.id = c.id
    JOIN sale_credits s ON s.tenant_id = c.tenant_id AND s.origin = 'open' AND c.id = ANY (s.team)
   WHERE c.manager_id IS DISTINCT FROM b.manager_id;
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_reassigned_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO reassignments (tenant_id, kind, subject_id, at, before_id)
  SELECT c.tenant_id, 'territory', c.id, coalesce(nullif(current_setting('app.at', true), '')::timestamptz, now()),
         b.territory_id
    FROM changed c JOIN before b ON b.tenant_id = c.tenant_id AND b.id = c.id
   WHERE c.territory_id IS DISTINCT FROM b.territory_id;
  INSERT INTO credits_due (tenant_id, opportunity_id)
  SELECT o.tenant_id, o.id FROM changed c JOIN before b ON b.tenant_id = c.tenant_id AND b.id = c.id
    JOIN opportunities o ON o.tenant_id = c.tenant_id AND o.account_id = c.id AND o.closed_as IS NULL
   WHERE c.territory_id IS DISTINCT FROM b.territory_id;
  RETURN NULL;
END
$$;

CREATE TRIGGER credits_insert AFTER INSERT ON opportunities REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_credits_opportunity_made();
CREATE TRIGGER credits_update AFTER UPDATE ON opportunities REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_credits_opportunity_changed();
CREATE TRIGGER credits_delete AFTER DELETE ON opportunities REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_credits_opportunity_gone();

DO $do$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['opportunity_lines', 'closures', 'sale_shares', 'sale_returns'] LOOP
    EXECUTE format('CREATE TRIGGER credits_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS changed'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION trato_credits_due()', name);
    EXECUTE format('CREATE TRIGGER credits_update AFTER UPDATE ON %I REFERENCING NEW TABLE AS changed'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION trato_credits_due()', name);
    EXECUTE format('CREATE TRIGGER credits_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS changed'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION trato_credits_due()', name);
  END LOOP;
END
$do$;

CREATE TRIGGER credits_insert AFTER INSERT ON exchange_rates REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_credits_rate_changed();
CREATE TRIGGER credits_update AFTER UPDATE ON exchange_rates REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_credits_rate_changed();
CREATE TRIGGER credits_delete AFTER DELETE ON exchange_rates REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_credits_rate_changed();
CREATE TRIGGER credits_update AFTER UPDATE ON stages REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_credits_stage_changed();
CREATE TRIGGER credits_update AFTER UPDATE ON products REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_credits_product_changed();
CREATE TRIGGER credits_reassigned AFTER UPDATE ON users REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_reassigned_user();
CREATE TRIGGER credits_reassigned AFTER UPDATE ON accounts REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_reassigned_account();
