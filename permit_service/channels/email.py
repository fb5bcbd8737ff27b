"""E-mail by SMTP (RFC 5321), over TLS; in production never without."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime

from permit_service import wallclock
from permit_service.channels.letter import Letter, NotSent
from permit_service.config import MailServer, MailTls

_PATIENCE_SECONDS = 10
_REJECTED = 500


def send(server: MailServer, letter: Letter) -> None:
    """Hand one letter to the mail server. Raises NotSent, ``final`` where the server rejects the address itself."""
    try:
        with _connect(server) as connection:
            if server.user is not None and server.password is not None:
                connection.login(server.user, server.password)
            connection.send_message(_message(server, letter))
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise NotSent(f"refused {codes[0]}", final=min(codes) >= _REJECTED) from error
    except smtplib.SMTPResponseException as error:
        raise NotSent(f"{type(error).__name__} {error.smtp_code}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(type(error).__name__) from error


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.tls is MailTls.implicit:
        return smtplib.SMTP_SSL(
            server.host, server.port, timeout=_PATIENCE_SECONDS, context=ssl.create_default_context()
        )
    connection = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE_SECONDS)
    if server.tls is MailTls.starttls:
        try:
            connection.starttls(context=ssl.create_default_context())
        except (OSError, smtplib.SMTPException):
            connection.close()
            raise
    return connection


def _message(server: MailServer, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, letter.address, letter.title
    message["Date"] = format_datetime(wallclock.now())
    message["Message-ID"] = f"<{letter.id}@{server.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
