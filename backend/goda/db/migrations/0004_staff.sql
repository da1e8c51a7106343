-- Who works at the fund's console: members, their passkeys, and one-time links by which a first passkey is made.
-- A member who leaves is ended, not deleted: the audit log names them by id for five years (R-82, R-83).

CREATE TABLE staff_member (
    id          UUID PRIMARY KEY,
    name        TEXT NOT NULL,
    role        TEXT NOT NULL,
    enrolled_at TIMESTAMPTZ NOT NULL,
    enrolled_by UUID,
    ended_at    TIMESTAMPTZ,
    ended_by    UUID,
    CONSTRAINT staff_member_name CHECK (length(name) BETWEEN 1 AND 60),
    CONSTRAINT staff_member_role CHECK (role IN ('clerk', 'lead')),
    CONSTRAINT staff_member_by FOREIGN KEY (enrolled_by) REFERENCES staff_member (id) ON DELETE RESTRICT,
    CONSTRAINT staff_member_ended_by FOREIGN KEY (ended_by) REFERENCES staff_member (id) ON DELETE RESTRICT
);

-- Only the public half of a passkey is here. A removed one stays, so that its use is known as "removed", not "unknown".
CREATE TABLE staff_passkey (
    id           UUID PRIMARY KEY,
    member       UUID NOT NULL,
    credential   BYTEA NOT NULL,
    public_key   BYTEA NOT NULL,
    sign_count   BIGINT NOT NULL,
    name         TEXT NOT NULL,
    synced       BOOLEAN NOT NULL,
    added_at     TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ,
    removed_at   TIMESTAMPTZ,
    CONSTRAINT staff_passkey_credential UNIQUE (credential),
    CONSTRAINT staff_passkey_name CHECK (length(name) BETWEEN 1 AND 60),
    CONSTRAINT staff_passkey_member FOREIGN KEY (member) REFERENCES staff_member (id) ON DELETE RESTRICT
);
CREATE INDEX staff_passkey_of ON staff_passkey (member);

-- The link's token is kept only as a hash: reading this table opens no door.
CREATE TABLE staff_link (
    id         UUID PRIMARY KEY,
    member     UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    made_at    TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at    TIMESTAMPTZ,
    CONSTRAINT staff_link_token UNIQUE (token_hash),
    CONSTRAINT staff_link_member FOREIGN KEY (member) REFERENCES staff_member (id) ON DELETE RESTRICT
);
