"""The demonstration: the sample job and three accidents, played over HTTP against a server of its own."""
