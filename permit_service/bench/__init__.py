"""``permit-service bench``: how fast the service answers, beside the least that any such server could do."""
