"""godakeys: what signs in Goda, and what it refuses to sign.

A program that wants something signed uses two modules, and only these:

- `godakeys.messages`: the typed messages `SignCard`, `SignStatusList`, `SignDecision` and `SignPush`, and `Refused`, the answer no;
- `godakeys.client`: the protocol `Signer`, which the rest of Goda is written against.

It never holds a key and never sees one. There is no call that signs bytes or a digest: the signer builds header and
payload from the fields, after its policy has agreed. This is what a key is worth protecting for: whoever takes over
the web server can ask for cards, within a budget and in a log, but cannot make a token of their own design.

The program that puts the parts together (`goda.app`, `goda.cli`) opens `godakeys.local.LocalSigner` and mounts
`godakeys.cli.keys`. Nothing else is for use from outside:

- `wire` the exact bytes · `policy` what may be signed · `keyring` the life of keys · `root` the root's own rules;
- `sealed` private keys at rest · `files` whole files and locks · `ledger` the log · `keylist` reading a list back;
- `ceremony` the key officer's steps.

Do not use this package to verify a card: verifiers share no code with the signer, on purpose, so that one mistake does
not stand on both sides (`goda.cards`, `@goda/card`).

What stays: the messages, the codes of `Refused`, the protocol, and the bytes of `wire`, which are those of
card-format.md. Folders made by one release open in the next; the format of a sealed key has its version in the file.
It imports nothing of `goda` and can be installed on a machine that holds only keys.
"""
