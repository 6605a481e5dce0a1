"""Reads web pages from standard input and writes their PDFs: four bytes of length (big-endian), then as many bytes."""

import struct
import sys

from weasyprint import HTML

while True:
    head = sys.stdin.buffer.read(4)
    if len(head) < 4:
        break
    page = sys.stdin.buffer.read(struct.unpack(">I", head)[0]).decode("utf-8")
    pdf = HTML(string=page).write_pdf()
    sys.stdout.buffer.write(struct.pack(">I", len(pdf)) + pdf)
    sys.stdout.buffer.flush()
