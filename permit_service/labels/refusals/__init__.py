"""One text for every code: what is wrong, and what to do now. A file a topic."""

from collections.abc import Mapping

from permit_service.labels.phrases import Text
from permit_service.labels.refusals import air, approval, filing, ledger, legality, people, plan, site, work
from workflows.codes import Code

TEXTS: Mapping[Code, Text] = {
    code: text
    for topic in (legality, ledger, plan, people, approval, filing, site, air, work)
    for code, text in topic.TEXTS.items()
}
