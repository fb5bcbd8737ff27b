"""Gas tests and ventilation (R19-R33, R43, R58-R60)."""

from permit_service.labels.phrases import text
from permit_service.labels.readings import FLAMMABLE, OXYGEN, TOXIC
from workflows.codes import Code

#: Where a reading was taken.
PLACE = "第 {leg} 段 {distance_m} m 处："

TEXTS = {
    Code.gas_series_missing: text(
        "还没有完整的气体检测。",
        do="请检测人员在入口外，由上到下、由近到远检测。",
    ),
    Code.gas_series_unsigned: text(
        "气体检测记录还没有签字。",
        do="请检测人员核对读数后签字。",
    ),
    Code.gas_series_stale: text(
        "最早的检测点是 {oldest_at} 测的，已超过 {limit_minutes} 分钟。",
        "检测 {begun_at} 开始，早于 {opened_at} 打开出入口，不能算数。",
        "气体检测已超过有效时间。",
        do="重新检测全部点位，签字后再进入。",
    ),
    Code.gas_series_failed: text(
        "最近一次气体检测不合格。",
        do="不要进入；开机械通风，查明原因，重新检测。",
    ),
    Code.gas_channel_missing: text(
        "没有测：{gases:Gas}。",
        "有气体没有检测。",
        do="补测缺的气体，每个点位都要有读数。",
    ),
    Code.vertical_points_missing: text(
        "第 {leg} 段（竖直）检测点不够：{lacks:PointFault}；至少 {needed} 点。",
        "竖直方向检测点不够。",
        do="按上、中、下补测点位。",
    ),
    Code.horizontal_points_missing: text(
        "第 {leg} 段（水平）检测点不够：{lacks:PointFault}；至少 {needed} 点。",
        "水平方向检测点不够，或离入口太近。",
        do="按近端、远端补测点位。",
    ),
    Code.gas_sequence_wrong: text(
        "检测次序不是由上到下、由近到远。",
        do="下次由上到下、由近到远检测；对读数有疑问就重测。",
    ),
    Code.points_uneven: text(
        "第 {leg} 段中间检测点间距不均匀。",
        "中间检测点间距不均匀。",
        do="下次把中间点均匀分开；对读数有疑问就重测。",
    ),
    Code.oxygen_out_of_range: text(
        *(f"{PLACE}{value}" for value in OXYGEN),
        *OXYGEN,
        "氧含量不合格。",
        do="不要进入；继续机械通风，查明原因后重新检测。",
    ),
    Code.flammable_too_high: text(
        *(f"{PLACE}{value}" for value in FLAMMABLE),
        *FLAMMABLE,
        "可燃气超过限值。",
        do="不要进入，切断火源；用防爆风机通风后重新检测。",
    ),
    Code.toxic_too_high: text(
        *(f"{PLACE}{value}" for value in TOXIC),
        *TOXIC,
        "有毒气体超过限值。",
        do="继续机械通风后重新检测。",
    ),
    Code.reading_unusable: text(
        PLACE + "{gas:Gas} 读数“{amount} {unit:Unit}”不能用。",
        PLACE + "{gas:Gas} 没有可用的读数。",
        "{gas:Gas} 读数“{amount} {unit:Unit}”不能用。",
        "{gas:Gas} 没有可用的读数。",
        "有读数不能用：缺数值、单位不对、为负数或超量程。",
        do="核对检测仪和单位，重测这个点位。",
    ),
    Code.survey_missing: text(
        "没有查明连通的管道。",
        do="查清与空间连通的管道和沟井，登记后再检测。",
    ),
    Code.sludge_not_stirred: text(
        "检测前没有搅动污泥。",
        do="在入口外用长杆搅动污泥，再检测。",
    ),
    Code.detector_unsuitable: text(
        "检测仪不合要求：{lacks:lack}。",
        "检测仪不合要求。",
        do="换用泵吸式、量程够、能测全部气体的检测仪。",
    ),
    Code.retest_missing: text(
        "{changed_at} 风机启停之后，还没有再次检测合格。",
        "机械通风后还没有再次检测合格。",
        do="保持通风，重新检测全部点位。",
    ),
    Code.ventilation_missing: text(
        "检测 {begun_at} 就开始了，早于通风。",
        "没有通风记录。",
        do="打开出入口自然通风，登记后再检测。",
    ),
    Code.fan_before_initial_test: text(
        "初始检测之前不能开机械通风。",
        do="关掉风机，先自然通风，做完初始检测再开。",
    ),
    Code.mechanical_ventilation_off: text(
        "必须机械通风（{reasons:reason}），风机没有开。",
        "必须机械通风，风机没有开。",
        do="不要进入；开风机，通风后重新检测。",
    ),
    Code.duct_unconfirmed: text(
        "没有确认风管位置。",
        do="把风管送到底部附近或人员旁边，登记确认。",
    ),
    Code.ventilation_short: text(
        "再次检测前，机械通风不到 {limit_minutes} 分钟。",
        "再次检测前的通风时间偏短。",
        do="多通一会儿风，再检测一次。",
    ),
    Code.oxygen_supplied: text(
        "不能送{air_sources:AirSource}。",
        "不能送纯氧或富氧空气。",
        do="马上停止送氧，改送清洁空气，通风后重新检测。",
    ),
    Code.resume_untested: text(
        "{since} 作业中断后，还没有重新检测合格。",
        "作业中断后还没有重新检测合格。",
        do="先通风，重新检测全部点位，由作业负责人再签进入确认。",
    ),
}
