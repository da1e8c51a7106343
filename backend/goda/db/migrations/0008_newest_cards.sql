-- The console's first page shows the cards granted last: found by this index, not by sorting every card.
CREATE INDEX card_granted ON card (granted_at);
