"""`goda rules`: the rules as Markdown, in both languages; `goda rules > docs/rules.md` renews the document."""

import click

from goda.law.book import markdown


@click.command()
def rules() -> None:
    """Print the rules in force as Markdown."""
    click.echo(markdown(), nl=False)
