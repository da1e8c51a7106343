-- What registers said about persons of a family (R-10 to R-33, R-60 to R-65): the marks only, sealed, never the whole answer.

-- One row a question, or a mark entered by hand (`register` = 'hand'). `usable`: the register gave an answer, which may be that it
-- contradicts itself; silence, garbage and another person's answer give a row that is not. `current`: what holds now; earlier rows stay,
-- since decisions rest on them.
CREATE TABLE fact (
    id       UUID PRIMARY KEY,
    family   UUID NOT NULL,
    person   UUID NOT NULL,
    register TEXT NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL,
    usable   BOOLEAN NOT NULL,
    current  BOOLEAN NOT NULL,
    sealed   BYTEA NOT NULL,
    CONSTRAINT fact_register CHECK (register IN ('fpr', 'viis', 'iis', 'ugf', 'vadonis', 'sopa', 'hand')),
    CONSTRAINT fact_person FOREIGN KEY (person) REFERENCES person (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX fact_current ON fact (family, person, register) WHERE current AND register <> 'hand';
CREATE INDEX fact_family ON fact (family, asked_at);
CREATE INDEX fact_person_of ON fact (person);

-- How far the feed of changes of each register has been read. `place` counts its lines: a feed that goes back is noticed.
CREATE TABLE register_cursor (
    register TEXT PRIMARY KEY,
    next     TEXT NOT NULL,
    place    BIGINT NOT NULL,
    read_at  TIMESTAMPTZ NOT NULL
);

-- R-11: records that turned out to be one person's. Whoever still holds the id that is gone finds the one that was kept.
CREATE TABLE person_merged (
    gone      UUID PRIMARY KEY,
    kept      UUID NOT NULL,
    merged_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT person_merged_into FOREIGN KEY (kept) REFERENCES person (id) ON DELETE RESTRICT
);
CREATE INDEX person_merged_kept ON person_merged (kept);
