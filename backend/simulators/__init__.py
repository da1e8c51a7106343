"""The state's side, played by one separate program: the login of latvija.lv's kind and six registers, over real protocols.

Everybody in it is synthetic. Nothing here is imported by the server, and nothing of the server by this: they meet over HTTP only.
See docs/simulators.md; start it by `python -m simulators --port 8100`.
"""
