"""What requests about spot-checks are made of."""

from permit_service.api.types import Blob, Body, Choice, Count, Day, Id, Line, Many, SetOf, SignedBody, Text
from permit_service.models.choices import Answer
from workflows.inspection_kinds import InspectionItem


class OnSiteBody(Body):
    """A check on site: the permit's code or number, and the officers who check too."""

    code: Text
    with_ids: SetOf[Id] = frozenset()


class BeginBody(Body):
    """The code of the permit that lies at the mouth, if one does."""

    code: Text = ""


class ItemBody(Body):
    """One item as found."""

    item: Choice[InspectionItem]
    answer: Choice[Answer]
    remark: Text = ""


class AnswersBody(Body):
    """Items as found; those not named stay as they are."""

    items: Many[ItemBody]


class InspectionPhotoBody(Body):
    """A photo, of one item or of the site."""

    photo: Blob
    item: Choice[InspectionItem] | None = None


class FindingBody(Body):
    """A finding; without ``clause`` the one that its item cites."""

    text: Text
    responsible: Line
    due_on: Day
    item: Choice[InspectionItem] | None = None
    clause: Line = ""
    photo: Blob | None = None


class QuizBody(Body):
    """Who is asked."""

    person_id: Id


class QuizAnswerBody(Body):
    """The options chosen of one question, by number from 0."""

    position: Count
    chosen: SetOf[Count]


class QuizHandInBody(Body):
    """A whole paper."""

    answers: Many[QuizAnswerBody]


class InspectionReasonBody(Body):
    """Why."""

    reason: Text


class ReplaceBody(Body):
    """Which of the drawn inspectors cannot come, and why. Who comes in is not chosen: the draw tells it."""

    person_id: Id
    reason: Text


class AddInspectorBody(Body):
    """Who is named to go along with a drawn team, and why."""

    person_id: Id
    reason: Text


class TakeOffBody(Body):
    """Who was named and does not go after all, and why."""

    person_id: Id
    reason: Text


class MendedBody(Body):
    """What was done about a finding, and a photo of it."""

    text: Text
    photo: Blob


class RemarkBody(Body):
    """What the officer remarks, if anything."""

    remark: Text = ""


class SignedSheetBody(SignedBody):
    """A signature, drawn too if wanted."""

    signature: Blob | None = None


class WitnessBody(Body):
    """A signature drawn before the inspector by somebody of the firm."""

    person_id: Id
    signature: Blob


class UnfiledBody(Body):
    """Unfiled work as found: by firm's name, or its id where it is registered; ``plate`` the code on the space."""

    area_id: Id
    place: Line
    content: Text
    people_inside: Count
    done: Text
    firm: Line = ""
    enterprise_id: Id | None = None
    plate: Line = ""
    photo: Blob | None = None


class CheckUnfiledBody(Body):
    """The officers who check too."""

    with_ids: SetOf[Id] = frozenset()
