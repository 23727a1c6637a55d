-- People who are no contacts of ours any more are not found and not shown. Applied by migration 0017 and never edited
-- afterwards. What happened with them stays, and who had them back sees them again.

-- A function, so that its plan is kept and stays small (docs/decisions/0017).
CREATE FUNCTION trato_is_removed(contact bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM removed_contacts r
     WHERE r.tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint AND r.contact_id = contact);
END
$$;

-- Who a contact was made one with, as often as that happened; the contact itself where it stands.
CREATE FUNCTION trato_survivor(contact bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
  kept bigint := contact;
  following bigint;
BEGIN
  FOR step IN 1 .. 20 LOOP
    SELECT m.kept_id INTO following FROM contact_merges m
     WHERE m.tenant_id = nullif(current_setting('app.tenant_id', true), '')::bigint AND m.gone_id = kept
       AND m.unmerged_at IS NULL;
    IF following IS NULL THEN
      RETURN kept;
    END IF;
    kept := following;
  END LOOP;
  RETURN kept;
END
$$;

-- The index leaves out who was removed, whichever change has them indexed.
CREATE FUNCTION trato_leave_out_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM removed_contacts r WHERE r.tenant_id = NEW.tenant_id AND r.contact_id = NEW.object_id) THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER left_out BEFORE INSERT ON search_entries
  FOR EACH ROW WHEN (NEW.kind = 'contact') EXECUTE FUNCTION trato_leave_out_removed();

CREATE FUNCTION trato_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM search_entries e USING changed n
   WHERE e.tenant_id = n.tenant_id AND e.kind = 'contact' AND e.object_id = n.contact_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER search_insert AFTER INSERT ON removed_contacts REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_removed();
CREATE TRIGGER search_delete AFTER DELETE ON removed_contacts REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION trato_index_changed('contact', 'contact_id');
DELETE FROM search_entries e USING removed_contacts r
 WHERE e.tenant_id = r.tenant_id AND e.kind = 'contact' AND e.object_id = r.contact_id;
