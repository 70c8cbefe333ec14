"""Reads a filled workbook with openpyxl and lets LibreOffice print it: filling.py FOLDER SOFFICE

FOLDER has `before.xlsx` and `after.xlsx`, whose columns B and C alone may differ.
"""

import sys
from pathlib import Path

from openpyxl import load_workbook

from office import convert


def main(folder, soffice):
    before, after = load_workbook(folder / "before.xlsx"), load_workbook(folder / "after.xlsx")
    assert before.sheetnames == after.sheetnames
    told = 0
    for sheet in before:
        same = after[sheet.title]
        assert str(sheet.data_validations.dataValidation) == str(same.data_validations.dataValidation)
        for row in same.iter_rows():
            for cell in row:
                old = sheet[cell.coordinate].value
                assert cell.value == old or cell.column_letter in "BC", (cell.coordinate, cell.value)
                assert cell.data_type != "f", cell.coordinate
                told += cell.value != old
        words = {cell.value for cell in same["B"][1:] if cell.value}
        assert words <= {"Yes", "No", "N/A"}, words
    assert told >= 8, told
    convert(soffice, "pdf", [folder / "after.xlsx"], folder)
    assert (folder / "after.pdf").read_bytes().startswith(b"%PDF")


main(Path(sys.argv[1]), sys.argv[2])
