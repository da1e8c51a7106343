"""The law as dated rule data and pure functions: no I/O, no framework, nothing of any feature."""
