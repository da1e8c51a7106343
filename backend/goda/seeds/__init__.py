"""The demo: keys, a database and a dozen synthetic families, made by the same use cases that clerks use."""
