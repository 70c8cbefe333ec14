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


def convert(soffice, kind, files, out, read_as=None):
    """One start of LibreOffice for all files; its profile is new and is thrown away."""
    with tempfile.TemporaryDirectory() as profile:
        command = [soffice, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nologo",
                   "--convert-to", kind, "--outdir", str(out), *([f"--infilter={read_as}"] if read_as else []),
                   *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"LibreOffice ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def check_guards(portal, path, copy, out, report):
    """A CSV file opened as a sheet: what begins like a formula is shown as the text it is."""
    with open(copy, encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    with open(out / f"{copy.stem}-{copy.stem}.csv", encoding="utf-8-sig", newline="") as file:
        shown = list(csv.reader(file))
    report.count("rows of CSV files", len(written))
    report.need(len(shown) == len(written), portal, path, f"has {len(written)} rows, shown {len(shown)}")
    for number, (fields, cells) in enumerate(zip(written, shown), 1):
        for field, cell in zip(fields, cells):
            # Numbers and dates may be shown in another way; texts may not.
            if not re.fullmatch(r"[\d.,:/%e-]*", field):
                report.need(cell == field or cell.casefold() == field.casefold() in ("true", "false"),
                            portal, path, f"row {number}: {field!r} is shown as {cell!r}")


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


def is_shown(text, shown, pieces=4):
    """Whether a text is there as a whole, or in a few pieces where pages break within it."""
    while text and pieces > 0:
        low, high = 0, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if text[:middle] in shown else (low, middle - 1)
        text, pieces = text[low:], pieces - 1
    return not text


def check_pdf(portal, path, copy, out, pdftotext, report):
    """Nothing is cut off on paper: every cell's text is there to its end."""
    pdf = out / f"{copy.stem}.pdf"
    if not report.need(pdf.exists(), portal, path, "LibreOffice printed nothing"):
        return
    shown = subprocess.run([pdftotext, "-raw", "-enc", "UTF-8", pdf, "-"], capture_output=True, text=True, check=True)
    report.count("printed pages", shown.stdout.count("\f"))
    report.need("#####" not in shown.stdout, portal, path, "a printed cell is too narrow for what it holds")
    shown = squeezed(shown.stdout)
    cut = []
    for sheet in openpyxl.load_workbook(copy).worksheets:
        for row in sheet.iter_rows():
            cut += [cell for cell in row if cell.value is not None and not is_shown(squeezed(str(cell.value)), shown)]
    if cut:
        places = ", ".join(f"{cell.parent.title}!{cell.coordinate}" for cell in cut[:8])
        report.add(portal, path, f"{len(cut)} cells are cut off on paper: {places} ...; the first is {cut[0].value!r}")


def copied(portals, ending, folder):
    """Copies of all files with an ending, under names that tell the portals apart."""
    folder.mkdir()
    copies = []
    for portal in portals:
        for path in portal.matching(ending):
            copy = folder / f"{len(copies):03}{ending}"
            copy.write_bytes(portal.bytes(path))
            copies.append((portal, path, copy))
    return copies


def main():
    soffice, pdftotext = sys.argv[1:3]
    del sys.argv[1:3]
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        place, every = Path(folder), portals()
        shown, read = place / "shown", place / "read"
        workbooks, tables = copied(every, ".xlsx", place / "workbooks"), copied(every, ".csv", place / "tables")
        report.count("workbooks", len(workbooks))
        if workbooks and tables:
            convert(soffice, CSV, [copy for _, _, copy in workbooks], shown)
            convert(soffice, "pdf", [copy for _, _, copy in workbooks], shown)
            convert(soffice, CSV, [copy for _, _, copy in tables], read, "Text - txt - csv (StarCalc):44,34,76")
        for portal, path, copy in workbooks:
            check_csv(portal, path, copy, shown, report)
            check_pdf(portal, path, copy, shown, pdftotext, report)
        for portal, path, copy in tables:
            check_guards(portal, path, copy, read, report)
    report.close("workbooks", "rows", "printed pages", "rows of CSV files")


if __name__ == "__main__":
    main()
