"""What stands on the plate of every space (安全风险告知牌) unless its ledger entry says something of its own."""

#: The common 操作规程, in the order of the site (O13 12-15; G46 5, 6).
COMMON_PROCEDURE = (
    "办好作业审批，全体人员接受安全交底。",
    "封闭作业区，隔断相连的管道和电源，上锁挂牌。",
    "先通风、再检测、后作业，检测不合格不进入。",
    "戴好呼吸防护用品、安全带和安全绳再进入。",
    "监护人在外全程监护，不离开；一直通风、一直检测。",
    "报警或身体不适马上撤离，重新通风、检测合格再进入。",
    "完工清点人员和工具，封好出入口。",
)
