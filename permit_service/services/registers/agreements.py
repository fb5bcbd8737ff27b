"""What all agreements of two parties have in common: a number, the days they hold, the signed paper."""

from dataclasses import dataclass
from datetime import date

from permit_service.models.columns import Agreed
from permit_service.services.inputs import Faults
from permit_service.services.registers.desk import Desk

_NUMBER = 60


@dataclass(frozen=True, slots=True)
class AgreementForm:
    """An agreement as typed: its number, the civil days it holds from and until (both included), the signed paper."""

    number: str
    agreement_from: date | None = None
    agreement_until: date | None = None
    document: bytes | None = None


def agreement_values(faults: Faults, form: AgreementForm) -> dict[str, object]:
    """The columns of an agreement, cleaned; what is wrong goes into ``faults``."""
    begin, end = form.agreement_from, form.agreement_until
    faults.check(begin is None or end is None or end >= begin, "agreement_until", "order")
    return {
        "number": faults.words("number", form.number, longest=_NUMBER),
        "agreement_from": begin,
        "agreement_until": end,
    }


def kept_document(desk: Desk, form: AgreementForm, entry: Agreed | None = None) -> dict[str, object]:
    """The column of the signed paper; without a new one the old one stays. Raises Invalid (``document``)."""
    stored = desk.keep_file(form.document, "document")
    return {"file_id": stored if stored is not None or entry is None else entry.file_id}
