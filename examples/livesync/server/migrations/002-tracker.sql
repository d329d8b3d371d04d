CREATE TABLE projects (
  id   TEXT PRIMARY KEY,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80)
);

CREATE TABLE issues (
  id         TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects,
  title      TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 140),
  status     TEXT NOT NULL DEFAULT 'todo' CHECK (status IN ('todo', 'doing', 'done')),
  assignee   TEXT,
  version    INT NOT NULL DEFAULT 1,
  position   BIGINT GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX issues_of_project ON issues (project_id, position);

CREATE TABLE comments (
  id       TEXT PRIMARY KEY,
  issue_id TEXT NOT NULL REFERENCES issues ON DELETE CASCADE,
  author   TEXT NOT NULL,
  text     TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
  position BIGINT GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX comments_of_issue ON comments (issue_id, position);

CREATE TABLE reactions (
  issue_id TEXT NOT NULL REFERENCES issues ON DELETE CASCADE,
  member   TEXT NOT NULL,
  emoji    TEXT NOT NULL,
  position BIGINT GENERATED ALWAYS AS IDENTITY,
  PRIMARY KEY (issue_id, member, emoji)
);
