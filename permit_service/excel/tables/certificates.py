"""证书. A certificate is told by the person, its kind and its number; it is never changed, only withdrawn."""

from permit_service.excel.columns import Column, Table
from permit_service.excel.kinds import Choice, Code, Day, Reference, Text
from permit_service.excel.names import Noun
from permit_service.models.choices import LedgerName
from workflows.training_kinds import CertificateKind

CERTIFICATES = Table(
    LedgerName.certificates,
    key=("person_id", "kind", "number"),
    columns=(
        Column("person_id", "姓名", Reference(Noun.person), needed=True, also=("人员", "持证人", "人员姓名")),
        Column("kind", "证书种类", Choice(CertificateKind), needed=True, also=("证书类别", "证书名称")),
        Column("number", "证书编号", Code(), needed=True, also=("证件号码", "证号", "编号")),
        Column("category", "作业类别", Text(), also=("操作项目", "准操项目")),
        Column("issuer", "发证机关", Text(), needed=True, also=("发证单位", "颁发机构")),
        Column("issued_on", "发证日期", Day(), needed=True, also=("初领日期", "颁发日期")),
        Column("expires_on", "有效期至", Day(), also=("到期日期", "有效期")),
    ),
)
