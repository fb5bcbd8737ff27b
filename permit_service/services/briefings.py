"""安全交底: the leader tells the five items and signs; everyone on site signs that they heard (R16; G46 5.3)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from permit_service.actor import Actor
from permit_service.errors import Invalid
from permit_service.models.choices import SignatureAct, SignatureMethod
from permit_service.models.preparation import Briefing, BriefingAnswer, BriefingListener
from permit_service.services import codes
from permit_service.services.case import Case
from permit_service.services.crew_changes import complete_ready
from permit_service.services.inputs import Faults
from permit_service.services.on_site import on_site, permit_of, require_part, sign, stamped
from permit_service.services.signing import Signer, as_signer, attested
from workflows.kinds import BriefingItem
from workflows.vocabulary import Action, Part

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class BriefingForm:
    """What was told, item by item. ``late`` is the briefing of somebody whom a crew change named."""

    contents: Mapping[BriefingItem, str] = field(default_factory=dict)
    tools: str = ""
    remark: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class ListenForm:
    """How a listener signs: drawn, by badge (its code as scanned or typed), or by an account of their own.

    ``person_id`` may be left out with a badge or an account: it is theirs.
    """

    person_id: uuid.UUID | None = None
    image: bytes | None = None
    badge: str | None = None


def give(
    actor: Actor, permit_id: uuid.UUID, form: BriefingForm, signer: Signer, image: bytes | None = None
) -> Briefing:
    """The leader briefs and signs. An item that was not told is missing to the gates, not here.

    Raises Invalid (``contents``, ``tools``, ``remark``), Forbidden unless the signer is the leader, RefusedError
    outside of status and window.
    """

    def act(case: Case) -> Briefing:
        contents = _checked(form)
        require_part(case, signer.person_id, Part.leader)
        as_signer(case, signer).ask(Action.prepare)
        briefing = Briefing(
            **stamped(case),
            leader_id=signer.person_id,
            late=form.late,
            tools=form.tools.strip(),
            remark=form.remark.strip(),
            signed_at=case.now,
            answers=[BriefingAnswer(item=item, content=content) for item, content in contents.items()],
        )
        case.write(briefing)
        statement = {
            "document_sha256": case.permit.document_sha256,
            "contents": contents,
            "tools": briefing.tools,
            "remark": briefing.remark,
            "late": briefing.late,
        }
        sign(case, signer, SignatureAct.briefing, briefing.id, statement, Part.leader, image)
        told = {"briefing_id": briefing.id, "items": sorted(contents), "late": form.late}
        as_signer(case, signer).record("briefing:give", told)
        return briefing

    return on_site(actor, permit_id, act)


def listen(actor: Actor, briefing_id: uuid.UUID, form: ListenForm, signer: Signer | None = None) -> BriefingListener:
    """A listener signs, before the session's person as witness, or (``signer``) by an account. Twice changes nothing.

    Raises Invalid for ``person_id`` (``required``, ``unknown``: not on the permit; ``own_witness``), ``badge``
    (``unknown``), ``signature``; NotFound.
    """

    def act(case: Case) -> BriefingListener:
        badge_id, person_id = _listener(case, form, signer)
        standing = case.session.scalar(
            select(BriefingListener).where(
                BriefingListener.briefing_id == briefing_id, BriefingListener.person_id == person_id
            )
        )
        if standing is not None:
            return standing
        row = BriefingListener(id=uuid.uuid4(), briefing_id=briefing_id, person_id=person_id, signed_at=case.now)
        statement = {"permit_id": case.permit.id, "briefing_id": briefing_id}
        if signer is not None:
            row.method = signer.method
            sign(case, signer, SignatureAct.listen, row.id, statement, None, form.image)
        else:
            row.method = _attest(case, row.id, statement, person_id, form.image, badge_id)
        case.write(row)
        case.record("briefing:listen", {"briefing_id": briefing_id, "person_id": person_id, "method": row.method})
        complete_ready(case)
        return row

    return on_site(actor, permit_of(Briefing, briefing_id), act)


def _checked(form: BriefingForm) -> dict[BriefingItem, str]:
    faults = Faults()
    faults.some("contents", form.contents)
    contents = {
        item: faults.words(f"contents.{item}", content, longest=_LONGEST) for item, content in form.contents.items()
    }
    faults.remark("tools", form.tools, longest=_LONGEST)
    faults.remark("remark", form.remark, longest=_LONGEST)
    faults.raise_any()
    return contents


def _listener(case: Case, form: ListenForm, signer: Signer | None) -> tuple[uuid.UUID | None, uuid.UUID]:
    """Badge and person. The person stands on the permit, or is named by a crew change."""
    badge_id, person_id = None, form.person_id
    if signer is not None:
        person_id = signer.person_id
    elif form.badge is not None:
        read = codes.read_badge(case.session, form.badge, case.now)
        if read.row is None or read.fault is not None:
            raise Invalid({"badge": "unknown"})
        badge_id, person_id = read.row.id, person_id or read.row.person_id
    if person_id is None:
        raise Invalid({"person_id": "required"})
    if str(person_id) not in case.facts().members:
        raise Invalid({"person_id": "unknown"})
    return badge_id, person_id


def _attest(
    case: Case,
    subject_id: uuid.UUID,
    statement: Mapping[str, object],
    person_id: uuid.UUID,
    image: bytes | None,
    badge_id: uuid.UUID | None,
) -> SignatureMethod:
    signature = attested(
        case.session,
        case.actor,
        SignatureAct.listen,
        subject_id,
        statement,
        now=case.now,
        person_id=person_id,
        image=image,
        badge_id=badge_id,
        permit_id=case.permit.id,
    )
    return signature.method
