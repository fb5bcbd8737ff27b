"""Ledgers by Excel in the browser, without scripts: download, upload, check, see faults beside cells, carry out."""

from io import BytesIO

from desk import Desk
from excel_files import workbook
from openpyxl import load_workbook
from page_client import Browser


def sheets(browser: Browser, path: str) -> list[str]:
    """The names of a downloaded file's sheets."""
    sent = browser.look(path).response
    content = sent.get_data()
    sent.close()
    return load_workbook(BytesIO(content)).sheetnames


def test_a_ledger_goes_out_comes_in_and_tells_its_faults(desk: Desk) -> None:
    manager = desk.browsers["manager"]
    start = f"/registers/enterprises/{desk.cast.enterprise}/excel/people"
    assert start in manager.get("/registers/people").links
    assert "下载空模板" in manager.get(start).words
    for path in (f"{start}/export", f"{start}/template"):
        assert sheets(manager, path) == ["人员台账", "填写说明", "选项"]
    manager.get("/registers/enterprises/{desk.cast.enterprise}/excel/nothing", 404)

    wrong = manager.post(start, {"file": (BytesIO(b"no file of Excel"), "x.xlsx")}, status=422)
    assert "不是 Excel 文件" in wrong.words

    rows = [["姓名", "电话", "生日"], *(["张样例", str(13800000000 + number), "x"] for number in range(600))]
    preview = manager.follow(start, {"file": (workbook(*rows), "x.xlsx")})
    assert "已检查 0 / 600 行" in preview.words
    assert "已检查 500 / 600 行" in manager.follow(f"{manager.last}/check").words
    whole = manager.follow(f"{manager.last}/check")
    assert "新增 600 条" in whole.words
    assert "这些列不认识，不导入：生日" in whole.words
    assert "已导入：新增 600 条" in manager.follow(f"{manager.last}/carry-out").words

    manager.follow(start, {"file": (workbook(["姓名", "职务"], ["李样例", "=1+1"]), "x.xlsx")})
    told = manager.follow(f"{manager.last}/check")
    assert "有 1 行有错，一行都没有导入" in told.words
    assert "只看有错的行" in told.words
    faulty = next(link for link in told.links if "outcome=faulty" in link)
    assert "第 2 行" in manager.get(faulty).words
    assert "这里是公式" in told.words
    assert "上次导入" in manager.follow(f"{manager.last}/discard").words
