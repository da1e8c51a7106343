-- Families recorded by hand and the persons in them (R-11, R-21, R-23, R-68).
-- Names, codes, birth dates, documents and marks of disability are sealed (AES-256-GCM bound to table, column and row);
-- what is searched is found by keyed hashes alone.

CREATE TABLE person (
    id          UUID PRIMARY KEY,
    sealed      BYTEA NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    changed_at  TIMESTAMPTZ NOT NULL,
    version     BIGINT NOT NULL DEFAULT 0
);

-- R-11: current and previous personal codes. A code belongs to one person, whether it is their current one or not.
CREATE TABLE person_code (
    id          UUID PRIMARY KEY,
    person      UUID NOT NULL,
    blind       BYTEA NOT NULL,
    sealed      BYTEA NOT NULL,
    is_current  BOOLEAN NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT person_code_blind UNIQUE (blind),
    CONSTRAINT person_code_person FOREIGN KEY (person) REFERENCES person (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX person_code_one_current ON person_code (person) WHERE is_current;

-- Each beginning of each folded word of a name, as a keyed hash: "āda" finds "Āda" without a name in clear.
CREATE TABLE person_word (
    person UUID NOT NULL,
    blind  BYTEA NOT NULL,
    CONSTRAINT person_word_key PRIMARY KEY (blind, person),
    CONSTRAINT person_word_person FOREIGN KEY (person) REFERENCES person (id) ON DELETE RESTRICT
);
CREATE INDEX person_word_of ON person_word (person);

CREATE TABLE family (
    id          UUID PRIMARY KEY,
    document    BYTEA NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID NOT NULL
);
CREATE INDEX family_recorded ON family (recorded_at);

CREATE TABLE family_member (
    id     UUID PRIMARY KEY,
    family UUID NOT NULL,
    person UUID NOT NULL,
    place  BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    CONSTRAINT family_member_once UNIQUE (family, person),
    CONSTRAINT family_member_place UNIQUE (family, place),
    CONSTRAINT family_member_family FOREIGN KEY (family) REFERENCES family (id) ON DELETE RESTRICT,
    CONSTRAINT family_member_person FOREIGN KEY (person) REFERENCES person (id) ON DELETE RESTRICT
);
CREATE INDEX family_member_of ON family_member (person);

-- R-83: a family is open to a member of staff only for a while and for a reason they gave.
CREATE TABLE family_opening (
    id        UUID PRIMARY KEY,
    family    UUID NOT NULL,
    staff     UUID NOT NULL,
    reason    TEXT NOT NULL,
    opened_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT family_opening_reason CHECK (reason IN ('application', 'request', 'annulment', 'correction', 'supervision')),
    CONSTRAINT family_opening_family FOREIGN KEY (family) REFERENCES family (id) ON DELETE RESTRICT
);
CREATE INDEX family_opening_who ON family_opening (staff, family, opened_at);
