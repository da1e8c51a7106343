-- Deciding (R-43, R-50 to R-56): cases for people, decisions, and the entitlements that made grants begin.
-- Texts, reasons, the assessment that a decision rests on, and its paper are sealed (AES-256-GCM bound to table, column and row);
-- families, persons, applications and cards are known here by their ids only.

-- Nobody decides on their own family: the keyed hash of a member of staff's own personal code, made as `person_code.blind` is.
ALTER TABLE staff_member ADD COLUMN own_code BYTEA;

-- The last number given in each year; its row is the queue of those who decide at the same moment.
CREATE TABLE decision_number (
    year BIGINT PRIMARY KEY,
    last BIGINT NOT NULL
);

-- `why` is a list of codes, comma between. `tried` counts how often silent registers were asked again by the machine.
CREATE TABLE decision_case (
    id          UUID PRIMARY KEY,
    kind        TEXT NOT NULL,
    application UUID,
    entitlement UUID,
    card        UUID,
    family      UUID NOT NULL,
    applicant   UUID NOT NULL,
    opened_at   TIMESTAMPTZ NOT NULL,
    decide_by   DATE NOT NULL,
    extended    BIGINT NOT NULL DEFAULT 0,
    state       TEXT NOT NULL,
    why         TEXT NOT NULL,
    taken_by    UUID,
    asked_until DATE,
    closed_at   TIMESTAMPTZ,
    version     BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT decision_case_kind_known CHECK (kind IN ('application', 'recheck', 'annulment')),
    CONSTRAINT decision_case_state_known CHECK (state IN ('open', 'asked', 'second', 'closed')),
    CONSTRAINT decision_case_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CONSTRAINT decision_case_about CHECK (
        (kind = 'application') = (application IS NOT NULL) AND (kind <> 'recheck' OR entitlement IS NOT NULL) AND (kind = 'annulment') = (card IS NOT NULL)
    )
);
CREATE UNIQUE INDEX decision_case_one_of_application ON decision_case (application) WHERE application IS NOT NULL;
CREATE UNIQUE INDEX decision_case_one_recheck ON decision_case (entitlement) WHERE kind = 'recheck' AND state <> 'closed';
CREATE UNIQUE INDEX decision_case_one_annulment ON decision_case (card) WHERE card IS NOT NULL AND state <> 'closed';
CREATE INDEX decision_case_waiting ON decision_case (decide_by) WHERE state <> 'closed';
CREATE INDEX decision_case_family ON decision_case (family);

-- `sealed` holds what fills the sentence's places, and a note.
CREATE TABLE decision_event (
    id        UUID PRIMARY KEY,
    case_id   UUID NOT NULL,
    at        TIMESTAMPTZ NOT NULL,
    what      TEXT NOT NULL,
    sealed    BYTEA NOT NULL,
    by_staff  UUID,
    CONSTRAINT decision_event_of_a_case FOREIGN KEY (case_id) REFERENCES decision_case (id) ON DELETE RESTRICT
);
CREATE INDEX decision_event_of ON decision_event (case_id, at);

