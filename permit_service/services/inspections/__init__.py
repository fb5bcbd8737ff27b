"""Spot-checks on site (AQ 3064.2 6.2): begun by a code, filled in item by item, signed by all who checked."""
