-- The outbox: a job is committed with the rows it is about, and gone (deleted) once it is done.
CREATE TABLE job (
    id           UUID PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
    payload      TEXT NOT NULL,                    -- JSON; ids only, nothing personal
    key          TEXT,                             -- jobs that wait under one key are one job
    created      TIMESTAMPTZ NOT NULL,
    due          TIMESTAMPTZ NOT NULL,
    lease        UUID,                             -- who works on it
    leased_until TIMESTAMPTZ,                      -- and until when nobody else may
    tries        BIGINT NOT NULL DEFAULT 0 CHECK (tries >= 0),
    dead         BOOLEAN NOT NULL DEFAULT false,   -- given up; people must look
    error        TEXT,                             -- kind of the last failure, no personal data
    CHECK ((lease IS NULL) = (leased_until IS NULL)),
    CHECK (NOT dead OR lease IS NULL)
);
-- Only among those nobody has begun: a running job may have read what this one is to announce.
CREATE UNIQUE INDEX job_one_waiting ON job (key) WHERE key IS NOT NULL AND lease IS NULL AND NOT dead;
CREATE INDEX job_due ON job (due) WHERE NOT dead;
