"""What the ledger of spaces warns of by itself (R01-R04, R49)."""

from permit_service.labels.phrases import text
from workflows.codes import Code

TEXTS = {
    Code.barrier_missing: text(
        "可能产生有毒物质，出入口没有有效的物理隔离。",
        do="在出入口加装锁具、隔离栏或隔离网，确认翻不过、打不开，再拍照登记有效。",
    ),
    Code.sign_missing: text(
        "没有警示标志或安全风险告知牌的照片。",
        do="在出入口醒目位置设警示标志或告知牌，拍照上传。",
    ),
    Code.sign_photo_old: text(
        "警示标志的照片已于 {until_day} 到期。",
        "警示标志的照片太旧。",
        do="重新拍一张警示标志或告知牌的照片。",
    ),
    Code.ledger_stale: text(
        "台账全面复核已于 {until_day} 到期。",
        "台账超过一年没有全面复核。",
        do="请管理责任人到现场逐项核对台账，登记年度复核。",
    ),
    Code.ledger_half_year_due: text(
        "台账半年核对已于 {until_day} 到期。",
        "台账超过半年没有到现场核对。",
        do="请管理责任人到现场看隔离、标志、器材，登记半年核对。",
    ),
    Code.identification_missing: text(
        "没有逐项辨识的记录。",
        do="逐项勾选辨识条件，填辨识日期。",
    ),
    Code.identification_negative: text(
        "按勾选的辨识条件，这里不属于有限空间。",
        do="核对辨识条件；确实不属于的，从台账移出。",
    ),
    Code.rescue_gear_unlisted: text(
        "没有登记应急器材。",
        do="补登应急器材的种类、数量和放置位置。",
    ),
}
