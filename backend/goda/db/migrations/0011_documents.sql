-- Documents that families and clerks bring (R-68): at most ten about one application or case, 5 MiB each.

-- `name` and `data` are sealed; `digest` is a keyed hash of the bytes, by which the same document sent twice is one (I4).
-- `place` counts them: two added at once cannot both be the tenth.
CREATE TABLE document (
    id        UUID PRIMARY KEY,
    about     UUID NOT NULL,
    place     BIGINT NOT NULL,
    kind      TEXT NOT NULL,
    name      BYTEA NOT NULL,
    size      BIGINT NOT NULL,
    data      BYTEA NOT NULL,
    digest    BYTEA NOT NULL,
    purpose   TEXT NOT NULL,
    by_kind   TEXT NOT NULL,
    by_id     UUID,
    added_at  TIMESTAMPTZ NOT NULL,
    relied_on BOOLEAN NOT NULL DEFAULT FALSE,
    CONSTRAINT document_place_once UNIQUE (about, place),
    CONSTRAINT document_once UNIQUE (about, digest),
    CONSTRAINT document_place CHECK (place BETWEEN 0 AND 9),
    CONSTRAINT document_size CHECK (size BETWEEN 1 AND 5242880),
    CONSTRAINT document_kind CHECK (kind IN ('pdf', 'jpeg', 'png')),
    CONSTRAINT document_purpose CHECK (length(purpose) BETWEEN 1 AND 40)
);
CREATE INDEX document_by ON document (by_id);
