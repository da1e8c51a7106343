"""The clerk's door: server-made pages under `/console`. Decides nothing itself; asks people, staff and cards."""
