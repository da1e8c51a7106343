"""Where rows live: engines, transactions, migrations, jobs, sealed fields. Knows no feature.

What others use: `database.open_database`, `tables.register`, `migrate`, `jobs`, `vault.Vault` and the errors of `errors`.
"""
