-- Applications (R-10, R-40 to R-43). What the applicant says, who the members are, and what the fund asked are sealed
-- (AES-256-GCM bound to table, column and row); a family and a person are known here by their ids only.

CREATE TABLE application (
    id            UUID PRIMARY KEY,
    applicant     UUID NOT NULL,
    family        UUID NOT NULL,
    number        TEXT,
    state         TEXT NOT NULL,
    started_at    TIMESTAMPTZ NOT NULL,
    changed_at    TIMESTAMPTZ NOT NULL,
    registered_at TIMESTAMPTZ,
    rules_of      DATE NOT NULL,
    decide_by     DATE,
    answers       BYTEA NOT NULL,
    members       BYTEA NOT NULL,
    previous      UUID,
    by_staff      UUID,
    asked         BYTEA,
    asked_until   DATE,
    decided_at    TIMESTAMPTZ,
    submit_key    UUID,
    version       BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT application_number_once UNIQUE (number),
    CONSTRAINT application_key_once UNIQUE (submit_key),
    CONSTRAINT application_renews FOREIGN KEY (previous) REFERENCES application (id) ON DELETE RESTRICT,
    CONSTRAINT application_state_known CHECK (state IN ('draft', 'checking', 'case', 'asked', 'granted', 'refused', 'withdrawn')),
    CONSTRAINT application_registered_whole CHECK (
        (registered_at IS NULL) = (number IS NULL) AND (registered_at IS NULL) = (decide_by IS NULL) AND (registered_at IS NULL) = (submit_key IS NULL)
    ),
    CONSTRAINT application_draft_not_registered CHECK (state <> 'draft' OR registered_at IS NULL),
    CONSTRAINT application_moves_registered CHECK (state IN ('draft', 'withdrawn') OR registered_at IS NOT NULL),
    CONSTRAINT application_asked_for_something CHECK ((state = 'asked') = (asked IS NOT NULL)),
    CONSTRAINT application_decided CHECK ((decided_at IS NOT NULL) = (state IN ('granted', 'refused')))
);
-- One open application a person, however many phones they begin it on.
CREATE UNIQUE INDEX application_one_open ON application (applicant) WHERE state IN ('draft', 'checking', 'case', 'asked');
CREATE INDEX application_of ON application (applicant, started_at);
CREATE INDEX application_family ON application (family);
CREATE INDEX application_state ON application (state, decide_by);

-- Who stands in which application, by id alone: what a person asks about themselves (R-84) and two records that become one (R-11) need it.
CREATE TABLE application_person (
    id          UUID PRIMARY KEY,
    application UUID NOT NULL,
    person      UUID NOT NULL,
    CONSTRAINT application_person_once UNIQUE (application, person),
    CONSTRAINT application_person_in FOREIGN KEY (application) REFERENCES application (id) ON DELETE RESTRICT
);
CREATE INDEX application_person_of ON application_person (person);

-- The last number given in each year; its row is the queue of those who submit at the same moment.
CREATE TABLE application_number (
    year BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);
