-- How an opportunity ended, beside it: the list asks it of every row, and asking `closures` would put that table's rule
-- to each of them, which asks for the opportunity again. Whoever writes a closure, the database keeps this in step.
-- Applied by migration 0022.

CREATE FUNCTION trato_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE opportunities o SET closed_as = n.outcome FROM changed n
   WHERE o.tenant_id = n.tenant_id AND o.id = n.opportunity_id AND o.closed_as IS DISTINCT FROM n.outcome;
  RETURN NULL;
END
$$;

CREATE FUNCTION trato_reopened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE opportunities o SET closed_as = NULL FROM changed n
   WHERE o.tenant_id = n.tenant_id AND o.id = n.opportunity_id AND o.closed_as IS NOT NULL;
  RETURN NULL;
END
$$;

CREATE TRIGGER closed_insert AFTER INSERT ON closures REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_closed();
CREATE TRIGGER closed_update AFTER UPDATE ON closures REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_closed();
CREATE TRIGGER closed_delete AFTER DELETE ON closures REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_reopened();

UPDATE opportunities o SET closed_as = c.outcome FROM closures c
 WHERE o.tenant_id = c.tenant_id AND o.id = c.opportunity_id;
