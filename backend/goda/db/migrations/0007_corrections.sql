-- R-91: a family's record is corrected from a document (R-68), and which one stays on record. What was changed is the audit log's.

CREATE TABLE family_correction (
    id           UUID PRIMARY KEY,
    family       UUID NOT NULL,
    place        BIGINT NOT NULL,
    document     BYTEA NOT NULL,
    corrected_at TIMESTAMPTZ NOT NULL,
    corrected_by UUID NOT NULL,
    -- The one before must have been seen: two who correct at once cannot both be the third.
    CONSTRAINT family_correction_place UNIQUE (family, place),
    CONSTRAINT family_correction_family FOREIGN KEY (family) REFERENCES family (id) ON DELETE RESTRICT
);
