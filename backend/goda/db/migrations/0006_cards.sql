-- The cards, their activation codes, phones, signed credentials, and the published status lists.
-- A family and a person are known here by their ids only: cards and people do not know each other's tables.

-- One row a list; `version` is also what the publisher locks, so that no two publish at once (I1); `kid` is the key that signed.
CREATE TABLE status_list (
    list     BIGINT PRIMARY KEY,
    version  BIGINT NOT NULL DEFAULT 0,
    iat      BIGINT NOT NULL DEFAULT 0,
    exp      BIGINT NOT NULL DEFAULT 0,
    annulled BIGINT NOT NULL DEFAULT 0,
    kid      TEXT,
    made_at  TIMESTAMPTZ,
    body     BYTEA,
    gzip     BYTEA,
    brotli   BYTEA,
    CONSTRAINT status_list_number_of_the_wire CHECK (list BETWEEN 1 AND 999999999),
    CONSTRAINT status_list_published_whole CHECK (version = 0 OR (kid IS NOT NULL AND body IS NOT NULL AND gzip IS NOT NULL AND brotli IS NOT NULL AND made_at IS NOT NULL AND iat < exp))
);

-- `names`, `reason` and `note` are sealed; `version` is taken by every use case that changes the card or what hangs on it.
CREATE TABLE card (
    id          UUID PRIMARY KEY,
    number      TEXT NOT NULL,
    family      UUID NOT NULL,
    holder      UUID NOT NULL,
    names       BYTEA NOT NULL,
    valid_from  DATE NOT NULL,
    valid_to    DATE NOT NULL,
    proposed_to DATE,
    reason      BYTEA,
    granted_at  TIMESTAMPTZ NOT NULL,
    annulled_at TIMESTAMPTZ,
    cause       TEXT,
    note        BYTEA,
    version     BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT card_number_once UNIQUE (number), -- I2
    CONSTRAINT card_number_whole CHECK (length(number) = 9),
    CONSTRAINT card_days_in_order CHECK (valid_from <= valid_to),
    CONSTRAINT card_changed_validity_has_reason CHECK (reason IS NOT NULL OR (proposed_to IS NOT NULL AND proposed_to = valid_to)), -- D-3
    CONSTRAINT card_annulled_with_cause CHECK ((annulled_at IS NULL) = (cause IS NULL)), -- R-56
    CONSTRAINT card_cause_known CHECK (cause IS NULL OR cause IN ('holder-wish', 'criteria-lost', 'death', 'replaced', 'error', 'misuse'))
);
CREATE INDEX card_family ON card (family);

-- `name` is sealed: what people call their phones is theirs. A removed phone keeps its row, to be told so.
CREATE TABLE device (
    id         UUID PRIMARY KEY,
    card       UUID NOT NULL,
    name       BYTEA NOT NULL,
    thumbprint TEXT NOT NULL,
    added_at   TIMESTAMPTZ NOT NULL,
    last_seen  TIMESTAMPTZ NOT NULL,
    removed_at TIMESTAMPTZ,
    cause      TEXT,
    CONSTRAINT device_of_a_card FOREIGN KEY (card) REFERENCES card (id) ON DELETE RESTRICT,
    CONSTRAINT device_key_once UNIQUE (thumbprint), -- one key, one card
    CONSTRAINT device_thumbprint_whole CHECK (length(thumbprint) = 43),
    CONSTRAINT device_removed_with_cause CHECK ((removed_at IS NULL) = (cause IS NULL))
);
CREATE INDEX device_card ON device (card);

