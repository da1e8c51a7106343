-- What families are told and how it reaches them (R-17, R-19). Contacts, what a message says, and where browsers are woken are sealed;
-- jobs of the outbox carry a delivery's id only.

CREATE TABLE contact (
    person     UUID PRIMARY KEY,
    sealed     BYTEA NOT NULL,
    changed_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT contact_person FOREIGN KEY (person) REFERENCES person (id) ON DELETE RESTRICT
);

-- The family's own list. What it is about stands as ids only: those tables are other features'.
CREATE TABLE message (
    id          UUID PRIMARY KEY,
    person      UUID NOT NULL,
    kind        TEXT NOT NULL,
    params      BYTEA NOT NULL,
    application UUID,
    decision    UUID,
    card        UUID,
    made_at     TIMESTAMPTZ NOT NULL,
    read_at     TIMESTAMPTZ,
    CONSTRAINT message_kind CHECK (kind IN ('received', 'granted', 'refused', 'asked', 'extended', 'withdrawn', 'ending', 'ended',
        'annulled', 'proposed-annulment', 'reminder')),
    CONSTRAINT message_person FOREIGN KEY (person) REFERENCES person (id) ON DELETE RESTRICT
);
CREATE INDEX message_of ON message (person, made_at);
CREATE INDEX message_about ON message (application);

-- One way of one message. It is tried until it is sent or given up; where it is given up, another may stand instead of it.
CREATE TABLE delivery (
    id       UUID PRIMARY KEY,
    message  UUID NOT NULL,
    way      TEXT NOT NULL,
    target   UUID,                                 -- of a push: the subscription, which may be gone by now
    state    TEXT NOT NULL,
    why      TEXT,                                 -- a code: what kept it the last time, no personal data
    tries    BIGINT NOT NULL DEFAULT 0,
    made_at  TIMESTAMPTZ NOT NULL,
    tried_at TIMESTAMPTZ,
    sent_at  TIMESTAMPTZ,
    instead  UUID,
    CONSTRAINT delivery_way CHECK (way IN ('email', 'e-address', 'letter', 'push')),
    CONSTRAINT delivery_target CHECK ((way = 'push') = (target IS NOT NULL)),
    CONSTRAINT delivery_state CHECK (state IN ('waiting', 'sent', 'given-up')),
    CONSTRAINT delivery_sent CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CONSTRAINT delivery_tries CHECK (tries >= 0),
    CONSTRAINT delivery_message FOREIGN KEY (message) REFERENCES message (id) ON DELETE RESTRICT,
    CONSTRAINT delivery_instead FOREIGN KEY (instead) REFERENCES delivery (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX delivery_once ON delivery (message, way) WHERE target IS NULL;
CREATE UNIQUE INDEX delivery_once_a_browser ON delivery (message, target) WHERE target IS NOT NULL;
CREATE INDEX delivery_letters ON delivery (made_at) WHERE way = 'letter' AND state = 'waiting';

CREATE TABLE push_subscription (
    id       UUID PRIMARY KEY,
    person   UUID NOT NULL,
    blind    BYTEA NOT NULL,                       -- keyed hash of the endpoint, which whoever knows it may write to
    sealed   BYTEA NOT NULL,
    added_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT push_subscription_once UNIQUE (blind),
    CONSTRAINT push_subscription_person FOREIGN KEY (person) REFERENCES person (id) ON DELETE RESTRICT
);
CREATE INDEX push_subscription_of ON push_subscription (person);
