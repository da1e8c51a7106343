"""The state login: an OpenID provider whose sign-in page offers the synthetic people (R-40, D-13), on authlib's server parts.

Its token endpoint also gives the registers' tokens. This package fits authlib to Litestar and says what is strict.
"""
