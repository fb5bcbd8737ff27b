"""SAMPLE ONLY: which pieces of the ledger a crew of the water works takes to the mouth."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.kinds import EquipmentItem

PIECES: Mapping[EquipmentItem, str] = MappingProxyType(
    {
        EquipmentItem.gas_detector: "JC-01",
        EquipmentItem.fan: "FJ-01",
        EquipmentItem.breathing_set: "HX-02",
        EquipmentItem.harness_and_lifeline: "AQ-01",
        EquipmentItem.tripod: "SJ-01",
        EquipmentItem.lighting: "ZM-01",
        EquipmentItem.communication: "TX-01",
        EquipmentItem.rescue_set: "JY-01",
    }
)
