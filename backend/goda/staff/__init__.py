"""Who works at the fund's console: members, their passkeys and roles. Pages are in `goda.console`."""
