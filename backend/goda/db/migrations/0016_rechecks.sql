-- Rechecks (R-50, R-56, D-3): what has to be asked anew about whom, how far a night has come, and what a person has been shown already.
-- Rights, persons and registers by id or name only.

-- One question that waits. `person` of noughts: whoever of the family the register is needed about; `register` '*': every one that is needed.
-- `died`: the register of persons had a death in its feed. After an answer that cannot be used the question waits until `not_before`.
CREATE TABLE recheck_due (
    entitlement UUID NOT NULL,
    person      UUID NOT NULL,
    register    TEXT NOT NULL,
    died        BOOLEAN NOT NULL,
    noted_at    TIMESTAMPTZ NOT NULL,
    not_before  TIMESTAMPTZ NOT NULL,
    tries       BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT recheck_due_key PRIMARY KEY (entitlement, person, register),
    CONSTRAINT recheck_due_tries CHECK (tries >= 0)
);
CREATE INDEX recheck_due_when ON recheck_due (not_before);
CREATE INDEX recheck_due_person ON recheck_due (person);

-- The one night that goes on, or the last one. `place` is how far `step` has come; `lease` is whose turn it is, so that there is one at a time.
CREATE TABLE recheck_run (
    id           BIGINT PRIMARY KEY,
    step         TEXT NOT NULL,
    place        TEXT NOT NULL,
    began_at     TIMESTAMPTZ NOT NULL,
    ended_at     TIMESTAMPTZ,
    report       TEXT NOT NULL,                    -- JSON; numbers only
    lease        UUID,
    leased_until TIMESTAMPTZ,
    CONSTRAINT recheck_run_one CHECK (id = 1),
    CONSTRAINT recheck_run_step CHECK (step IN ('feeds', 'sweep', 'turned', 'asking', 'ending', 'done')),
    CONSTRAINT recheck_run_ended CHECK ((step = 'done') = (ended_at IS NOT NULL)),
    CONSTRAINT recheck_run_leased CHECK ((lease IS NULL) = (leased_until IS NULL))
);

-- Registers whose feed began anew: everybody whom they are needed about is asked.
CREATE TABLE recheck_sweep (
    register TEXT PRIMARY KEY,
    begun_at TIMESTAMPTZ NOT NULL
);

-- Why a right was last shown to a person, as a hash: the same is not shown again once they have said that the right stands.
CREATE TABLE recheck_shown (
    entitlement UUID PRIMARY KEY,
    signature   BYTEA NOT NULL,
    shown_at    TIMESTAMPTZ NOT NULL
);
