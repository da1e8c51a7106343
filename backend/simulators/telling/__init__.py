"""Where messages to families arrive: a mailbox for all e-mail, the official e-address, a push service."""