-- `sealed` holds text, reason, references and planned cards; `snapshot` the assessment. Neither is ever written again.
CREATE TABLE decision (
    id           UUID PRIMARY KEY,
    number       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    application  UUID,
    entitlement  UUID,
    card         UUID,
    family       UUID NOT NULL,
    applicant    UUID NOT NULL,
    case_id      UUID,
    state        TEXT NOT NULL,
    by_staff     UUID,
    second       UUID,
    needs_second BOOLEAN NOT NULL,
    sealed       BYTEA NOT NULL,
    snapshot     BYTEA,
    proposed_at  TIMESTAMPTZ NOT NULL,
    sends_at     TIMESTAMPTZ,
    made_at      TIMESTAMPTZ,
    contest_by   DATE,
    valid_from   DATE,
    valid_to     DATE,
    cause        TEXT,
    version      BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT decision_number_once UNIQUE (number),
    CONSTRAINT decision_of_a_case FOREIGN KEY (case_id) REFERENCES decision_case (id) ON DELETE RESTRICT,
    CONSTRAINT decision_kind_known CHECK (kind IN ('grant', 'refuse', 'annul')),
    CONSTRAINT decision_state_known CHECK (state IN ('proposed', 'held', 'made', 'undone', 'declined')),
    CONSTRAINT decision_cause_known CHECK (cause IS NULL OR cause IN ('holder-wish', 'criteria-lost', 'death', 'replaced', 'error', 'misuse')),
    CONSTRAINT decision_about CHECK (
        (kind = 'annul') = (cause IS NOT NULL) AND (kind = 'annul' OR application IS NOT NULL) AND (kind <> 'annul' OR card IS NOT NULL OR entitlement IS NOT NULL)
    ),
    CONSTRAINT decision_grant_has_days CHECK ((kind = 'grant') = (valid_from IS NOT NULL) AND (kind = 'grant') = (valid_to IS NOT NULL)),
    CONSTRAINT decision_made_whole CHECK ((state = 'made') = (made_at IS NOT NULL) AND (state = 'made') = (contest_by IS NOT NULL)),
    CONSTRAINT decision_held_until CHECK (state NOT IN ('held', 'made') OR sends_at IS NOT NULL),
    CONSTRAINT decision_refused_by_a_person CHECK (kind <> 'refuse' OR by_staff IS NOT NULL), -- D-2, R-96
    CONSTRAINT decision_annulled_by_a_person CHECK (kind <> 'annul' OR cause IN ('death', 'holder-wish') OR by_staff IS NOT NULL), -- D-2, R-96
    CONSTRAINT decision_by_two CHECK (NOT needs_second OR state NOT IN ('held', 'made') OR (second IS NOT NULL AND by_staff IS NOT NULL AND second <> by_staff))
);
-- One decision an application, one annulment a card and a right; an undone or declined one leaves room for another.
CREATE UNIQUE INDEX decision_one_of_application ON decision (application) WHERE application IS NOT NULL AND state IN ('proposed', 'held', 'made');
CREATE UNIQUE INDEX decision_one_of_card ON decision (card) WHERE card IS NOT NULL AND state IN ('proposed', 'held', 'made');
CREATE UNIQUE INDEX decision_one_end ON decision (entitlement) WHERE kind = 'annul' AND card IS NULL AND state IN ('proposed', 'held', 'made');
CREATE INDEX decision_family ON decision (family, proposed_at);
CREATE INDEX decision_case_of ON decision (case_id);
CREATE INDEX decision_waiting ON decision (sends_at) WHERE state = 'held';

-- The paper as it was sealed: the PDF and the detached signature over it.
CREATE TABLE decision_paper (
    decision UUID PRIMARY KEY,
    pdf      BYTEA NOT NULL,
    seal     TEXT NOT NULL,
    CONSTRAINT decision_paper_of FOREIGN KEY (decision) REFERENCES decision (id) ON DELETE RESTRICT
);

-- `turns_on`: the last day on which the right is known to stand if nothing new is heard.
CREATE TABLE entitlement (
    id          UUID PRIMARY KEY,
    family      UUID NOT NULL,
    applicant   UUID NOT NULL,
    application UUID NOT NULL,
    decision    UUID NOT NULL,
    valid_from  DATE NOT NULL,
    valid_to    DATE NOT NULL,
    rules_of    DATE NOT NULL,
    turns_on    DATE,
    warned_at   TIMESTAMPTZ,
    ended_at    TIMESTAMPTZ,
    cause       TEXT,
    version     BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT entitlement_one_of_application UNIQUE (application),
    CONSTRAINT entitlement_one_of_decision UNIQUE (decision),
    CONSTRAINT entitlement_granted FOREIGN KEY (decision) REFERENCES decision (id) ON DELETE RESTRICT,
    CONSTRAINT entitlement_days_in_order CHECK (valid_from <= valid_to),
    CONSTRAINT entitlement_ended_with_cause CHECK ((ended_at IS NULL) = (cause IS NULL)),
    CONSTRAINT entitlement_cause_known CHECK (cause IS NULL OR cause IN ('holder-wish', 'criteria-lost', 'death', 'replaced', 'error', 'misuse', 'expired'))
);
CREATE INDEX entitlement_family ON entitlement (family);
CREATE INDEX entitlement_living ON entitlement (id) WHERE ended_at IS NULL;
CREATE INDEX entitlement_turning ON entitlement (turns_on) WHERE ended_at IS NULL;

CREATE TABLE entitlement_person (
    id          UUID PRIMARY KEY,
    entitlement UUID NOT NULL,
    person      UUID NOT NULL,
    place       BIGINT NOT NULL,
    role        TEXT NOT NULL,
    relation    TEXT,
    counted     BOOLEAN NOT NULL,
    CONSTRAINT entitlement_person_once UNIQUE (entitlement, person),
    CONSTRAINT entitlement_person_in FOREIGN KEY (entitlement) REFERENCES entitlement (id) ON DELETE RESTRICT,
    CONSTRAINT entitlement_person_role_known CHECK (role IN ('applicant', 'spouse', 'dependant')),
    CONSTRAINT entitlement_person_relation CHECK ((role = 'dependant') = (relation IS NOT NULL))
);
CREATE INDEX entitlement_person_of ON entitlement_person (person);
