"""Opens filled workbooks of publishers with openpyxl: lists are obeyed, and nothing but answers differs.

usage: filled.py ORIGINALS FOLDER
"""

import sys
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

PAIRS = {
    "caiq-4.0.3.xlsx": ("caiq-4.0.3.xlsx", "CAIQv4.0.3", "CDE"),
    "caiq-lite-3.1.xlsx": ("caiq-3.1.xlsx", "CAIQ v3.1", "FGHI"),
    "mvsp-3.0.xlsx": ("x14.xlsx", "Vendor Response | Full", "CD"),
}


def check(originals, folder, name):
    other, title, columns = PAIRS[name]
    before, after = load_workbook(originals / other), load_workbook(folder / name)
    assert before.sheetnames == after.sheetnames, name
    for sheet in before:
        same = after[sheet.title]
        assert str(sheet.merged_cells) == str(same.merged_cells), name
        assert sheet.protection.sheet == same.protection.sheet, name
        assert sheet.protection.password == same.protection.password, name
        assert sheet.sheet_state == same.sheet_state, name
        for row in sheet.iter_rows():
            for cell in row:
                new = same[cell.coordinate]
                may_differ = sheet.title == title and get_column_letter(cell.column) in columns
                assert cell.value == new.value or may_differ, (name, cell.coordinate, new.value)
                assert cell.protection.locked == new.protection.locked, (name, cell.coordinate)
                assert cell.number_format == new.number_format, (name, cell.coordinate)
    sheet = after[title]
    for rule in sheet.data_validations.dataValidation:
        words = rule.formula1.strip('"').split(",")
        for area in rule.sqref.ranges:
            for row in sheet[area.coord]:
                for cell in row:
                    assert cell.value is None or cell.value in words, (name, cell.coordinate, cell.value)


if __name__ == "__main__":
    for name in PAIRS:
        check(Path(sys.argv[1]), Path(sys.argv[2]), name)
