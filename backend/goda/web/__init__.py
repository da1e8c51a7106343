"""What every door shares: small modules named after the nouns of HTTP, each readable in one sitting.

A request walks `shell` (id, log, headers, guards, limits, deadlines), then Litestar's routing, then a door.
Answers to trouble are shaped in `problem` alone. Nothing here knows a feature.
"""
