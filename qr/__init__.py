"""Signed codes and their pictures. Pure: knows no permit, no web framework, no database and no clock.

claims      what a code says, and its bytes
text        the bytes as text, and the text as a URL that any phone camera opens
keys, jwk, keyfile   who may sign; the same keys as JSON Web Keys; the private file
sign, verify         making a code and judging one
stages      the closed list of reasons for which a code is refused
short_code  what a person types when the picture cannot be read
symbol, caption, image, sheet   drawing: one code as SVG or PNG, many as A4 label sheets
"""
