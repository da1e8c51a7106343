-- Who is signed in, and questions that may be answered once. Ids are hashes: a copy of the database opens nothing.
CREATE TABLE session (
    id           BYTEA PRIMARY KEY,
    subject_kind TEXT NOT NULL,
    subject      UUID NOT NULL,
    opened       TIMESTAMPTZ NOT NULL,
    seen         TIMESTAMPTZ NOT NULL,
    ends         TIMESTAMPTZ NOT NULL,
    idle_seconds BIGINT NOT NULL,
    stepped_up   TIMESTAMPTZ,
    CONSTRAINT session_idle CHECK (idle_seconds > 0)
);
CREATE INDEX session_of_subject ON session (subject_kind, subject);
CREATE INDEX session_ends ON session (ends);

CREATE TABLE challenge (
    id      BYTEA PRIMARY KEY,
    subject TEXT NOT NULL,
    ends    TIMESTAMPTZ NOT NULL
);
CREATE INDEX challenge_ends ON challenge (ends);
