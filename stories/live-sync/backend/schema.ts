/** The outbox, which is the same whatever the application keeps beside it. */
export const outboxSchema = `
  -- What is to be published, written in the transaction of the change itself.
  CREATE TABLE outbox (
    sequence_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    mutation_id TEXT UNIQUE,
    channel     TEXT NOT NULL,
    name        TEXT NOT NULL,
    rejected    BOOLEAN NOT NULL DEFAULT false,
    data        JSONB,
    headers     JSONB NOT NULL DEFAULT '{}',
    processed   BOOLEAN NOT NULL DEFAULT false
  );
  CREATE INDEX outbox_unprocessed ON outbox (sequence_id) WHERE NOT processed;
  CREATE INDEX outbox_newest ON outbox (channel, sequence_id);

  -- Wakes the connector, at commit.
  CREATE FUNCTION notify_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
  END $$;
  CREATE TRIGGER outbox_insert AFTER INSERT ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION notify_outbox();
`;

/** The whole database: three tables of the application, and the outbox. */
export const schema = `
  CREATE TABLE posts (
    id      TEXT PRIMARY KEY,
    title   TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    locked  BOOLEAN NOT NULL DEFAULT false
  );

  CREATE TABLE likes (
    post_id TEXT NOT NULL REFERENCES posts,
    reader  TEXT NOT NULL,
    PRIMARY KEY (post_id, reader)
  );

  CREATE TABLE comments (
    id         TEXT PRIMARY KEY,
    post_id    TEXT NOT NULL REFERENCES posts,
    author     TEXT NOT NULL,
    text       TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
    -- Not now(), the start of the transaction: writers that wait for each other would be listed in the wrong order.
    created_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
  );

  ${outboxSchema}
`;
