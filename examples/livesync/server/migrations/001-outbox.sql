-- The outbox, in the shape that Ably's own Postgres connector reads (https://ably.com/docs/livesync/postgres),
-- so that it can stand where ours does. `nodes` is its table only; ours leads by an advisory lock.
CREATE TABLE nodes (
  id     TEXT PRIMARY KEY,
  expiry TIMESTAMP WITHOUT TIME ZONE NOT NULL
);

CREATE TABLE outbox (
  sequence_id BIGSERIAL PRIMARY KEY,
  mutation_id TEXT NOT NULL,
  channel     TEXT NOT NULL,
  name        TEXT NOT NULL,
  rejected    BOOLEAN NOT NULL DEFAULT false,
  data        JSONB,
  headers     JSONB,
  locked_by   TEXT,
  lock_expiry TIMESTAMP WITHOUT TIME ZONE,
  processed   BOOLEAN NOT NULL DEFAULT false,
  -- These two are not of Ably's table: how long a row has waited, and when it may be deleted; and why Ably will never
  -- take it, where the connector had to go on without it.
  created_at    TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp(),
  unpublishable TEXT
);
CREATE INDEX outbox_unprocessed ON outbox (sequence_id) WHERE NOT processed;
-- The next rows of each channel, without reading past those of a channel that is held back.
CREATE INDEX outbox_next_of_channel ON outbox (channel, sequence_id) WHERE NOT processed;
CREATE INDEX outbox_processed ON outbox (created_at) WHERE processed;
-- Each row is written, updated and deleted within minutes: by default a fifth of the table would have to be dead first.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- How far each channel has come. It outlives the rows: MAX(sequence_id) over an outbox that was purged says 0, and
-- every reader would think that nothing had ever happened.
CREATE TABLE channel_positions (
  channel     TEXT PRIMARY KEY,
  sequence_id BIGINT NOT NULL
);

-- What became of each mutation, for as long as a browser may ask again. It outlives the outbox row too: with the row
-- gone, a second send would be a second change.
CREATE TABLE mutations (
  mutation_id TEXT PRIMARY KEY,
  channel     TEXT NOT NULL,
  sequence_id BIGINT,
  rejected    BOOLEAN NOT NULL DEFAULT false,
  reason      TEXT,
  created_at  TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX mutations_created_at ON mutations (created_at);

-- Writers of one channel take turns, until they commit or roll back. Who writes to several channels in one transaction
-- locks them in the order of their names: two that wait for each other are a deadlock, which ends one of them.
CREATE FUNCTION lock_channel(wanted TEXT) RETURNS void LANGUAGE sql AS $$
  INSERT INTO channel_positions (channel, sequence_id) VALUES (wanted, 0) ON CONFLICT DO NOTHING;
  SELECT FROM channel_positions WHERE channel = wanted FOR UPDATE;
$$;

-- A serial is drawn when the row is made, and seen when the row is committed: without turns, a reader that has seen 8
-- takes 7, committed late, for old. So the number is drawn again, after the turn has come: within one channel,
-- numbers rise in the order of the commits. Across channels they do not, and nobody compares those.
CREATE FUNCTION number_outbox_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lock_channel(NEW.channel);
  NEW.sequence_id := nextval(pg_get_serial_sequence('outbox', 'sequence_id'));
  UPDATE channel_positions SET sequence_id = NEW.sequence_id WHERE channel = NEW.channel;
  RETURN NEW;
END $$;
CREATE TRIGGER outbox_number BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION number_outbox_row();

-- Wakes the connector, at commit. The name is the one that Ably's connector listens to.
CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('ably_adbc', '');
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_notify AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();
