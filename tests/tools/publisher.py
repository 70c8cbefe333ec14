"""Workbooks in the shape of publishers' ones, with our own words in them: layouts and ids are facts, texts are not.

usage: publisher.py FORMS FOLDER [TEXTS]

Each question reads "Canary question ID", so that a test finds every place where the text of a workbook comes out.
With TEXTS, a JSON object of texts by id, only those of CAIQ 4 and `x14.xlsx` are written, with these texts and without answers.
"""

import json
import re
import sys
import zipfile
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation


def ids(forms, name):
    """The ids of a form's questions."""
    text = (forms / name / "form.yaml").read_text()
    return re.findall(r'^  - \{?id: "([^"]+)"', text.split("\nquestions:\n")[1], re.M)


TEXTS = {}


def question(number):
    return TEXTS.get(number) or f"Canary question {number}: is it done,\nand who looks after it?"


def rewrite(path, changes, added=(), to=None):
    """Writes a workbook again with some parts changed as text, and others added."""
    with zipfile.ZipFile(path) as archive:
        parts = [(part.filename, archive.read(part)) for part in archive.infolist()]
    with zipfile.ZipFile(to or path, "w", zipfile.ZIP_DEFLATED) as archive:
        assert set(changes) <= {name for name, _ in parts}, sorted(changes)
        for name, text in parts:
            if name in changes:
                before = text.decode()
                text = changes[name](before).encode()
                assert text != before.encode(), name
            archive.writestr(name, text)
        for name, text in added:
            archive.writestr(name, text)


def caiq_4(questions, folder, version="4.0.3"):
    """Two protected sheets; C to F are open; merged columns of controls; hidden columns; rows after the end."""
    book = Workbook()
    intro = book.active
    intro.title = "Introduction"
    intro["A1"] = "How to fill in this made-up questionnaire"
    intro["A2"] = "Question ID"
    intro["B2"] = "An id, not a table"
    sheet = book.create_sheet(f"CAIQv{version}")
    sheet.append([f"v{version}", "Made-up questionnaire in the shape of another one"])
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
    if not TEXTS:
        sheet["C5"] = "Yes"
        sheet["E5"] = "Canary of an earlier answer"
        sheet["C10"].protection = Protection(locked=True)
    for column in "GH":
        sheet.column_dimensions[column].hidden = True
    for own in (intro, sheet):
        own.protection.sheet = True
        own.protection.password = "made up"
    book.security = WorkbookProtection(lockStructure=True)
    book.save(folder / f"caiq-{version}.xlsx")


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
    if not TEXTS:
        sheet["D6"] = '=IF(C3="No","Why?","")'
    lists = book.create_sheet("Lists")
    for word in ["Yes", "No", "Partially", "N/A"]:
        lists.append([word])
    lists.sheet_state = "hidden"
    path = folder / "x14.xlsx"
    book.save(path)
    rewrite(path, {"xl/worksheets/sheet1.xml": lambda text: text.replace("</worksheet>", X14 + "</worksheet>")})


def list_of(sheet, formula, area):
    """A drop-down list that refuses other values."""
    own = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
    own.add(area)
    sheet.add_data_validation(own)


