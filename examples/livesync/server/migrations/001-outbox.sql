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
  -- Not of Ably's table: how long a row has waited, and when it may be deleted.
  created_at  TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_unprocessed ON outbox (sequence_id) WHERE NOT processed;

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

-- Writers of one channel take turns, until they commit or roll back.
CREATE FUNCTION lock_channel(wanted TEXT) RETURNS void LANGUAGE sql AS $$
  INSERT INTO channel_positions (channel, sequence_id) VALUES (wanted, 0)
  ON CONFLICT (channel) DO UPDATE SET sequence_id = channel_positions.sequence_id
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
