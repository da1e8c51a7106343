-- Paper: the edited templates of decisions' reasons, what waits to be printed, and batches (R-17, R-18, R-56).

-- Each edit is a new version beside the earlier ones; version 0 is the program's own text. Nothing personal stands in a template.
CREATE TABLE decision_text (
    id        UUID PRIMARY KEY,
    kind      TEXT NOT NULL,
    version   BIGINT NOT NULL,
    text      TEXT NOT NULL,
    edited_by UUID NOT NULL,
    edited_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT decision_text_version UNIQUE (kind, version), -- of two who edit at the same moment, one writes
    CONSTRAINT decision_text_from_one CHECK (version >= 1),
    CONSTRAINT decision_text_edited_by FOREIGN KEY (edited_by) REFERENCES staff_member (id) ON DELETE RESTRICT
);

-- `number` counts the batches, letters and plastic alike.
CREATE TABLE print_batch (
    id       UUID PRIMARY KEY,
    number   BIGINT NOT NULL,
    kind     TEXT NOT NULL,
    delivery TEXT NOT NULL,
    made_at  TIMESTAMPTZ NOT NULL,
    made_by  UUID,
    items    BIGINT NOT NULL,
    CONSTRAINT print_batch_number UNIQUE (number),
    CONSTRAINT print_batch_kind CHECK (kind IN ('letter', 'plastic')),
    CONSTRAINT print_batch_delivery CHECK (delivery IN ('post', 'fund')),
    CONSTRAINT print_batch_not_empty CHECK (items >= 1)
);
CREATE INDEX print_batch_newest ON print_batch (made_at);

-- A letter or a plastic card on its way. `letter` is the notice's delivery, `batch` the one it went out with last.
CREATE TABLE print_item (
    id       UUID PRIMARY KEY,
    what     TEXT NOT NULL,
    delivery TEXT NOT NULL,
    person   UUID NOT NULL,
    card     UUID,
    decision UUID,
    letter   UUID,
    added_at TIMESTAMPTZ NOT NULL,
    state    TEXT NOT NULL,
    state_on DATE NOT NULL,
    batch    UUID,
    version  BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT print_item_what CHECK (what IN ('notice', 'card-letter', 'plastic')),
    CONSTRAINT print_item_delivery CHECK (delivery IN ('post', 'fund')),
    CONSTRAINT print_item_about CHECK ((what = 'notice') = (letter IS NOT NULL) AND (what = 'notice' OR card IS NOT NULL)),
    CONSTRAINT print_item_state CHECK (state IN ('waiting', 'made', 'sent', 'received', 'handed-over', 'returned', 'dropped')),
    CONSTRAINT print_item_printed CHECK (state IN ('waiting', 'dropped') OR batch IS NOT NULL),
    CONSTRAINT print_item_person FOREIGN KEY (person) REFERENCES person (id) ON DELETE RESTRICT,
    CONSTRAINT print_item_batch FOREIGN KEY (batch) REFERENCES print_batch (id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX print_item_letter_once ON print_item (letter) WHERE letter IS NOT NULL;
CREATE UNIQUE INDEX print_item_waits_once ON print_item (card, what) WHERE state = 'waiting' AND card IS NOT NULL;
CREATE INDEX print_item_waiting ON print_item (what, delivery, added_at) WHERE state = 'waiting';
CREATE INDEX print_item_of_card ON print_item (card);
CREATE INDEX print_item_of_person ON print_item (person);

-- What a batch holds, in its order; never written again. `sealed` is all that was printed: name, address, words, the card's code.
CREATE TABLE print_line (
    id     UUID PRIMARY KEY,
    batch  UUID NOT NULL,
    place  BIGINT NOT NULL,
    item   UUID NOT NULL,
    sealed BYTEA NOT NULL,
    CONSTRAINT print_line_place UNIQUE (batch, place),
    CONSTRAINT print_line_once UNIQUE (batch, item),
    CONSTRAINT print_line_batch FOREIGN KEY (batch) REFERENCES print_batch (id) ON DELETE RESTRICT,
    CONSTRAINT print_line_item FOREIGN KEY (item) REFERENCES print_item (id) ON DELETE RESTRICT
);

-- What happened to an item, in order: which state, since which day, and who said so (nobody: the machine).
CREATE TABLE print_mark (
    id    UUID PRIMARY KEY,
    item  UUID NOT NULL,
    place BIGINT NOT NULL,
    batch UUID,
    state TEXT NOT NULL,
    on_day   DATE NOT NULL,
    at    TIMESTAMPTZ NOT NULL,
    by_staff UUID,
    CONSTRAINT print_mark_place UNIQUE (item, place), -- of two who mark at the same moment, one writes
    CONSTRAINT print_mark_item FOREIGN KEY (item) REFERENCES print_item (id) ON DELETE RESTRICT
);
