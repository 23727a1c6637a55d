-- Limits of Outlook per application and mailbox, held over threads, processes and machines. Applied by migration 0004
-- and never edited afterwards.
--
-- Slots are session-level advisory locks: slot n of a mailbox is its key plus n, and key plus 0 belongs to the one
-- request that probes after a pause. They end with the session, so a process that is killed frees its slots at once.

CREATE FUNCTION trato_graph_key(tenant bigint, box text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT hashtextextended(tenant || ' ' || box, 0) & ~15::bigint
$$;

-- Try to take `wanted` of the slots that this session does not hold yet (`free`). Gives the slots taken, or how many
-- seconds to wait and why: paused, probing (another one tries whether the pause is over), budget (the window is nearly
-- used up), busy, or yielding (somebody of at least this rank waits for the next slot).
CREATE FUNCTION trato_graph_enter(
  tenant bigint, box text, me bigint, rank int, free int[], wanted int, requests int, most int, window_s float8,
  may_probe boolean, reserve boolean, OUT slots int[], OUT probes boolean, OUT wait_s float8, OUT why text
) LANGUAGE plpgsql AS $$
DECLARE
  key constant bigint := trato_graph_key(tenant, box);
  at constant timestamptz := clock_timestamp();
  seconds constant float8 := extract(epoch FROM at);
  length constant float8 := window_s / 20;
  newest constant bigint := floor(seconds / length);
  state graph_mailboxes;
  recent int[];
  used int;
  allowed constant int := floor(most * CASE WHEN rank > 1 THEN 0.99 ELSE 0.95 END);
  slot int;
BEGIN
  slots := '{}';
  probes := false;
  wait_s := 0;
  PERFORM set_config('app.tenant_id', tenant::text, true);
  SELECT * INTO state FROM graph_mailboxes g WHERE g.tenant_id = tenant AND g.mailbox = box FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO graph_mailboxes (tenant_id, mailbox) VALUES (tenant, box) ON CONFLICT DO NOTHING;
    SELECT * INTO state FROM graph_mailboxes g WHERE g.tenant_id = tenant AND g.mailbox = box FOR UPDATE;
  END IF;
  IF state.paused_until > at THEN
    wait_s := extract(epoch FROM state.paused_until - at);
    why := 'paused';
    RETURN;
  END IF;
  recent := CASE WHEN newest > state.bucket
                 THEN (array_fill(0, ARRAY[least(newest - state.bucket, 21)::int]) || state.counts)[1:21]
                 ELSE state.counts END;
  used := coalesce((SELECT sum(one) FROM unnest(recent) one), 0);
  IF used + requests > allowed THEN
    FOR place IN REVERSE coalesce(array_length(recent, 1), 1)..1 LOOP
      used := used - coalesce(recent[place], 0);
      wait_s := greatest(0.01, (newest - place + 22) * length - seconds);
      EXIT WHEN used + requests <= allowed;
    END LOOP;
    why := 'budget';
    RETURN;
  END IF;
  IF rank < 2 AND used > most * 0.8 THEN
    IF state.paced_until > seconds THEN
      wait_s := state.paced_until - seconds;
      why := 'budget';
      RETURN;
    END IF;
    -- Nine tenths of the limit, spread over the window and the bucket that is only partly over.
    state.paced_until := seconds + requests * window_s * 1.05 / (most * 0.9);
  END IF;
  IF state.reserved_until > at AND state.reserved_for <> me AND state.reserved_rank >= rank THEN
    why := 'yielding';
    RETURN;
  END IF;
  IF state.paused_until IS NOT NULL THEN
    IF NOT may_probe OR NOT pg_try_advisory_lock(key) THEN
      why := 'probing';
      RETURN;
    END IF;
    probes := true;
  END IF;
  FOREACH slot IN ARRAY free LOOP
    EXIT WHEN cardinality(slots) = wanted;
    IF pg_try_advisory_lock(key + slot) THEN
      slots := slots || slot;
    END IF;
  END LOOP;
  IF cardinality(slots) < wanted THEN
    FOREACH slot IN ARRAY slots LOOP
      PERFORM pg_advisory_unlock(key + slot);
    END LOOP;
    IF probes THEN
      PERFORM pg_advisory_unlock(key);
    END IF;
    IF reserve THEN
      UPDATE graph_mailboxes g SET reserved_for = me, reserved_rank = rank, reserved_until = at + interval '1 s'
       WHERE g.tenant_id = tenant AND g.mailbox = box;
    END IF;
    slots := '{}';
    probes := false;
    why := 'busy';
    RETURN;
  END IF;
  recent[1] := coalesce(recent[1], 0) + requests;
  UPDATE graph_mailboxes g
     SET counts = recent, bucket = newest, paced_until = state.paced_until,
         reserved_until = CASE WHEN state.reserved_for = me THEN NULL ELSE state.reserved_until END
   WHERE g.tenant_id = tenant AND g.mailbox = box;
END
$$;

-- Give slots back and note what Graph said: `refused` starts or prolongs the pause of the mailbox (for as long as
-- Graph asked, else ever longer), an answer to the probe ends it. Returns the seconds of pause ahead.
CREATE FUNCTION trato_graph_leave(
  tenant bigint, box text, taken int[], probes boolean, answered boolean, refused boolean, asked_s float8, spread float8
) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
  key constant bigint := trato_graph_key(tenant, box);
  at constant timestamptz := clock_timestamp();
  state graph_mailboxes;
  slot int;
  wait_s float8 := 0;
BEGIN
  IF refused OR (probes AND answered) THEN
    PERFORM set_config('app.tenant_id', tenant::text, true);
    SELECT * INTO state FROM graph_mailboxes g WHERE g.tenant_id = tenant AND g.mailbox = box FOR UPDATE;
    IF NOT refused THEN
      state.paused_until := NULL;
      state.refusals := 0;
    ELSIF state.paused_until IS NULL OR probes THEN
      state.refusals := coalesce(state.refusals, 0) + 1;
      wait_s := coalesce(asked_s, least(60, 0.25 * 2 ^ least(state.refusals, 10)) * spread);
      state.paused_until := greatest(state.paused_until, at + wait_s * interval '1 s');
    ELSE -- one of several that were under way: no reason to back off further
      state.paused_until := greatest(state.paused_until, at + coalesce(asked_s, 0) * interval '1 s');
    END IF;
    UPDATE graph_mailboxes g SET paused_until = state.paused_until, refusals = state.refusals
     WHERE g.tenant_id = tenant AND g.mailbox = box;
    wait_s := coalesce(greatest(0, extract(epoch FROM state.paused_until - at)), 0);
  END IF;
  FOREACH slot IN ARRAY taken LOOP
    PERFORM pg_advisory_unlock(key + slot);
  END LOOP;
  IF probes THEN
    PERFORM pg_advisory_unlock(key);
  END IF;
  RETURN wait_s;
END
$$;

DO $do$
DECLARE
  in_tenant constant text := 'tenant_id = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::bigint)';
  name text;
BEGIN
  -- No policy for people: limits and sign-in are Trato's own business.
  FOREACH name IN ARRAY ARRAY['graph_mailboxes', 'token_caches'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY system ON %I TO trato_system USING (%s)', name, in_tenant);
  END LOOP;
END
$do$;

GRANT SELECT, INSERT, UPDATE, DELETE ON graph_mailboxes, token_caches TO trato_app, trato_system;
