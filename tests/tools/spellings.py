"""A questionnaire with MVSP's ids, and cells that programs save in spellings of their own.

usage: spellings.py FILE
"""

import datetime
import sys

from openpyxl import Workbook

IDS = (
    [f"1.{n}" for n in range(1, 9)] + [f"2.{n}" for n in range(1, 9)]
    + [f"3.{n}" for n in range(1, 6)] + [f"4.{n}" for n in range(1, 5)]
)
ODD = [
    0.1 + 0.2, 1 / 3, 1e-10, 1e21, 12345678901234567, -0.0, True, False, datetime.datetime(2020, 1, 2, 3, 4, 5),
    datetime.time(1, 2, 3), "  blanks around  ", "two\nlines", "no-break\u00a0blank", "'quoted", "=COUNTIF(C:C,\"Yes\")",
    "=1/0",
]

book = Workbook()
sheet = book.active
sheet.append(["ID", "Question", "Answer", "Comments"])
for number in IDS:
    sheet.append([number, f"Is it so with {number}, and since when?"])
for row, value in enumerate(ODD, 2):
    sheet.cell(row, 7, value)
sheet["H2"] = "#N/A"
sheet["H2"].data_type = "e"
book.save(sys.argv[1])