-- `secret` is an HMAC; `code` the sealed text, kept only while it can still be used, so that a letter can be printed again.
CREATE TABLE activation (
    id         UUID PRIMARY KEY,
    card       UUID NOT NULL,
    locator    TEXT NOT NULL,
    secret     BYTEA NOT NULL,
    code       BYTEA,
    replaces   UUID,
    made_at    TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    wrong      BIGINT NOT NULL DEFAULT 0,
    used_at    TIMESTAMPTZ,
    device     UUID,
    CONSTRAINT activation_of_a_card FOREIGN KEY (card) REFERENCES card (id) ON DELETE RESTRICT,
    CONSTRAINT activation_replaces_a_device FOREIGN KEY (replaces) REFERENCES device (id) ON DELETE RESTRICT,
    CONSTRAINT activation_by_a_device FOREIGN KEY (device) REFERENCES device (id) ON DELETE RESTRICT,
    CONSTRAINT activation_locator_once UNIQUE (locator),
    CONSTRAINT activation_single_use UNIQUE (device),
    CONSTRAINT activation_used_by_a_device CHECK ((used_at IS NULL) = (device IS NULL)),
    CONSTRAINT activation_tries CHECK (wrong BETWEEN 0 AND 10),
    CONSTRAINT activation_code_forgotten CHECK (code IS NULL OR (used_at IS NULL AND wrong < 10))
);
CREATE INDEX activation_card ON activation (card);

-- `token` is the sealed credential, kept while an answer may have to be given again or a letter printed again.
-- `listed` is the version of the first published list that calls it annulled: none is lost while it is empty (I1, I5).
-- `status_idx` is given back once the credential has ended, unless it was annulled: an annulled index is never drawn again.
CREATE TABLE credential (
    id          UUID PRIMARY KEY,
    card        UUID NOT NULL,
    device      UUID,
    profile     TEXT NOT NULL,
    status_list BIGINT NOT NULL,
    status_idx  BIGINT,
    exp         BIGINT NOT NULL,
    token       BYTEA,
    made_at     TIMESTAMPTZ NOT NULL,
    annulled_at TIMESTAMPTZ,
    cause       TEXT,
    listed      BIGINT,
    CONSTRAINT credential_of_a_card FOREIGN KEY (card) REFERENCES card (id) ON DELETE RESTRICT,
    CONSTRAINT credential_on_a_device FOREIGN KEY (device) REFERENCES device (id) ON DELETE RESTRICT,
    CONSTRAINT credential_on_a_list FOREIGN KEY (status_list) REFERENCES status_list (list) ON DELETE RESTRICT,
    CONSTRAINT credential_index_once UNIQUE (status_list, status_idx), -- I2
    CONSTRAINT credential_index_inside CHECK (status_idx BETWEEN 0 AND 1048575),
    CONSTRAINT credential_index_kept_if_annulled CHECK (status_idx IS NOT NULL OR annulled_at IS NULL),
    CONSTRAINT credential_profile_known CHECK (profile IN ('wallet', 'print')),
    CONSTRAINT credential_wallet_on_a_device CHECK ((profile = 'wallet') = (device IS NOT NULL)),
    CONSTRAINT credential_ends_a_whole_day CHECK (exp > 0 AND exp % 86400 = 0),
    CONSTRAINT credential_annulled_with_cause CHECK ((annulled_at IS NULL) = (cause IS NULL)),
    CONSTRAINT credential_cause_known CHECK (cause IS NULL OR cause IN ('card-annulled', 'removed', 'replaced', 'lost', 'stolen', 'damaged', 'error')),
    CONSTRAINT credential_listed_if_annulled CHECK (listed IS NULL OR annulled_at IS NOT NULL)
);
CREATE INDEX credential_card ON credential (card);
CREATE INDEX credential_device ON credential (device);
CREATE INDEX credential_annulled ON credential (status_list, status_idx) WHERE annulled_at IS NOT NULL;
CREATE INDEX credential_holding ON credential (status_list, exp) WHERE annulled_at IS NULL AND status_idx IS NOT NULL;
CREATE INDEX credential_unlisted ON credential (status_list) WHERE annulled_at IS NOT NULL AND listed IS NULL;

-- The proofs of possession already spent (RFC 9449, 11.1): a digest of key and `jti`, until its nonce is too old anyway.
CREATE TABLE wallet_proof (
    digest  TEXT PRIMARY KEY,
    expires BIGINT NOT NULL
);
CREATE INDEX wallet_proof_expires ON wallet_proof (expires);
