"""Deciding: the registers are asked, the law answers, and what is not clear becomes a case for a person (R-43, R-50 to R-56, D-2)."""
