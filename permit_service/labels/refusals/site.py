"""Preparation on site: opening, briefing, equipment, isolation, protection, confirmation, guardian, linked work."""

from permit_service.labels.phrases import text
from workflows.codes import Code

TEXTS = {
    Code.barrier_ineffective: text(
        "出入口物理隔离无效，临时隔离也没有确认。",
        do="请监护人先设好临时隔离，拍照确认有效。",
    ),
    Code.opened_before_approval: text(
        "审批单还没有批准，不能打开出入口。",
        do="关好出入口，等审批签字齐全再打开。",
    ),
    Code.opener_not_guardian: text(
        "拆除隔离、打开出入口的不是本单在岗监护人。",
        do="由本单在岗的监护人打开。",
    ),
    Code.area_not_closed: text(
        "作业区域还没有封闭。",
        do="请监护人用围挡或警戒线封闭作业区域，登记确认。",
    ),
    Code.notice_missing: text(
        "出入口附近没有设安全风险告知牌。",
        do="在出入口附近摆好告知牌，登记确认。",
    ),
    Code.upwind_unconfirmed: text(
        "没有确认从上风侧打开。",
        do="看清风向，站到上风侧再打开，登记确认。",
    ),
    Code.space_not_opened: text(
        "还没有登记打开出入口。",
        do="请监护人打开出入口并登记，自然通风后再检测。",
    ),
    Code.briefing_missing: text(
        "还没有做安全交底。",
        do="请作业负责人向全体人员交底，双方签字。",
    ),
    Code.briefing_incomplete: text(
        "安全交底还缺：{items:BriefingItem}。",
        "安全交底的内容不全，或作业负责人没有签字。",
        do="请作业负责人补齐交底内容并签字。",
    ),
    Code.equipment_unchecked: text(
        "设备检查还缺：{items:EquipmentItem}。",
        "设备检查还没有做完。",
        do="逐件检查设备，每项登记结果。",
    ),
    Code.equipment_faulty: text(
        "设备不完好：{items:EquipmentItem}。",
        "有设备不完好。",
        do="换下或修好有问题的设备，重新检查登记。",
    ),
    Code.calibration_lapsed: text(
        "{pieces:plain} 的检定、校准已于 {until} 到期。",
        "{pieces:plain} 没有检定、校准记录，或已过有效期。",
        "检测仪已过检定、校准日期。",
        do="换用在有效期内的检测仪，或检定、校准后在设备台账登记新的有效期。",
    ),
    Code.inspection_lapsed: text(
        "{pieces:plain} 的检验、检查已于 {until} 到期。",
        "{pieces:plain} 没有检验、检查记录，或已过有效期。",
        "器材已过检验、检查日期。",
        do="换用在有效期内的器材，或检验、检查后在设备台账登记新的有效期。",
    ),
    Code.equipment_out_of_service: text(
        "{pieces:plain} 已停用。",
        "选用的设备已停用。",
        do="换用在用的设备；修好的先在设备台账恢复使用。",
    ),
    Code.isolation_unconfirmed: text(
        "还没有确认：{items:IsolationKind}。",
        "还有隔离或清空、清洗、置换措施没有确认。",
        do="逐项落实隔离措施，上锁挂牌或派人看守后确认。",
    ),
    Code.isolation_unsafe_method: text(
        "{items:IsolationKind}不能当作隔离。",
        "关阀门、水封不能当作隔离。",
        do="改为加盲板或拆除一段管道。",
    ),
    Code.protection_missing: text(
        "{person_id}没有登记防护用品检查。",
        "有人没有登记防护用品检查。",
        do="请监护人检查每个进入人员的防护用品并登记。",
    ),
    Code.protection_mismatch: text(
        "{person_id}缺{lacking:Gear|EquipmentItem}，又用了{unfit:Gear}。",
        "{person_id}缺{lacking:Gear|EquipmentItem}。",
        "{person_id}不能用{unfit:Gear}进入。",
        "缺{lacking:Gear|EquipmentItem}，又用了{unfit:Gear}。",
        "防护用品缺{lacking:Gear|EquipmentItem}。",
        "不能用{unfit:Gear}进入。",
        "防护用品不够或用错。",
        do="按要求配齐安全帽、安全带、安全绳和呼吸器，重新检查登记。",
    ),
    Code.confirmation_missing: text(
        "作业负责人还没有签进入确认。",
        do="请作业负责人核对现场后签进入确认。",
    ),
    Code.confirmation_void: text(
        "{signed_at} 签的进入确认作废了：签字后现场条件有变。",
        "签进入确认之后现场条件变了，确认作废。",
        do="请作业负责人核对变化，重新签进入确认。",
    ),
    Code.confirmation_lapsed: text(
        "进入确认已于 {lapsed_at} 失效，一直没有人进入。",
        "进入确认已失效。",
        do="重新检测气体，由作业负责人再签进入确认。",
    ),
    Code.guardian_check_incomplete: text(
        "监护确认还缺：{items:GuardianCheckItem}。",
        "监护确认还没有做完。",
        do="请监护人逐项核对并签字。",
    ),
    Code.guardian_absent: text(
        "监护人没有到岗。",
        do="请监护人到入口扫审批单和标牌到岗；此前任何人不得进入。",
    ),
    Code.guardian_not_on_post: text(
        "您没有在这里到岗，不能放人进入。",
        do="请在岗的监护人放行；由您接替的，先扫审批单和标牌到岗。",
    ),
    Code.guardian_post_stale: text(
        "监护人 {renewed_at} 扫码到岗，现在已失效。",
        "监护到岗需要重新扫码。",
        do="请监护人重新扫审批单和标牌，再放人进入。",
    ),
    Code.guardian_quiet: text(
        "监护人手机从 {since} 起没有应答。",
        "监护人手机失联。",
        do="马上打电话找监护人；联系不上就派人到入口接替。",
    ),
    Code.guardian_left: text(
        "监护人已离开岗位。",
        do="停止作业，撤出所有人员；另派监护人到岗后再进入。",
    ),
    Code.conflicting_work: text(
        "和同一空间的审批单 {permit_id} 作业冲突。",
        "同一空间有互相冲突的作业。",
        do="错开时间；确需同时作业的，由双方审批人先签交叉作业。",
    ),
    Code.linked_permit_missing: text(
        "缺{kind:WorkKind}作业票。",
        "缺关联的特殊作业票。",
        do="请作业负责人办好关联作业票，填上编号。",
    ),
    Code.linked_permit_lapsed: text(
        "{kind:WorkKind}作业票已于 {valid_until} 到期。",
        "关联的特殊作业票已过期。",
        do="重新办理关联作业票。",
    ),
    Code.link_unsigned: text(
        "同一空间还有审批单 {permit_id} 在作业，交叉作业没有双方审批人签字。",
        "交叉作业还没有双方审批人签字。",
        do="请两张审批单的审批人都签交叉作业。",
    ),
    Code.lighting_voltage_high: text(
        "照明电压 {volts} V，超过 {limit} V。",
        "照明电压太高。",
        do="换用安全电压的灯具，重新登记。",
    ),
    Code.rescue_kit_missing: text(
        "现场没有应急救援装备。",
        do="把救援装备搬到入口旁，检查登记。",
    ),
    Code.rescue_kit_far: text(
        "应急救援装备离作业点 {metres} m，超过 {limit} m。",
        "应急救援装备离作业点太远。",
        do="把救援装备搬近，重新登记距离。",
    ),
    Code.owner_site_check_missing: text(
        "发包单位的安全检查人员还没有到现场检查。",
        do="请发包单位现场安全检查人员到场检查并登记。",
    ),
    Code.device_not_explosion_proof: text(
        "有爆炸危险的空间，手机或设备不防爆。",
        do="换用防爆设备，或退到危险区以外再扫码。",
    ),
}
