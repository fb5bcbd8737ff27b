"""The command that plays the demonstration."""

import click

from permit_service.demo.run import play


@click.command("demo")
def demo_command() -> None:
    """Play the sample job and three accidents over HTTP; fails unless everything comes as expected."""
    play()
