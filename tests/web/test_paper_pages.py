"""两表一方案: written, made, put into the package and taken along; and how an area changes its forms."""

import re
from io import BytesIO
from zipfile import ZipFile

from desk import Desk, hidden
from docx import Document
from page_client import Browser
from plan_cast import FILED, then
from pypdfium2 import PdfDocument

from permit_service.office_package import DOCX

PLAN = {
    "hazards": "硫化氢中毒：样例",
    "measures": "先通风，再检测，后作业",
    "people": "监护人：样例䶮",
    "equipment": "泵吸式检测仪",
    "steps": "1. 监护人到岗",
    "emergency": "严禁盲目施救",
}


def pdf_text(data: bytes) -> str:
    document = PdfDocument(data)
    told = "".join(document[page].get_textpage().get_text_range() for page in range(len(document)))
    return re.sub(r"\s", "", told)  # paper sets a little space between Chinese and other letters


def word_text(data: bytes) -> str:
    document = Document(BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def taken(browser: Browser, path: str, media: str) -> bytes:
    response = browser.client.get(path)
    assert (response.status_code, response.mimetype) == (200, media), path
    return response.data


def test_the_papers_of_a_filing_are_written_made_and_filed(desk: Desk) -> None:
    filing_id, job_id, permit_id = desk.filed()
    leader, officer = desk.browsers["leader"], desk.browsers["officer"]
    plan, filing = f"/jobs/{job_id}/plan", f"/filings/{filing_id}"
    with then(FILED):
        proposed = leader.get(plan).words
        assert "请逐段核对修改后保存" in proposed
        assert "监护人到岗" in leader.get(plan).html
        assert "还没有选带去的设备" in proposed
        leader.post(f"{filing}/made-papers", {}, status=422)
        assert "系统生成，还没有放进材料" in officer.get(filing).words
        assert "必填" in leader.post(plan, PLAN | {"steps": " "}, status=422).words
        written = leader.follow(plan, PLAN)
        assert "作业方案已保存" in written.words
        leader.post(plan, PLAN, status=409)  # without its revision: somebody wrote one meanwhile
        assert "放进报备材料" in leader.follow(f"{filing}/made-papers").words
        assert "还没有放进材料" not in officer.get(filing).words
        for one in (f"{filing}/papers/filing_form", f"/permits/{permit_id}/form", f"/jobs/{job_id}/plan"):
            pdf = pdf_text(taken(officer, f"{one}/pdf", "application/pdf"))
            word = word_text(taken(officer, f"{one}/docx", DOCX.media_type))
            for told in ("更换流量计", "样例leader"):
                assert told in pdf, (one, told)
                assert told in word, (one, told)
        assert "样例䶮" in pdf_text(taken(officer, f"/jobs/{job_id}/plan/pdf", "application/pdf"))
        with ZipFile(BytesIO(taken(officer, f"{filing}/package", "application/zip"))) as archive:
            names = archive.namelist()
        assert "作业安排" not in pdf_text(taken(officer, f"{filing}/papers/filing_form/pdf", "application/pdf"))
        again = {"window_start": "2026-12-02T08:30", "window_end": "2026-12-02T16:30"}
        leader.follow(f"/jobs/{job_id}/permits", again | {"nonce": "second-day"})
        for one in (f"{filing}/papers/filing_form", f"/jobs/{job_id}/plan"):
            pdf = pdf_text(taken(officer, f"{one}/pdf", "application/pdf"))
            word = re.sub(r"\s", "", word_text(taken(officer, f"{one}/docx", DOCX.media_type)))
            for told in ("作业安排", "2026-12-0108:30–17:30", "2026-12-0208:30–16:30"):
                assert told in pdf, (one, told)
                assert told in word, (one, told)
        forms = pdf_text(taken(officer, f"{filing}/papers/approval_form/pdf", "application/pdf"))
        assert all(day in forms for day in ("2026-12-0108:30–17:30", "2026-12-0208:30–16:30"))  # each permit's own
    assert len([name for name in names if name.endswith(".docx")]) == 3
    assert [name for name in names if name.startswith("已报材料/")] == [
        "已报材料/作业方案.pdf",
        "已报材料/审批表.pdf",
        "已报材料/报备表.pdf",
    ]


def test_an_area_changes_its_forms_and_goes_back(desk: Desk) -> None:
    filing_id, _, _ = desk.filed()
    officer = desk.browsers["officer"]
    path = f"/registers/areas/{desk.cast.street}/templates"
    own = Document()
    own.add_paragraph("样例街道专用 {{ 报备.企业名称 }}")
    kept, bad = BytesIO(), BytesIO()
    own.save(kept)
    own.add_paragraph("{{ 报备.不存在 }}")
    own.save(bad)
    with then(FILED):
        typed = {"paper": "filing_form", "name": "样例街道作业报备单"}
        token = hidden(officer.get(path), "csrf_token")
        with_fault = typed | {"csrf_token": token, "file": (BytesIO(bad.getvalue()), "a.docx")}
        refused = officer.client.post(path, data=with_fault)
        assert refused.status_code == 422
        assert "第 2 段“{{ 报备.不存在 }}”" in refused.text
        officer.follow(path, typed | {"file": (BytesIO(kept.getvalue()), "a.docx")})
        made = word_text(taken(officer, f"/filings/{filing_id}/papers/filing_form/docx", DOCX.media_type))
        assert made.startswith("样例街道专用 样例")
        assert "样例街道作业报备单" in officer.get(f"/filings/{filing_id}").words
        officer.follow(f"{path}/filing_form/withdraw")
        assert "有限空间作业报备表" in word_text(
            taken(officer, f"/filings/{filing_id}/papers/filing_form/docx", DOCX.media_type)
        )
        assert "样例街道作业报备单" in officer.get(path).words  # in the history
        assert desk.browsers["leader"].client.get(path).status_code == 404
        assert officer.client.get(f"/filings/{filing_id}/papers/filing_form/exe").status_code == 404
