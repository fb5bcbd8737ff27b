"""A Flask application for tests only: gallery, verdicts and error pages under the CSP of production."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request

from permit_service import told
from permit_service.security import CONTENT_SECURITY_POLICY
from permit_service.web.space_drawing import draw
from workflows.gas_facts import Leg
from workflows.kinds import Orientation

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 22, 1, 54, tzinfo=UTC)
LONG_NAME = "阿卜杜热合曼·买买提江"
VERTICAL, HORIZONTAL = Orientation.vertical, Orientation.horizontal
ERRORS = (400, 403, 404, 409, 422, 429, 500, 503)

NAV = [
    {"endpoint_url": "/", "label": "待办", "icon": "work", "active": True, "count": 3},
    {"endpoint_url": "/a", "label": "扫码", "icon": "scan", "active": False, "count": 0},
    {"endpoint_url": "/b", "label": "井内", "icon": "people", "active": False, "count": 2},
    {"endpoint_url": "/c", "label": "作业", "icon": "permit", "active": False, "count": 0},
    {"endpoint_url": "/d", "label": "报警", "icon": "alarm", "active": False, "count": 128},
    {"endpoint_url": "/e", "label": "台账", "icon": "space", "active": False, "count": 0},
]
GATES = [
    {"number": 1, "label": "风险辨识", "state": "safe", "word": "已完成"},
    {"number": 6, "label": "审批·报备", "state": "safe", "word": "已完成"},
    {"number": 2, "label": "通风和检测", "state": "must", "word": "复测 3 个点", "href": "#"},
    {"number": 3, "label": "防护用品", "state": "safe", "word": "已确认"},
    {"number": 4, "label": "监护", "state": "safe", "word": "在岗 09:41"},
    {"number": 5, "label": "电气设备", "state": "none", "word": "尚无信息"},
    {"number": 7, "label": "培训交底", "state": "forbid", "word": f"{LONG_NAME}培训已过期", "href": "#"},
]
REFUSALS = [
    {
        "title": "二、未经通风和检测合格不准作业",
        "refusals": [
            {
                "state": "forbid",
                "message": "H2S 11.3 mg/m³，超过 10 mg/m³。",
                "remedy": "继续机械通风后重新检测。",
                "source": "GBZ 2.1-2019 最高容许浓度",
            },
            {
                "state": "must",
                "message": "下部 2.2 m 处还没有检测。",
                "remedy": "由检测人员在井外测完该点。",
                "source": "GB 46768-2025 5.8.6",
            },
        ],
    },
    {
        "title": "七、未经培训演练不准作业",
        "refusals": [
            {
                "state": "none",
                "message": f"查不到{LONG_NAME}的培训结果。",
                "remedy": "补录培训记录，或换人。",
                "source": "GB 46768-2025 4.4",
                "href": "#",
                "label": "查看人员台账",
            }
        ],
    },
]
VERDICTS: dict[str, tuple[str, str, str]] = {
    "admit": ("准入", "张样例", "作业人员"),
    "refuse": ("拒绝", LONG_NAME, "作业人员"),
    "unknown": ("无法离线确认", "样例䶮", "作业人员"),
    "recorded": ("已记录", LONG_NAME, "撤出 14:30"),
}
SCAN_TEXTS = {
    "start": "打开摄像头",
    "photo": "拍照识别",
    "torch": "补光",
    "refused": "摄像头未获允许。请在浏览器设置中允许，或输入编号。",
    "missing": "没有可用的摄像头。请拍照识别，或输入编号。",
    "insecure": "此连接不是 HTTPS，浏览器不开放摄像头。请拍照识别，或输入编号。",
    "looking": "将二维码放入框内。",
    "silent": "将二维码放入框内。点一下屏幕，结果才有声音和振动。",
    "nothing": "照片里没有读到二维码。请靠近重拍，或输入编号。",
}


def drawing(legs: list[Leg], places: list[tuple[int, str]]) -> dict[str, Any]:
    """Some points measured, one of them bad, one next, the rest open."""
    states = [("done", "已测"), ("bad", "不合格"), ("next", "下一个"), *[("open", "未测")] * len(places)]
    points = [
        {"state": state, "word": word, "place": f"{metres} m", "href": "#"}
        for (_, metres), (state, word) in zip(places, states, strict=False)
    ]
    spots = [(leg, Decimal(metres)) for leg, metres in places]
    return {"shape": draw(legs, spots, [f"第 {leg + 1} 段" for leg, _ in enumerate(legs)]), "points": points}


def gallery_context() -> dict[str, Any]:
    return {
        "now": NOW,
        "later": NOW + timedelta(minutes=18, seconds=5),
        "soon": NOW + timedelta(minutes=4, seconds=9),
        "passed": NOW - timedelta(minutes=1),
        "far": NOW + timedelta(hours=8, minutes=6),
        "gates": GATES,
        "refusals": REFUSALS,
        "scan_texts": SCAN_TEXTS,
        "drawings": [
            drawing([Leg(VERTICAL, Decimal(3))], [(0, "0.8"), (0, "1.5"), (0, "2.2")]),
            drawing([Leg(VERTICAL, Decimal(9))], [(0, d) for d in ("0.5", "0.8", "1.1", "4.5", "8.6", "8.9")]),
            drawing([Leg(HORIZONTAL, Decimal(20))], [(0, d) for d in ("0.5", "5.9", "13.5", "19.5")]),
            drawing(
                [Leg(VERTICAL, Decimal(2)), Leg(HORIZONTAL, Decimal(12)), Leg(VERTICAL, Decimal(4))],
                [(0, "0.5"), (0, "1.5"), (1, "0.5"), (1, "11.5"), (2, "0.8"), (2, "2"), (2, "3.2")],
            ),
        ],
        "people": [
            {
                "name": LONG_NAME,
                "role": "作业人员",
                "since": "09:12",
                "duration": "42 分",
                "tools": "防爆工具箱 1、电筒 1",
            },
            {
                "name": "样例䶮",
                "role": "作业人员",
                "since": "08:50",
                "duration": "1 时 4 分",
                "state": "warn",
                "word": "请轮换",
            },
        ],
        "tasks": [
            {
                "href": "#",
                "title": "流量井 #3 更换流量计",
                "sub": "审批单 SP-20261122-0417",
                "state": "must",
                "word": "待您签字",
                "meta": "09:41",
            },
            {
                "href": "#",
                "title": "污水调节池清淤",
                "sub": "样例环境工程有限公司东岸分公司运行维护中心",
                "state": "warn",
                "word": "报备被退回",
                "meta": "2026-11-21",
            },
            {
                "href": "#",
                "title": "泵站集水井",
                "sub": "审批单 SP-20261120-0398",
                "state": "safe",
                "word": "已关闭",
                "meta": "2026-11-20",
            },
        ],
        "document": [
            [{"label": "有限空间", "value": "流量井 #3"}, {"label": "作业内容", "value": "更换流量计"}],
            [
                {"label": "作业负责人", "value": "李样例"},
                {"label": "监护人", "value": "样例䶮", "changed": "与上次不同"},
            ],
            [{"label": "作业人员", "value": f"{LONG_NAME}、张样例、王样例"}],
            [{"label": "作业时间", "value": "2026-11-25 08:00 至 18:00", "changed": "与上次不同"}],
            [{"label": "主要危险", "value": "硫化氢中毒；缺氧窒息；高处坠落"}],
            [{"label": "审批意见", "value": ""}, {"label": "审批时间", "value": None}],
        ],
        "events": [
            {"at": "08:30", "state": "safe", "title": "监护到岗", "who": "样例䶮"},
            {
                "at": "09:05",
                "state": "forbid",
                "title": "拒绝进入",
                "who": LONG_NAME,
                "text": "未经通风和检测合格不准作业：下部 2.2 m 处还没有检测。",
            },
            {"at": "09:12", "state": "safe", "title": "准入", "who": LONG_NAME},
            {"at": "09:30", "state": "must", "title": "气体记录", "text": "O2 20.8 %VOL，H2S 2 ppm"},
        ],
    }


def create_gallery() -> Flask:
    """The gallery; forms sent to it are kept in order in ``app.extensions["received"]``."""
    app = Flask("gallery", root_path=str(ROOT / "permit_service"), template_folder=str(ROOT / "templates"))
    app.secret_key = "gallery"
    app.jinja_env.filters.update(told.FILTERS, of_today=str)  # it has no clock to ask
    app.jinja_env.globals["csrf_token"] = lambda: "gallery"  # where Flask-WTF puts it
    received: list[dict[str, str]] = []
    app.extensions["received"] = received

    @app.context_processor
    def page() -> dict[str, Any]:
        return {
            "nav_items": NAV,
            "server_time": NOW,
            "context_line": "样例环境工程有限公司 · 监护人",
            "account_url": "/me",
            "account_label": LONG_NAME,
        }

    shown = {"at": time.monotonic()}

    @app.before_request
    def show() -> None:
        if request.method == "GET" and request.endpoint != "static":
            shown["at"] = time.monotonic()

    @app.after_request
    def as_in_production(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        # A page that becomes visible late asks again: time has gone on since it was shown.
        since = timedelta(seconds=time.monotonic() - shown["at"])
        response.headers["X-Server-Time"] = (NOW + since).isoformat()
        return response

    @app.get("/")
    def gallery() -> str:
        return render_template("components/gallery.html", **gallery_context())

    @app.post("/sent")
    def sent() -> str:
        received.append(request.form.to_dict())
        time.sleep(0.4)  # long enough for a second press to arrive while the first is under way
        return render_template("errors/404.html")

    @app.post("/draft")
    def draft() -> dict[str, Any]:
        received.append(request.form.to_dict())
        return {"fields": {"title": "由服务器改写"}}

    @app.get("/verdict/<kind>")
    def show_verdict(kind: str) -> str:
        title, name, role = VERDICTS[kind]
        facts = [("有限空间", "流量井 #3"), ("气体有效至", "10:12（18 分）"), ("井内", "2 / 3 人")]
        return render_template(
            "components/gallery_verdict.html",
            kind=kind,
            title=title,
            name=name,
            role=role,
            facts=[] if kind == "refuse" else facts,
            refusals=REFUSALS,
            good_until=NOW + timedelta(seconds=60) if kind == "admit" else None,
        )

    @app.get("/error/<int:code>")
    def error(code: int) -> str:
        return render_template(f"errors/{code}.html", request_id="7f3a91c2")

    return app
