"""The channels by which messages leave the service: each one module that sends one letter, and one line here.

A channel knows nothing of messages, accounts or retries; it sends what it is given, or says that it could not.
"""

from collections.abc import Callable, Mapping

from permit_service.channels import email
from permit_service.channels.letter import Letter, NotSent
from permit_service.config import Config
from permit_service.models.choices import Channel

__all__ = ["Letter", "NotSent", "Send", "addresses", "open_channels"]

Send = Callable[[Letter], None]


def open_channels(config: Config) -> Mapping[Channel, Send]:
    """The channels that are set up, and how each sends. A sender raises NotSent."""
    mail = config.mail
    return {} if mail is None else {Channel.email: lambda letter: email.send(mail, letter)}


def addresses(config: Config) -> tuple[Channel, ...]:
    """The channels for which a dispatch is worth writing: those that are set up."""
    return tuple(open_channels(config))
