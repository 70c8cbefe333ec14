"""Makes workbooks as customers send them, by several writers: customers.py OUT SOFFICE NODE

Each has a sheet "Questions": ids in A, questions in B, answers with a list in C, comments in D from row 3 on, and
formulas that count the answers. Around it stands what a change of cells must not lose. No text is any publisher's.
"""

import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from office import convert

ROWS = 30
FIRST = 3
LAST = FIRST + ROWS - 1
ANSWERS = ["Yes", "No", "NA"]
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2017/10/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def question(number):
    return f"Is control {number} in place & reviewed, as of <today>?"


def picture():
    side = 16
    rows = b"".join(b"\0" + bytes((20, 90, 160)) * side for _ in range(side))
    chunk = lambda kind, text: struct.pack(">I", len(text)) + kind + text + struct.pack(">I", zlib.crc32(kind + text))
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def by_xlsxwriter(path):
    """Everything that XlsxWriter can write, with a macro project, and parts that it cannot write put in after."""
    bytes_ = io.BytesIO()
    book = xlsxwriter.Workbook(bytes_, {"in_memory": True})
    sheet, lists, score = (book.add_worksheet(name) for name in ("Questions", "It's a list", "Score"))
    plain, ours = book.add_format({"border": 1}), book.add_format({"border": 1, "locked": False, "text_wrap": True})
    bold = book.add_format({"bold": True})
    sheet.merge_range("A1:D1", "Questions for suppliers", bold)
    sheet.write_row("A2", ["Id", "Question", "Answer", "Comment", "State"], bold)
    sheet.set_column("C:D", 30, ours)
    for number in range(ROWS):
        row = FIRST - 1 + number
        sheet.write(row, 0, f"C-{number + 1:02}", plain)
        if number % 5 == 0:
            sheet.write_rich_string(row, 1, "Is it ", bold, f"always so {number}", "?", plain)
        else:
            sheet.write(row, 1, question(number), plain)
        if number % 4 != 3:
            sheet.write_blank(row, 2, None, ours)
            sheet.write(row, 3, f"to be replaced {number}" if number % 2 else None, ours)
        sheet.write_formula(row, 4, f'=IF(C{row + 1}="","open","done")', plain, "open")
    sheet.set_row(FIRST + 3, None, None, {"hidden": True})
    sheet.data_validation(FIRST - 1, 2, LAST - 1, 2, {"validate": "list", "source": ANSWERS, "error_title": "Answer"})
    sheet.conditional_format(FIRST - 1, 2, LAST - 1, 2, {"type": "cell", "criteria": "==", "value": '"No"', "format": bold})
    sheet.conditional_format("H3:H9", {"type": "data_bar", "data_bar_2010": True})
    sheet.write_comment("B3", "For the service as sold.", {"author": "Buyer"})
    sheet.insert_image("H1", "logo.png", {"image_data": picture(), "description": "Logo"})
    sheet.freeze_panes(2, 1)
    sheet.protect("", {"format_cells": True})
    sheet.unprotect_range("G3:G9", "Notes")
    lists.write_column("A1", ANSWERS)
    lists.hide()
    book.define_name("Answers", "='It''s a list'!$A$1:$A$3")
    score.write_row("A1", ["What", "Count"])
    for at, answer in enumerate(ANSWERS):
        score.write(at + 1, 0, answer)
        score.write_formula(at + 1, 1, f"=COUNTIF(Questions!$C:$C,A{at + 2})", None, 0)
    score.write_formula("B5", "=SUM(B2:B4)", None, 0)
    score.write_formula("B6", '=VLOOKUP("NA",Answers,1,FALSE)', None, "NA")
    score.write_dynamic_array_formula("D2:D4", "=SORT(B2:B4)", None, 0)
    score.add_table("F1:G4", {"name": "Weights"})
    score.add_sparkline("E2", {"range": "Score!B2:B4"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "=Score!$A$2:$A$4", "values": "=Score!$B$2:$B$4"})
    score.insert_chart("I2", chart)
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 stands in for a macro project and holds none"), True)
    book.set_custom_property("Form", "1.0")
    book.close()
    parts = Parts(bytes_)
    more_parts(parts)
    parts.write(path)


