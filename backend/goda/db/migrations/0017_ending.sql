-- What has turned or ended is found by its day: a night looks at those, not at every right there is.
CREATE INDEX entitlement_ending ON entitlement (valid_to) WHERE ended_at IS NULL;
