"""SAMPLE ONLY: the commands that build and serve the sample district."""

import click

from permit_service.sample.serving import serve_sample


@click.group("sample")
def sample_group() -> None:
    """The sample district: invented firms, people and permits."""


@sample_group.command("serve")
@click.option("--port", envvar="PORT", default=8000, show_default=True)
@click.option("--keep", envvar="KEEP", is_flag=True, help="keep the data of the start before")
@click.option("--https", envvar="HTTPS", is_flag=True, help="serve to phones, with a certificate made here")
def serve_command(port: int, keep: bool, https: bool) -> None:
    """Build the sample district anew, serve it with its clock, and print accounts and codes."""
    serve_sample(port=port, keep=keep, https=https)
