"""`goda keys`: the key officer's commands. Words and questions only; the steps are those of `godakeys.ceremony`.

A passphrase is never an argument, where every user of the machine could read it: it comes from `GODA_KEYS_PASSPHRASE` or
`GODA_ROOT_PASSPHRASE`, from the file named by the same with `_FILE`, or is asked for.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from godakeys import ceremony, keylist, keyring, ledger, local, root
from godakeys.keyring import USES, Keyring
from godakeys.messages import KeysError, Use

_LOST: Final[dict[Use, str]] = {
    "wallet": "Every card on a phone that {kid} signed turns not valid, until that phone is next online and renews by itself.",
    "print": "Every printed card that {kid} signed turns not valid and has to be printed anew.",
    "decision": "Every decision that {kid} sealed can no longer be told from a forged one; seal them anew from the fund's own records.",
    "push": "Phones that subscribed under {kid} get no push until their wallet is next opened; messages still stand in the wallet.",
    "status": "Status lists that {kid} signed are no longer believed; tills cannot tell until they have fetched the next one.",
}


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Where the officer works."""

    folder: Path
    root: Path
    origin: str
    clock: Callable[[], int] = lambda: int(time.time())


class _Group(click.Group):
    """Says errors of this package in a sentence, without a traceback, and ends with 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeysError as error:
            raise click.ClickException(f"{error.detail} ({error.code})") from error


@click.group(cls=_Group)
@click.option(
    "--folder", envvar="GODA_KEYS", default="var/keys", show_default=True, type=click.Path(path_type=Path),
    help="Folder of the working keys (GODA_KEYS).",
)  # fmt: skip
@click.option(
    "--root", "root_folder", envvar="GODA_ROOT", default="var/root", show_default=True, type=click.Path(path_type=Path),
    help="Folder of the root, on a medium of its own (GODA_ROOT).",
)  # fmt: skip
@click.option(
    "--origin", envvar="GODA_ORIGIN", default="http://localhost:8000", show_default=True,
    help="The issuer's address, as it stands in every card (GODA_ORIGIN).",
)  # fmt: skip
@click.pass_context
def keys(ctx: click.Context, folder: Path, root_folder: Path, origin: str) -> None:
    """Make, publish, turn and revoke the keys that sign cards and lists.

    The yearly turn: `new USE`, `publish`, two days later `activate KID`, `publish`. A key that may have been copied:
    `compromise KID`, `publish`.
    """
    if ctx.obj is None or not isinstance(ctx.obj, Desk):
        ctx.obj = Desk(folder=folder, root=root_folder, origin=origin)


@keys.command()
@click.option("--demo", is_flag=True, help="Mark the folder as a demo's; production refuses it.")
@click.pass_obj
def init(desk: Desk, demo: bool) -> None:
    """Make the first keys, and the root if there is none, and publish them."""
    if (desk.folder / local.KEYRING).exists():
        raise KeysError("keys-exist", f"{desk.folder} holds keys already; `goda keys list` shows them")
    ring = ceremony.initialise(
        desk.folder,
        _passphrase("GODA_KEYS_PASSPHRASE", "Passphrase for the working keys", new=True),
        desk.root,
        _passphrase("GODA_ROOT_PASSPHRASE", "Passphrase for the root, another one", new=True),
        desk.origin,
        desk.clock(),
        demo=demo,
    )
    click.echo(f"Made {len(ring.keys)} keys in {desk.folder} and the root in {desk.root}.")
    click.echo(f"Root: {keylist.fingerprint(local.read_root(desk.folder))}")
    click.echo(f"Keep {desk.root} off this machine from now on, and a copy of each folder in a safe.")
    _show(desk, ring)


@keys.command("list")
@click.pass_obj
def list_keys(desk: Desk) -> None:
    """Show every key, what is published, and what should be done."""
    ring = local.read_keyring(desk.folder)
    _show(desk, ring)
    listed = ceremony.published(desk.folder)
    if listed is None:
        click.echo("No key list is published.")
        return
    click.echo(
        f"Key list {listed.version} for {listed.origin}, signed {keyring.day_and_time(listed.iat)}, "
        f"ends {keyring.day_and_time(listed.exp)}."
    )
    click.echo(f"Root: {keylist.fingerprint(local.read_root(desk.folder))}")


@keys.command()
@click.argument("use", type=click.Choice(USES))
@click.pass_obj
def new(desk: Desk, use: Use) -> None:
    """Make the next key for USE. It may sign 48 hours after it was published."""
    words = _passphrase("GODA_KEYS_PASSPHRASE", "Passphrase of the working keys")
    made = ceremony.new_key(desk.folder, words, use, desk.clock())
    click.echo(f"Made {made.kid}, the next {use} key.")
    _publish_if_root_is_here(desk)


@keys.command()
@click.argument("kid")
@click.option("--now", "at_once", is_flag=True, help="Without 48 hours' notice: only where no other key can sign.")
@click.pass_obj
def activate(desk: Desk, kid: str, at_once: bool) -> None:
    """Let KID sign from now on; the key before it retires for good."""
    ring = ceremony.activate(desk.folder, kid, desk.clock(), at_once=at_once)
    click.echo(f"{kid} signs {ring.key(kid).use} from now on; running servers know.")
    _publish_if_root_is_here(desk)


@keys.command()
@click.argument("kid")
@click.pass_obj
def retire(desk: Desk, kid: str) -> None:
    """Withdraw KID, a next key that shall never sign."""
    ceremony.retire(desk.folder, kid)
    click.echo(f"{kid} will never sign; its private file is destroyed.")
    _publish_if_root_is_here(desk)


@keys.command()
@click.argument("kid")
@click.pass_obj
def compromise(desk: Desk, kid: str) -> None:
    """Mark KID as stolen: nothing it signed is valid again. Its successor steps in at once."""
    key = local.read_keyring(desk.folder).key(kid)
    click.echo(f"{kid} is the {key.state} {key.use} key. Marking it as compromised cannot be undone.")
    click.echo(_LOST[key.use].format(kid=kid))
    if click.prompt(f"Type {kid} to go on", default="", show_default=False) != kid:
        raise click.ClickException("Nothing was changed.")
    ring = ceremony.compromise(desk.folder, kid, desk.clock())
    successor = ring.of(key.use, "active")
    click.echo(f"{kid} is marked and signs no more.")
    if key.state == "active" and successor is not None:
        click.echo(f"{successor.kid} signs {key.use} from now on.")
    click.echo("Tills believe the stolen key until the list is published: do it at once.")
    _publish_if_root_is_here(desk)


@keys.command()
@click.option("--if-due", is_flag=True, help="Only if there is something to tell, or the list ends within 30 days.")
@click.pass_obj
def publish(desk: Desk, if_due: bool) -> None:
    """Sign the key list with the root and publish it, for 90 days."""
    if if_due and not ceremony.is_due(desk.folder, desk.origin, desk.clock()):
        click.echo("The published key list is in order.")
        return
    _publish(desk, _passphrase("GODA_ROOT_PASSPHRASE", "Passphrase of the root"))


@keys.command()
@click.pass_obj
def check(desk: Desk) -> None:
    """Check the signed key list and the chain of the signature log."""
    listed = ceremony.published(desk.folder)
    click.echo(f"Key list: {'none' if listed is None else f'version {listed.version}, signed by the root'}.")
    click.echo(f"Signatures: {ledger.verify(desk.folder / local.LOG)}, the chain is whole.")
    if (desk.root / root.LOG).exists():
        click.echo(f"Key lists: {ledger.verify(desk.root / root.LOG)}, the chain is whole.")


def _show(desk: Desk, ring: Keyring) -> None:
    click.echo(f"{'KEY':<5} {'USE':<8} {'STATE':<12} {'PUBLISHED':<21} {'SIGNS SINCE':<21} ENDS")
    for key in ring.keys:
        published = keyring.day_and_time(key.published) if key.published is not None else "not yet"
        began = keyring.day_and_time(key.began) if key.began is not None else "-"
        ends = keyring.day_and_time(key.exp)
        click.echo(f"{key.kid:<5} {key.use:<8} {key.state:<12} {published:<21} {began:<21} {ends}")
    for task in keyring.advice(ring, desk.clock()):
        click.echo(f"! {task}")
    if (desk.folder / local.KEY_LIST).exists() and ceremony.is_due(desk.folder, desk.origin, desk.clock()):
        click.echo("! The published key list is not up to date, or ends within 30 days: `goda keys publish`.")


def _publish(desk: Desk, passphrase: str) -> None:
    ring = ceremony.publish(desk.folder, desk.root, passphrase, desk.origin, desk.clock())
    click.echo(f"Published key list {ring.version}, valid for 90 days.")


def _publish_if_root_is_here(desk: Desk) -> None:
    """In the demo root and passphrase are at hand; otherwise the officer fetches them from the safe."""
    passphrase = _from_environment("GODA_ROOT_PASSPHRASE")
    if passphrase and (desk.root / root.KEY).exists():
        _publish(desk, passphrase)
    else:
        click.echo("Not published yet: bring the root and run `goda keys publish`.")


def _passphrase(variable: str, question: str, *, new: bool = False) -> str:
    given = _from_environment(variable)
    return given or str(click.prompt(question, hide_input=True, confirmation_prompt=new))


def _from_environment(variable: str) -> str | None:
    file = os.environ.get(f"{variable}_FILE")
    return Path(file).read_text("utf-8").rstrip("\n") if file else os.environ.get(variable)
