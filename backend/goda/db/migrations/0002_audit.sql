-- R-83: every processing leaves a record. Records are leaves of one Merkle tree (RFC 9162), in order, without a gap.
CREATE TABLE audit_record (
    position BIGINT PRIMARY KEY CHECK (position >= 0),
    body     BYTEA NOT NULL,                             -- canonical JSON, the very bytes that are hashed
    leaf     BYTEA NOT NULL CHECK (length(leaf) = 32)    -- SHA-256(0x00 || body)
);
-- One row: how many leaves there are and the roots of the full subtrees they make (all that appending needs).
CREATE TABLE audit_head (
    id       BIGINT PRIMARY KEY CHECK (id = 1),
    size     BIGINT NOT NULL CHECK (size >= 0),
    frontier BYTEA NOT NULL
);
