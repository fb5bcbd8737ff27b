"""What the stories fail on is heard: a style that the policy refuses, a file that is not there, a fault in a script."""

from browser.complaints import listen
from browser.conftest import Served
from playwright.sync_api import Browser

COMPLAIN = """async () => {
  document.body.setAttribute("style", "color: red");
  await fetch("/no-such-file");
}"""


def test_what_a_browser_complains_of_is_heard(browser: Browser, gallery: Served) -> None:
    heard: list[str] = []
    context = browser.new_context()
    listen(context, heard)
    page = context.new_page()
    page.goto(gallery.url)
    assert heard == []
    page.evaluate(COMPLAIN)
    with context.expect_event("weberror"):
        page.evaluate("setTimeout(() => { throw new Error('a fault'); })")
    context.close()
    for told in ("inline style", "404", "a fault"):
        assert [one for one in heard if told in one] != [], told
