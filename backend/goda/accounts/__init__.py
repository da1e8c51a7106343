"""How a member of a family comes in: by the state login, afterwards by a passkey (R-40, D-13)."""
