"""Workbooks in the shape of publishers' ones, with our own words in them: layouts and ids are facts, texts are not.

usage: publisher.py FORMS FOLDER

Each question reads "Canary question ID", so that a test finds every place where the text of a workbook comes out.
"""

import re
import sys
import zipfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation


def ids(forms, name):
    """The ids of a form's questions."""
    text = (forms / name / "form.yaml").read_text()
    return re.findall(r'^  - id: "([^"]+)"', text.split("\nquestions:\n")[1], re.M)


def question(number):
    return f"Canary question {number}: is it done,\nand who looks after it?"


def caiq_4(questions, folder):
    """Two protected sheets; C to F are open; merged columns of controls; hidden columns; rows after the end."""
    book = Workbook()
    intro = book.active
    intro.title = "Introduction"
    intro["A1"] = "How to fill in this made-up questionnaire"
    intro["A2"] = "Question ID"
    intro["B2"] = "An id, not a table"
    sheet = book.create_sheet("CAIQv4.0.3")
    sheet.append(["v4.0.3", "Made-up questionnaire in the shape of another one"])
    sheet.append([
        "Question ID", "Question", "CSP CAIQ Answer", "SSRM Control Ownership",
        "CSP Implementation Description (Optional/Recommended)",
        "CSC Responsibilities  (Optional/Recommended)", None, None, "CCM Control ID",
        "CCM Control Specification", "CCM Control Title", "CCM Domain Title",
    ])
    first = {}
    for row, number in enumerate(questions, 3):
        shown = number.replace("-", "- ", 1) if number == "AIS-02.1" else number
        sheet.append([shown, question(number)])
        control = number.split(".")[0]
        if control in first:
            continue
        first[control] = row
        rows = sum(other.split(".")[0] == control for other in questions)
        for column in range(9, 13):
            sheet.cell(row, column, control if column == 9 else f"Canary text of {control}")
            if rows > 1:
                letter = get_column_letter(column)
                sheet.merge_cells(f"{letter}{row}:{letter}{row + rows - 1}")
    end = len(questions) + 2
    sheet.cell(end + 1, 1, "End of Standard")
    sheet.cell(end + 2, 1, "Canary notice: nobody may pass these made-up words on.")
    sheet.merge_cells(start_row=end + 2, start_column=1, end_row=end + 2, end_column=6)
    answers = DataValidation(type="list", formula1='"Yes,No,NA"', allow_blank=True, showErrorMessage=True)
    owners = DataValidation(
        type="list", allow_blank=True, showErrorMessage=True,
        formula1='"CSP-owned,CSC-owned,3rd-party outsourced,Shared CSP and CSC,Shared CSP and 3rd-party"',
    )
    answers.add(f"C3:C{end}")
    owners.add(f"D3:D{end}")
    sheet.add_data_validation(answers)
    sheet.add_data_validation(owners)
    for row in range(3, end + 1):
        for column in range(3, 7):
            sheet.cell(row, column).protection = Protection(locked=False)
    # What an earlier hand has left: in the row of a gap, and in a locked cell.
    sheet["C5"] = "Yes"
    sheet["E5"] = "Canary of an earlier answer"
    sheet["C10"].protection = Protection(locked=True)
    for column in "GH":
        sheet.column_dimensions[column].hidden = True
    for own in (intro, sheet):
        own.protection.sheet = True
        own.protection.password = "made up"
    book.security = WorkbookProtection(lockStructure=True)
    book.save(folder / "caiq-4.0.3.xlsx")


def caiq_3(questions, folder):
    """A header over three rows, and three tick columns."""
    book = Workbook()
    sheet = book.active
    sheet.title = "CAIQ v3.1"
    sheet.append(["Made-up questionnaire v3.1"])
    sheet.append(["Control Domain", "Control ID", "Question ID", "Control Specification",
                  "Consensus Assessment Questions", "Consensus Assessment Answers", None, None, "Notes"])
    sheet.append([])
    for column, text in zip("FGH", ["Yes", "No", "Not Applicable"]):
        sheet[f"{column}4"] = text
    sheet.merge_cells("F2:H3")
    for column in "ABCDEI":
        sheet.merge_cells(f"{column}2:{column}4")
    for row, number in enumerate(questions, 5):
        for column, text in zip("ABCDE", ["Domain", number.split(".")[0], number, "Canary", question(number)]):
            sheet[f"{column}{row}"] = text
        # An old copy: every question was answered with yes.
        sheet[f"F{row}"] = "X"
    book.save(folder / "caiq-3.1.xlsx")


def export(questions, folder):
    """Hidden rows before the header, one list for each cell."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Data Sheet"
    for key in ["domain:", "questionnaire:", "type:", "version:", "response date:"]:
        sheet.append([key, "Canary value"])
        sheet.row_dimensions[sheet.max_row].hidden = True
    sheet.append(["Section Heading", "Control Heading", "Original ID", "Question Text", "Answer",
                  "Notes/Comment", "identifier"])
    for row, number in enumerate(questions, 7):
        sheet.append(["Section", "Control", number, question(number), None, None, f"00000000-0000-4000-8000-{row:012}"])
        own = DataValidation(type="list", formula1='"Yes,No,Not Applicable"', allow_blank=True)
        own.add(f"E{row}")
        sheet.add_data_validation(own)
    sheet.column_dimensions["G"].hidden = True
    book.save(folder / "export.xlsx")


X14 = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"'
    ' xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1"><x14:formula1><xm:f>Lists!$A$1:$A$4</xm:f>'
    "</x14:formula1><xm:sqref>C3:C27</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


def x14(questions, folder):
    """A list on a hidden sheet, in the extension that common libraries drop; somebody else's columns; a formula."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Vendor Response | Full"
    sheet.append(["Made-up controls"])
    sheet.append(["No.", "Question", "Vendor Answer", "Additional Information", "Analyst Notes", "Score"])
    for row, number in enumerate(questions, 3):
        sheet.append([number, question(number), None, None, "Canary of the analyst", f'=IF(C{row}="Yes",1,0)'])
    sheet["D6"] = '=IF(C3="No","Why?","")'
    lists = book.create_sheet("Lists")
    for word in ["Yes", "No", "Partially", "N/A"]:
        lists.append([word])
    lists.sheet_state = "hidden"
    path = folder / "x14.xlsx"
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = [(part, archive.read(part)) for part in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts:
            if part.filename == "xl/worksheets/sheet1.xml":
                text = text.replace(b"</worksheet>", X14.encode() + b"</worksheet>")
            archive.writestr(part, text)


if __name__ == "__main__":
    forms, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    caiq_4(ids(forms, "caiq-4.0.3"), folder)
    caiq_3(ids(forms, "caiq-lite-3.1"), folder)
    export(ids(forms, "caiq-lite-3.1"), folder)
    x14(ids(forms, "mvsp-3.0"), folder)
