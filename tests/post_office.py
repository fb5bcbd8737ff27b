"""A mail server on this host that keeps what it is handed, or refuses as told: as much of SMTP as a sender needs."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from permit_service.config import MailServer, MailTls


@dataclass
class PostOffice:
    """``answers``: what is said to the next recipients, "250 ok" once they are used up."""

    port: int
    answers: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    letters: list[EmailMessage] = field(default_factory=list)

    @property
    def server(self) -> MailServer:
        return MailServer("127.0.0.1", self.port, "permits@example.com", MailTls.none)


class _Counter(socketserver.StreamRequestHandler):
    office: PostOffice

    def handle(self) -> None:
        self._say("220 sample")
        while line := self.rfile.readline().decode("ascii").strip():
            verb = line.upper()
            if verb.startswith("RCPT"):
                self.office.recipients.append(line.partition("<")[2].partition(">")[0])
                self._say(self.office.answers.pop(0) if self.office.answers else "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                self.office.letters.append(self._letter())
                self._say("250 kept")
            else:
                self._say("221 bye" if verb == "QUIT" else "250 ok")
                if verb == "QUIT":
                    return

    def _letter(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        return letter

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """A mail server on a port of its own, until the end of the block."""

    class Counter(_Counter):
        pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counter) as server:
        Counter.office = PostOffice(server.server_address[1])
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield Counter.office
        finally:
            server.shutdown()
            thread.join()
