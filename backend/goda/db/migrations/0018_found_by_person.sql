-- A person's codes and a right's cases are found by an index, however many people there are.
CREATE INDEX person_code_of ON person_code (person, recorded_at);
CREATE INDEX decision_case_entitlement ON decision_case (entitlement) WHERE entitlement IS NOT NULL;