class Parts:
    """The parts of a package, to be changed before they are written."""

    def __init__(self, file):
        with zipfile.ZipFile(file) as archive:
            self.parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}

    def put(self, name, text, kind=None):
        self.parts[name] = text if isinstance(text, bytes) else (XML + text).encode()
        if kind:
            self.before("[Content_Types].xml", "</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/>')

    def before(self, name, mark, text):
        self.change(name, mark, text + mark)

    def change(self, name, old, new):
        text = self.parts[name].decode()
        assert old in text, (name, old)
        self.parts[name] = text.replace(old, new, 1).encode()

    def relate(self, owner, key, kind, target):
        if owner not in self.parts:
            self.put(owner, '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>')
        self.before(owner, "</Relationships>", f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>')

    def write(self, path, is_streamed=False, zip64=()):
        file = open(path, "wb")
        with zipfile.ZipFile(Stream(file) if is_streamed else file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self.parts.items():
                entry = zipfile.ZipInfo(name, (2024, 5, 6, 7, 8, 10))
                entry.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(entry, "w", force_zip64=name in zip64) as out:
                    out.write(text)
        file.close()


class Stream(io.RawIOBase):
    """A file that cannot go back, so that sizes stand after the bytes of each part."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, text):
        return self.file.write(text)


def more_parts(parts):
    sheet, book = "xl/worksheets/_rels/sheet1.xml.rels", "xl/_rels/workbook.xml.rels"
    parts.put("customXml/item1.xml", '<form xmlns="urn:example:form"><supplier>none</supplier></form>')
    parts.relate(book, "rId90", f"{OFFICE}/customXml", "../customXml/item1.xml")
    threads = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    parts.put("xl/persons/person.xml", f'<personList xmlns="{threads}"><person displayName="Buyer" id="{{00000000-0000-4000-8000-000000000004}}" userId="buyer" providerId="None"/></personList>', "application/vnd.ms-excel.person+xml")
    parts.relate(book, "rId91", f"{MICROSOFT}/person", "persons/person.xml")
    parts.put("xl/threadedComments/threadedComment1.xml", f'<ThreadedComments xmlns="{threads}"><threadedComment ref="B3" dT="2026-01-01T00:00:00.00" personId="{{00000000-0000-4000-8000-000000000004}}" id="{{00000000-0000-4000-8000-000000000005}}"><text>For the service as sold.</text></threadedComment></ThreadedComments>', "application/vnd.ms-excel.threadedcomments+xml")
    parts.relate(sheet, "rId92", f"{MICROSOFT}/threadedComment", "../threadedComments/threadedComment1.xml")
    spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    fields = '<cacheField name="What" numFmtId="0"><sharedItems count="1"><s v="Yes"/></sharedItems></cacheField><cacheField name="Count" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1" containsInteger="1" minValue="0" maxValue="0"/></cacheField>'
    parts.put("xl/pivotCache/pivotCacheDefinition1.xml", f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshedBy="b" refreshedDate="45000" createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" recordCount="1"><cacheSource type="worksheet"><worksheetSource ref="A1:B2" sheet="Score"/></cacheSource><cacheFields count="2">{fields}</cacheFields></pivotCacheDefinition>', f"{spreadsheet}.pivotCacheDefinition+xml")
    parts.put("xl/pivotCache/pivotCacheRecords1.xml", f'<pivotCacheRecords xmlns="{MAIN}" count="1"><r><x v="0"/><n v="0"/></r></pivotCacheRecords>', f"{spreadsheet}.pivotCacheRecords+xml")
    parts.relate("xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels", "rId1", f"{OFFICE}/pivotCacheRecords", "pivotCacheRecords1.xml")
    parts.relate(book, "rId93", f"{OFFICE}/pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")
    parts.before("xl/workbook.xml", "</workbook>", f'<pivotCaches><pivotCache cacheId="9" r:id="rId93"/></pivotCaches>')
    # A list on another sheet as newer programs write it, and one over the whole sheet.
    parts.before("xl/worksheets/sheet1.xml", "</extLst>", '<ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list" allowBlank="1" showErrorMessage="1">' + f"<x14:formula1><xm:f>'It''s a list'!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>F3:F{LAST}</xm:sqref></x14:dataValidation></x14:dataValidations></ext>")
    parts.change("xl/worksheets/sheet1.xml", '<dataValidations count="1">', '<dataValidations count="2"><dataValidation allowBlank="1" promptTitle="Note" prompt="Write in English." showInputMessage="1" sqref="A1:XFD1048576"/>')


def by_openpyxl(path):
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    sheet, lists = book.create_sheet("Questions"), book.create_sheet("Lists")
    lists.sheet_state = "veryHidden"
    for at, answer in enumerate(ANSWERS, 1):
        lists.cell(at, 1, answer)
    sheet.append(["Questions for suppliers"])
    sheet.merge_cells("A1:D1")
    sheet.append(["Id", "Question", "Answer", "Comment", "State"])
    for number in range(ROWS):
        row = FIRST + number
        sheet.append([f"C-{number + 1:02}", question(number), None, f"to be replaced {number}" if number % 2 else None, f'=IF(C{row}="","open","done")'])
        if number % 3:
            for column in "CD":
                sheet[f"{column}{row}"].protection = Protection(locked=False)
        else:
            sheet[f"C{row}"].protection = sheet[f"D{row}"].protection = Protection(locked=False)
            sheet[f"B{row}"].font = Font(bold=True)
    for column in "CD":
        for row in range(FIRST, LAST + 1):
            sheet[f"{column}{row}"].protection = Protection(locked=False)
    sheet.protection.sheet = True
    sheet.protection.password = "old"
    sheet.row_dimensions[7].hidden = True
    sheet["B3"].comment = Comment("For the service as sold.", "Buyer")
    rule = DataValidation(type="list", formula1="Lists!$A$1:$A$3", showErrorMessage=True)
    rule.add(f"C{FIRST}:C{LAST}")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add(f"C{FIRST}:C{LAST}", CellIsRule("equal", ['"No"'], font=Font(bold=True)))
    sheet["G1"] = f'=COUNTIF(C{FIRST}:C{LAST},"Yes")'
    sheet["G2"] = "=Filled*2"
    book.defined_names["Filled"] = DefinedName("Filled", attr_text="Questions!$G$1")
    book.save(path)


def by_hand(path):
    """What no library writes and programs read: no shared strings, cells that do not say where they are, prefixes,
    single quotes, a wrong range, merges of one cell, styles outside of the schema, sizes after the bytes, zip64."""
    text = lambda value: f"<x:c t='inlineStr' s='1'><x:is><x:t>{value}</x:t></x:is></x:c>"
    rows = f"<x:row><x:c r='A1' t='inlineStr'><x:is><x:r><x:t xml:space='preserve'>Questions </x:t></x:r><x:r><x:rPr><x:b/></x:rPr><x:t>for suppliers</x:t></x:r></x:is></x:c></x:row>"
    rows += "<x:row>" + "".join(map(text, ["Id", "Question", "Answer", "Comment"])) + "</x:row>"
    for number in range(ROWS):
        row = FIRST + number
        asked = f"Is control {number} in place &amp; reviewed, as of &lt;today&gt;?"
        cells = text(f"C-{number + 1:02}") + text(asked)
        if number % 3 == 0:
            cells += "<x:c s='2'/><x:c s='2'></x:c>"
        elif number % 3 == 1:
            cells += f"<x:c r='C{row}' s='2' t='str'><x:v>old</x:v></x:c>"
        if number % 3:
            cells += f"<x:c r='E{row}' t='str'><x:f>IF(C{row}=\"\",\"open\",\"done\")</x:f><x:v>open</x:v></x:c>"
        rows += f"<x:row>{cells}</x:row>"
    sheet = (f"<x:worksheet xmlns:x='{MAIN}'><x:dimension ref='A1:B2'/><x:sheetFormatPr defaultRowHeight='15'/><x:cols><x:col min='3' max='4' width='20' style='2'/></x:cols>"
             f"<x:sheetData>{rows}</x:sheetData><x:sheetProtection password='CC1A' sheet='1'/><x:mergeCells count='2'><x:mergeCell ref='A1:D1'></x:mergeCell><x:mergeCell ref='A2'/></x:mergeCells>"
             f"<x:dataValidations count='1'><x:dataValidation type='list' sqref='C1:C1048576'><x:formula1>\"Yes,No,NA\"</x:formula1></x:dataValidation></x:dataValidations></x:worksheet>")
    styles = (f"<styleSheet xmlns='{MAIN}'><fonts count='1'><font><u val='none-such'/><sz val='11'/><name val='Arial'/></font></fonts><fills count='1'><fill/></fills><borders count='1'><border/></borders>"
              "<cellStyleXfs count='1'><xf/></cellStyleXfs><cellXfs count='3'><xf/><xf applyProtection='1'><protection locked='1'/></xf><xf applyProtection='1'><protection locked='0'/></xf></cellXfs></styleSheet>")
    parts = Parts.__new__(Parts)
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts.parts = {"[Content_Types].xml": (XML + "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Default Extension='xml' ContentType='application/xml'/></Types>").encode()}
    parts.relate("_rels/.rels", "r1", f"{OFFICE}/officeDocument", "/xl/workbook.xml")
    parts.put("xl/workbook.xml", f"<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets><sheet name='Questions' sheetId='4' r:id='r1'/></sheets></workbook>", f"{types}.sheet.main+xml")
    parts.put("xl/worksheets/first.xml", sheet, f"{types}.worksheet+xml")
    parts.put("xl/styles.xml", styles, f"{types}.styles+xml")
    parts.relate("xl/_rels/workbook.xml.rels", "r1", f"{OFFICE}/worksheet", "/xl/worksheets/first.xml")
    parts.relate("xl/_rels/workbook.xml.rels", "r2", f"{OFFICE}/styles", "styles.xml")
    parts.write(path / "streamed.xlsx", is_streamed=True)
    parts.write(path / "zip64.xlsx", zip64={"xl/worksheets/first.xml", "xl/styles.xml"})


def main():
    out, soffice, node = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    by_xlsxwriter(out / "xlsxwriter.xlsm")
    by_openpyxl(out / "openpyxl.xlsx")
    by_hand(out)
    script = Path(__file__).with_name("customers.mjs")
    subprocess.run([node, script, out / "exceljs.xlsx"], check=True, env=os.environ)
    (out / "saved").mkdir()
    convert(soffice, "xlsx:Calc MS Excel 2007 XML", [out / "openpyxl.xlsx"], out / "saved")
    (out / "saved" / "openpyxl.xlsx").rename(out / "libreoffice.xlsx")
    (out / "saved").rmdir()


main()
