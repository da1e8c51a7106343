"""Cards: the right a family holds, the credentials it is shown by, and the format a till verifies.

The pure card format (`wire`, `form`, `jws`, `keylist`, `statuslist`, `verify`, `qr`) touches no database and no
network; `model`, `store`, `service`, `status` and `jobs` are the life of a card at the fund.
"""
