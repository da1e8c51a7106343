"""Rechecks: every night the registers tell what has changed, the law says whose right ends, and people decide (R-50, R-56, D-2, D-3)."""
