"""Words for ``workflows.inspection_kinds``: grades, relations, what is wrong with a draw."""

from enum import StrEnum

from workflows.inspection_kinds import DrawFault, Relation, RiskGrade

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    RiskGrade: {
        RiskGrade.a: "A 级",
        RiskGrade.b: "B 级",
        RiskGrade.c: "C 级",
        RiskGrade.d: "D 级",
    },
    DrawFault: {
        DrawFault.population_unreadable: "名单读不出来",
        DrawFault.population_altered: "名单与记录的摘要不符",
        DrawFault.result_differs: "重抽的结果与记录不符",
    },
    Relation: {
        Relation.relative: "近亲属任职",
        Relation.share: "持股、投资",
        Relation.employment: "曾任职、兼职",
        Relation.dispute: "纠纷、诉讼",
        Relation.other: "其他利害关系",
    },
}
