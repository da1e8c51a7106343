-- Sign-ins of families on their way to the state login and back, and the passkeys they make afterwards (R-40, D-13).

-- `browser` is the hash of a cookie; `sealed` holds state, nonce, verifier and the page to return to. One row serves once.
CREATE TABLE login_attempt (
    id      UUID PRIMARY KEY,
    browser BYTEA NOT NULL,
    sealed  BYTEA NOT NULL,
    ends    TIMESTAMPTZ NOT NULL,
    CONSTRAINT login_attempt_browser UNIQUE (browser)
);
CREATE INDEX login_attempt_ends ON login_attempt (ends);

-- Only the public half of a passkey is here; its name is sealed. A removed one stays, so that its use is known as "removed", not "unknown".
-- A person is known here by id only: accounts and people do not know each other's tables.
CREATE TABLE person_passkey (
    id           UUID PRIMARY KEY,
    person       UUID NOT NULL,
    credential   BYTEA NOT NULL,
    public_key   BYTEA NOT NULL,
    sign_count   BIGINT NOT NULL,
    name         BYTEA NOT NULL,
    synced       BOOLEAN NOT NULL,
    added_at     TIMESTAMPTZ NOT NULL,
    last_used_at TIMESTAMPTZ,
    removed_at   TIMESTAMPTZ,
    CONSTRAINT person_passkey_credential UNIQUE (credential)
);
CREATE INDEX person_passkey_of ON person_passkey (person);
