"""The ledger of spaces and its plates."""

SPACES_COLUMNS = ("名称", "类型", "位置", "危险因素", "台账")
WARNED = "有提醒"
TOXIC = "可能产生有毒物质"
NO_PLATE = "没有标牌"
ENTERED = "已登入台账。接着上传警示标志照片，制作标牌。"
PHOTO_CHANGED = "照片已更新。"
REVIEWED = "已登记。"
WITHDRAWN = "已从台账移出。"
WARNINGS = "{count} 项提醒"
IN_ORDER = "正常"
PLATE_MADE = "标牌已制作，打印后固定在出入口。"
PLATE_REVOKED = "标牌已作废，扫它会显示拒绝。请把它从现场取下。"
