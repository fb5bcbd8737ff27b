"""SAMPLE ONLY: papers and pictures that say of themselves that they are samples."""

from io import BytesIO

from PIL import Image, ImageDraw

from permit_service.models.trainings import ExamPaper
from permit_service.services.registers.papers import Answers

_A5 = (420, 595)
_WHITE, _RED = "white", "#b3261e"


def paper(title: str) -> bytes:
    """A one-page PDF. ``title`` in ASCII: it is drawn with Pillow's own small font."""
    return _drawn(title, "PDF")


def picture(title: str) -> bytes:
    """The same as a PNG."""
    return _drawn(title, "PNG")


def right_but(paper: ExamPaper, unanswered: int) -> Answers:
    """The right answers to a paper of questions, but for the first ones."""
    right = {item.position: frozenset(map(int, item.question.right)) for item in paper.items}
    return {place: right[place] for place in sorted(right)[unanswered:]}


def _drawn(title: str, kind: str) -> bytes:
    image = Image.new("RGB", _A5, _WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((10, 10, _A5[0] - 10, _A5[1] - 10), outline=_RED, width=3)
    draw.text((40, 60), "SAMPLE", fill=_RED, font_size=60)
    draw.text((40, 140), title, fill=_RED, font_size=24)
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()
