"""The owner's check of the contractor on site (R63; G46 4.7.3), by the inspector the permit names."""

import uuid

from permit_service.actor import Actor
from permit_service.models.checks import SiteCheck
from permit_service.models.choices import SignatureAct
from permit_service.services import signing
from permit_service.services.case import Case, on_permit
from permit_service.services.inputs import Faults
from permit_service.services.on_site import keep_photo, require_part, require_under_way, sign, stamped
from permit_service.services.signing import SignIn
from workflows.vocabulary import Part

_LONG = 2000


def check_site(
    actor: Actor,
    permit_id: uuid.UUID,
    sign_in: SignIn,
    *,
    in_order: bool,
    findings: str = "",
    photo: bytes | None = None,
) -> SiteCheck:
    """Record what the inspector found, signed; what is not in order must be told.

    Raises Invalid (``findings``, ``photo``, PIN), Forbidden for all but the named inspector, RefusedError on a draft
    and on a permit that has ended, NotFound.
    """
    signer = signing.reauthenticate(actor, sign_in)

    def act(case: Case) -> SiteCheck:
        faults = Faults()
        told = faults.remark if in_order else faults.words
        found = told("findings", findings, longest=_LONG)
        faults.raise_any()
        own = signing.as_signer(case, signer)
        require_part(own, signer.person_id, Part.inspector)
        require_under_way(own)
        row = own.write(
            SiteCheck(
                **stamped(own),
                inspector_id=signer.person_id,
                in_order=in_order,
                findings=found,
                photo_id=keep_photo(own, photo),
            )
        )
        sign(own, signer, SignatureAct.site_check, row.id, {"in_order": in_order, "findings": found}, Part.inspector)
        own.record("site_check:record", {"site_check_id": row.id, "in_order": in_order})
        return row

    return on_permit(actor, permit_id, act)
