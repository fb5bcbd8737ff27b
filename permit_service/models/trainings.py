"""Trainings held here: who attended, the papers they wrote, what they were seen to do (O13 9; G46 4.4)."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permit_service.models.areas import Area
from permit_service.models.base import Base, Identified, enum_of
from permit_service.models.choices import Answer
from permit_service.models.columns import Guarded, TextList, partial_index, set_of, text_list
from permit_service.models.enterprises import Enterprise
from permit_service.models.people import Person, TrainingResult
from workflows.training_kinds import ExamForm, PracticalItem, QuestionKind, Trainee, TrainingTopic


class TrainingSession(Identified, Guarded, Base):
    """One training of an enterprise, or of an area's authority, for many people (培训场次)."""

    __tablename__ = "training_session"
    __table_args__ = (
        CheckConstraint("(enterprise_id IS NULL) <> (area_id IS NULL)", name="one_organisation"),
        CheckConstraint("ended_at > started_at", name="times"),
        CheckConstraint("pass_mark BETWEEN 1 AND 100", name="pass_mark"),
        Index("ix_training_session_started_at", "started_at", "id"),
    )

    enterprise_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"), index=True)
    area_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("area.id"), index=True)
    title: Mapped[str]
    topics: Mapped[frozenset[TrainingTopic]] = set_of(TrainingTopic)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    place: Mapped[str]
    teacher: Mapped[str]
    exam_form: Mapped[ExamForm] = mapped_column(enum_of(ExamForm))
    pass_mark: Mapped[int]
    practical: Mapped[bool]
    """whether a pass needs the practical check too"""
    file_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    """签到表 or teaching material"""
    concluded_at: Mapped[datetime | None]
    """when results were closed: who has not passed by then has failed"""
    created_at: Mapped[datetime]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("user.id"))

    seats: Mapped[list["TrainingSeat"]] = relationship(back_populates="session", order_by="TrainingSeat.id")
    enterprise: Mapped[Enterprise | None] = relationship()
    area: Mapped[Area | None] = relationship()


class TrainingSeat(Identified, Base):
    """Somebody in one training: what they have shown so far, and the result when there is one."""

    __tablename__ = "training_seat"
    __table_args__ = (
        CheckConstraint("exam_passed_at IS NULL OR mark IS NOT NULL", name="marked"),
        Index("uq_training_seat_session_id_person_id", "session_id", "person_id", unique=True),
    )

    session_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_session.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    trainee: Mapped[Trainee] = mapped_column(enum_of(Trainee))
    attended_at: Mapped[datetime | None]
    mark: Mapped[Decimal | None]
    """the best mark so far"""
    exam_passed_at: Mapped[datetime | None]
    practical_passed_at: Mapped[datetime | None]
    result_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("training_result.id"), unique=True)

    session: Mapped[TrainingSession] = relationship(back_populates="seats")
    person: Mapped[Person] = relationship()
    result: Mapped[TrainingResult | None] = relationship()
    papers: Mapped[list["ExamPaper"]] = relationship(back_populates="seat", order_by="ExamPaper.number")
    practicals: Mapped[list["PracticalCheck"]] = relationship(order_by="PracticalCheck.at")


class ExamQuestion(Identified, Base):
    """A question of the bank. It is never edited, only retired, so that old papers stay what they were."""

    __tablename__ = "exam_question"
    enterprise_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("enterprise.id"))
    """whose own question it is; None = common to all"""
    code: Mapped[str] = mapped_column(String(40), unique=True)
    topic: Mapped[TrainingTopic] = mapped_column(enum_of(TrainingTopic))
    kind: Mapped[QuestionKind] = mapped_column(enum_of(QuestionKind))
    stem: Mapped[str] = mapped_column(Text)
    options: Mapped[tuple[str, ...]] = text_list()
    right: Mapped[tuple[str, ...]] = text_list()
    """numbers of the right options, from 0"""
    source: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class ExamPaper(Identified, Base):
    """One paper that somebody drew: the seed it was drawn by, its questions, and the mark."""

    __tablename__ = "exam_paper"
    __table_args__ = (
        CheckConstraint("due_at > drawn_at", name="times"),
        CheckConstraint(
            "(handed_in_at IS NULL) = (mark IS NULL) AND (handed_in_at IS NULL) = (passed IS NULL)", name="marked"
        ),
        Index("uq_exam_paper_seat_id_number", "seat_id", "number", unique=True),
        Index("ix_exam_paper_handed_in_at", "handed_in_at"),
        partial_index("uq_exam_paper_open", "seat_id", where="handed_in_at IS NULL", unique=True),
    )

    seat_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("training_seat.id"))
    """the seat of a training; None for a paper drawn on the spot, whose quiz names it"""
    number: Mapped[int]
    """1 for the first, 2 and on for retakes (补考)"""
    seed: Mapped[str] = mapped_column(String(32))
    drawn_at: Mapped[datetime]
    due_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    mark: Mapped[Decimal | None]
    passed: Mapped[bool | None]

    seat: Mapped[TrainingSeat | None] = relationship(back_populates="papers")
    items: Mapped[list["ExamItem"]] = relationship(order_by="ExamItem.position")


class ExamItem(Base):
    """One question of a paper with the options that were chosen; None = not handed in."""

    __tablename__ = "exam_item"

    paper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exam_paper.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("exam_question.id"))
    chosen: Mapped[tuple[str, ...] | None] = mapped_column(TextList())
    right: Mapped[bool | None]

    question: Mapped[ExamQuestion] = relationship()


class PracticalCheck(Identified, Base):
    """实操考核: what an assessor saw somebody do, signed by the assessor."""

    __tablename__ = "practical_check"

    seat_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("training_seat.id"), index=True)
    assessor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    passed: Mapped[bool]
    remark: Mapped[str] = mapped_column(default="")

    assessor: Mapped[Person] = relationship()
    answers: Mapped[list["PracticalAnswer"]] = relationship()


class PracticalAnswer(Base):
    """One item of a practical check."""

    __tablename__ = "practical_answer"

    check_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("practical_check.id"), primary_key=True)
    item: Mapped[PracticalItem] = mapped_column(enum_of(PracticalItem), primary_key=True)
    answer: Mapped[Answer] = mapped_column(enum_of(Answer))
