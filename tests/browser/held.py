"""A slow network: what a page asks for, held back until the test lets it go."""

from dataclasses import dataclass, field

from playwright.sync_api import Page, Route


@dataclass
class Held:
    """Requests that match ``pattern`` go nowhere before :meth:`let_go`, as over a slow network."""

    page: Page
    pattern: str
    waiting: list[Route] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.route(self.pattern, lambda route: self.waiting.append(route))

    def let_go(self) -> None:
        while not self.waiting:
            self.page.wait_for_timeout(20)
        with self.page.expect_response(self.pattern):
            self.waiting.pop().continue_()