def used(folder):
    """A CAIQ that was filled before: words in a column of the vendor's, a deleted column's words, a name, a comment."""
    book = load_workbook(folder / "caiq-4.0.3.xlsx")
    book.properties.creator = "openpyxl"
    book.properties.lastModifiedBy = "Ada Example"
    sheet = book["CAIQv4.0.3"]
    for row in (3, 4, 9):
        sheet[f"F{row}"] = "The customer of yore does it"
    sheet["B3"].comment = Comment("Ask legal", "Bob Example")
    book.save(folder / "used.xlsx")
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="0" uniqueCount="1">'
        "<si><t>Canary of a deleted column: do not tell</t></si></sst>"
    )
    changes = {
        "[Content_Types].xml": lambda text: text.replace(
            "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{main}.sharedStrings+xml"/></Types>'
        ),
        "xl/_rels/workbook.xml.rels": lambda text: text.replace(
            "</Relationships>",
            f'<Relationship Id="rTexts" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        ),
    }
    rewrite(folder / "used.xlsx", changes, [("xl/sharedStrings.xml", strings)])


def small(questions, name, folder, headers, formula, change=None):
    """One sheet: number, question, response with a list, explanation."""
    book = Workbook()
    sheet = book.active
    sheet.append(headers)
    for number in questions:
        sheet.append([number, question(number)])
    list_of(sheet, formula, f"C2:C{len(questions) + 1}")
    if change:
        change(sheet)
    book.save(folder / name)


def merged(sheet):
    """One cell for the responses of two questions, and one over two columns."""
    sheet.merge_cells("C2:C3")
    sheet.merge_cells("D2:D3")
    sheet.merge_cells("D4:E4")


def with_macros(path, to):
    """The same with a part in the place of macros: nobody runs it, so it need not be any."""
    kinds = {
        "[Content_Types].xml": lambda text: text.replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        ).replace("</Types>", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'),
        "xl/_rels/workbook.xml.rels": lambda text: text.replace(
            "</Relationships>",
            '<Relationship Id="rMacros" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"'
            ' Target="vbaProject.bin"/></Relationships>',
        ),
    }
    rewrite(path, kinds, [("xl/vbaProject.bin", bytes(range(256)) * 4)], to)


def many_sheets(questions, folder):
    """Questions by formula, each sheet with other columns, headings that repeat the header, lists in the extension."""
    book = Workbook()
    start = book.active
    start.title = "START HERE"
    start["A1"] = "Made-up instructions: answer every question."
    layouts = {
        "1": ("Business", ["ID", "Question", "Vendor Answer", "Additional Information", "Guidance", "Analyst Notes"]),
        "2": ("Application Design", ["ID", "Question", "Additional Information", "Vendor Answer", "Analyst Notes"]),
        "3": ("Implementation | Code", ["Question", "ID", "Guidance", "Vendor Answer", "Additional Information"]),
        "4": ("Operation's", ["ID", "Question", "Vendor Answer", "Additional Information", "Score", "Weight"]),
    }
    lookup = [[number, question(number)] for number in questions]
    changes = {}
    for at, (group, (name, headers)) in enumerate(layouts.items(), 2):
        sheet = book.create_sheet(name)
        sheet.append([f"Made-up part {group}"])
        sheet.append([])
        sheet.append(headers)
        own = [number for number in questions if number.split(".")[0] == group]
        answer, lists = headers.index("Vendor Answer"), []
        for position, number in enumerate(own):
            if position == 3:
                # A heading that repeats the names of the columns.
                sheet.append([" Documentation" if header == "Question" else header for header in headers])
            row = sheet.max_row + 1
            for column, header in enumerate(headers, 1):
                cell = sheet.cell(row, column)
                if header == "ID":
                    cell.value = number
                elif header == "Question":
                    index = get_column_letter(headers.index("ID") + 1)
                    cell.value = f"=VLOOKUP({index}{row},Lookup!$A$1:$B$99,2,FALSE)"
                elif header in ("Guidance", "Analyst Notes"):
                    cell.value = f"Somebody else's words about {number}"
            words = "$A$1:$A$3" if position % 2 else "$B$1:$B$4"
            lists.append(
                '<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1"><x14:formula1><xm:f>'
                f"Lookup!{words.replace('A', 'D').replace('B', 'E')}</xm:f></x14:formula1>"
                f"<xm:sqref>{get_column_letter(answer + 1)}{row}</xm:sqref></x14:dataValidation>"
            )
        changes[f"xl/worksheets/sheet{at}.xml"] = cached(dict(lookup), own, lists)
    hidden = book.create_sheet("Lookup")
    for row in lookup:
        hidden.append(row)
    for column, words in (("D", ["Yes", "No", "Partial"]), ("E", ["Yes", "No", "N/A", "Compensating"])):
        for row, word in enumerate(words, 1):
            hidden[f"{column}{row}"] = word
    hidden.sheet_state = "veryHidden"
    path = folder / "many.xlsx"
    book.save(path)
    rewrite(path, changes)


def cached(texts, numbers, lists):
    """Puts results behind formulas, in the order of the questions, and lists into the extension."""
    extension = X14[: X14.index("<x14:dataValidation ")] + "".join(lists) + X14[X14.index("</x14:dataValidations>"):]
    extension = extension.replace('count="1"', f'count="{len(lists)}"')

    def change(text):
        results = iter(numbers)

        def result(found):
            shown = texts[next(results)].replace("\n", "&#10;")
            return f'{found[1]} t="str">{found[2]}<v>{shown}</v></c>'

        text = re.sub(r"(<c [^>]*?)>(<f>VLOOKUP.*?</f>)<v ?/?>(?:</v>)?</c>", result, text)
        return text.replace("</worksheet>", extension + "</worksheet>")

    return change


if __name__ == "__main__":
    forms, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    if len(sys.argv) > 3:
        TEXTS.update(json.loads(Path(sys.argv[3]).read_text()))
        caiq_4(ids(forms, "caiq-4.0.3"), folder)
        caiq_4(ids(forms, "caiq-4.1"), folder, "4.1.0")
        x14(ids(forms, "mvsp-3.0"), folder)
        sys.exit()
    caiq_4(ids(forms, "caiq-4.0.3"), folder)
    caiq_3(ids(forms, "caiq-lite-3.1"), folder)
    export(ids(forms, "caiq-lite-3.1"), folder)
    x14(ids(forms, "mvsp-3.0"), folder)
    caiq_4(ids(forms, "caiq-4.1"), folder, "4.1.0")
    used(folder)
    controls = ids(forms, "mvsp-3.0")
    english = ["ID", "Question", "Vendor Answer", "Additional Information"]
    spanish = ["N\u00ba", "Pregunta", "Respuesta", "Comentarios"]
    small(controls, "merged.xlsx", folder, english, '"Yes,No,N/A"', merged)
    small(controls, "spanish.xlsx", folder, spanish, '"S\u00ed,No,Parcial,N/A"')
    small(controls, "compliant.xlsx", folder, english, '"Compliant,Partial,Non-Compliant,N/A"')
    small(controls, "indirect.xlsx", folder, english, 'INDIRECT("Z1:Z"&4)')
    with_macros(folder / "x14.xlsx", folder / "macros.xlsm")
    many_sheets(controls, folder)
