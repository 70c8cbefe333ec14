"""Opens the workbooks of portals in LibreOffice and compares what it shows.

office.py SOFFICE PDFTOTEXT PORTAL...
"""

import csv
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

from portal import Report, portals

# Every sheet as a CSV of its own: separator, quote, UTF-8, first line, formats, language, quote all, as shown, no
# formulas, no blanks cut, every sheet.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"


def convert(soffice, kind, files, out):
    """One start of LibreOffice for all files; its profile is new and is thrown away."""
    with tempfile.TemporaryDirectory() as profile:
        command = [soffice, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nologo",
                   "--convert-to", kind, "--outdir", str(out), *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"LibreOffice ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def squeezed(text):
    """Text without what a page break or a cell's edge changes."""
    return re.sub(r"\s+", "", text.replace("\u00ad", ""))


def check_csv(portal, path, copy, out, report):
    workbook = openpyxl.load_workbook(copy)
    for sheet in workbook.worksheets:
        written = out / f"{copy.stem}-{sheet.title}.csv"
        if not report.need(written.exists(), portal, path, f"LibreOffice wrote no sheet {sheet.title!r}"):
            continue
        with open(written, encoding="utf-8", newline="") as file:
            shown = [[text for text in row] for row in csv.reader(file)]
        wanted = [[str(value) if value is not None else "" for value in row] for row in sheet.values]
        for rows in (shown, wanted):
            for row in rows:
                while row and row[-1] == "":
                    row.pop()
            while rows and not rows[-1]:
                rows.pop()
        report.need(len(shown) == len(wanted), portal, path, f"{sheet.title} has {len(wanted)} rows, shown {len(shown)}")
        for number, (seen, text) in enumerate(zip(shown, wanted), 1):
            report.count("rows", 1)
            report.need(seen == text, portal, path, f"{sheet.title} row {number} is {text}, shown as {seen}")


def check_pdf(portal, path, copy, out, pdftotext, report):
    pdf = out / f"{copy.stem}.pdf"
    if not report.need(pdf.exists(), portal, path, "LibreOffice printed nothing"):
        return
    shown = subprocess.run([pdftotext, "-raw", "-enc", "UTF-8", pdf, "-"], capture_output=True, text=True, check=True)
    pages = shown.stdout.split("\f")
    report.count("printed pages", len(pages) - 1)
    report.need("#####" not in shown.stdout, portal, path, "a printed cell is too narrow for what it holds")
    shown = squeezed(shown.stdout)
    sheet = openpyxl.load_workbook(copy).worksheets[-1]
    for row in sheet.iter_rows(min_row=2):
        for cell in row[:4]:
            text = squeezed(str(cell.value or ""))
            report.need(text in shown, portal, path, f"{cell.coordinate} is not on paper as it is: {cell.value!r}")


def main():
    soffice, pdftotext = sys.argv[1:3]
    del sys.argv[1:3]
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        copies = []
        for portal in portals():
            for path in portal.matching(".xlsx"):
                # Names that tell the portals apart, for all copies go into one folder.
                copy = out / f"{len(copies):03}.xlsx"
                copy.write_bytes(portal.bytes(path))
                copies.append((portal, path, copy))
        report.count("workbooks", len(copies))
        if copies:
            files = [copy for _, _, copy in copies]
            convert(soffice, CSV, files, out)
            convert(soffice, "pdf", files, out)
        for portal, path, copy in copies:
            check_csv(portal, path, copy, out, report)
            check_pdf(portal, path, copy, out, pdftotext, report)
    report.close("workbooks", "rows", "printed pages")


main()
