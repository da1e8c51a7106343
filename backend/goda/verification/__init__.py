"""The till's door: status lists, key list, issuer metadata, type metadata, and the built pages of till and phone.

No cookie, no account, no query, nothing that tells one till from another (security.md, privacy of the till).
"""
