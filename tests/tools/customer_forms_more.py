"""Workbooks in further shapes of customers' own questionnaires, to be filled by the program; every text is ours.

usage: customer_forms_more.py FOLDER
"""

import io
import sys
from pathlib import Path

import xlsxwriter
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

Q = [
    "Is our data encrypted at rest, backups included?",
    "Is our data encrypted in transit, on the web and when it is moved to you?",
    "Are you certified to PCI DSS?",
    "Can our users sign in through our own identity provider?",
    "Are laptops and phones managed, hardened and kept current?",
    "Do you run a bug bounty programme?",
    "Is there a disaster recovery plan, and is it tested?",
    "Are networks watched by trained eagles?",
]
FORMS, BOOKS = [], []


def form(make):
    FORMS.append(make)
    return make


def book(make):
    BOOKS.append(make)
    return make


def listed(sheet, cells, words):
    formula = words if words.startswith("=") else f'"{words}"'
    choice = DataValidation(type="list", formula1=formula.lstrip("="), allow_blank=True)
    choice.add(cells)
    sheet.add_data_validation(choice)


def rows(sheet, first, column, questions=Q, ids=None):
    for at, text in enumerate(questions):
        sheet.cell(first + at, column, text)
        if ids:
            sheet.cell(first + at, ids, at + 1)


@form
def assessment_export(b, s):
    "An export of an assessment tool: many metadata columns."
    s.title = "Assessment Export"
    head = ["Assessment ID", "Section", "Question Number", "Question Type", "Question", "Response Type", "Required",
            "Response", "Justification", "Attachments", "Reviewer", "Review Status", "Risk Score", "Due Date"]
    s.append(head)
    for n, text in enumerate(Q, 1):
        s.append(["ASM0001234", "Security", f"1.{n}", "Single select", text, "Yes/No", "Yes", None, None, None, None, "Open", None, "2026-12-31"])
    listed(s, "H2:H9", "Yes,No,Not Applicable")


@form
def metric_export(b, s):
    "Instance, metric, state: another tool."
    s.append(["Number", "Category", "Metric", "String value", "Additional information", "State", "Assigned to", "Updated"])
    for n, text in enumerate(Q, 1):
        s.append([f"AINST00{n:04}", "Data protection", text, None, None, "Ready to take", "supplier.contact", None])


@form
def tab_sets(b, s):
    "Tab sets whose columns move from tab to tab, without ids."
    s.title = "1. Instructions"
    s["A1"] = "Answer all tabs."
    one = b.create_sheet("2. Data")
    one.append(["Data Protection", None, None])
    one.append(["Question", "Answer", "Notes"])
    rows(one, 3, 1, Q[:4])
    two = b.create_sheet("3. Operations")
    two.append(["Operations", None, None, None])
    two.append(["#", "Question", "Yes/No", "If no, please explain"])
    rows(two, 3, 2, Q[4:], 1)
    listed(two, "C3:C6", "Yes,No")


@form
def councils(b, s):
    "A council's return: table from D9, evidence, date of completion."
    s["D2"] = "Northshire Council: supplier security return"
    s["D4"], s["E4"] = "Supplier name:", None
    s["D5"] = "Completed by:"
    for column, text in zip("DEFGHIJ", ["Ref", "Requirement*", "Compliant / Partial / Non-Compliant / N/A", "Supporting statement", "Evidence (document name)", "Target date", "Council assessor comment"]):
        s[f"{column}9"] = text
    for n, text in enumerate(Q):
        s.cell(10 + n, 4, f"SEC{n + 1:02}")
        s.cell(10 + n, 5, text + "*")
    listed(s, "F10:F17", "Compliant,Partial,Non-Compliant,N/A")


@form
def german_list(b, s):
    s.append(["Nr.", "Frage", "Antwort (Ja/Nein/Entfällt)", "Bemerkung des Lieferanten", "Prüfvermerk", "Maßnahme", "Termin"])
    for n, text in enumerate(Q, 1):
        s.append([n, text])
    listed(s, "C2:C9", "Ja,Nein,Entfällt")


@form
def spanish_list(b, s):
    s.append(["N.º", "Pregunta", "Respuesta", "Comentario del proveedor", "Evidencia", "Valoración"])
    for n, text in enumerate(Q, 1):
        s.append([n, text])
    listed(s, "C2:C9", "Si,No,Parcial,N/A")


@form
def tick_boxes_two_headers(b, s):
    for cell, text in {"A3": "No.", "B3": "Requirement", "C3": "Vendor response", "F3": "Vendor comments", "G3": "Internal"}.items():
        s[cell] = text
    for cell, text in {"C4": "Yes", "D4": "No", "E4": "N/A", "G4": "Score", "H4": "Remark"}.items():
        s[cell] = text
    for area in ["A3:A4", "B3:B4", "C3:E3", "F3:F4", "G3:H3"]:
        s.merge_cells(area)
    rows(s, 5, 2, Q, 1)
    s["D5"] = "X"


@form
def bands(b, s):
    "Sections as bands that repeat the names of the columns; ids restart."
    row = 1
    for name, part in [("Encryption", Q[:2]), ("Certificates", Q[2:4]), ("Devices", Q[4:6])]:
        for column, text in enumerate([name, "Answer", "Additional Information", "Guidance", "Analyst Notes"], 2):
            s.cell(row, column, text)
        s.cell(row, 1, "ID")
        for n, text in enumerate(part, 1):
            row += 1
            s.cell(row, 1, float(n))
            s.cell(row, 2, text)
            s.cell(row, 5, "Be brief.")
            listed(s, f"C{row}", "Yes,No")
        row += 1


@form
def prefilled_defaults(b, s):
    s.append(["ID", "Question", "Response", "Comments"])
    for n, text in enumerate(Q, 1):
        s.append([n, text, "Select..." if n % 2 else "No", "<enter comments>" if n % 3 else None])
    listed(s, "C2:C9", "Select...,Yes,No,N/A")


@form
def padded_export(b, s):
    "An export of an online sheet: a thousand rows, all cells there."
    s.append(["Question ", "Your answer", "Notes "] + [None] * 23)
    for text in Q:
        s.append([text])
    for row in range(1, 1001):
        for column in range(1, 27):
            s.cell(row, column).font = Font(name="Arial")


@form
def hidden_keys(b, s):
    "Keys in hidden rows and columns above and beside."
    s.append(["question_uuid", "num", "body", "answer", "comment", "status"])
    s.append([])
    s.append(["UUID", "No", "Question", "Answer", "Comment", "Status"])
    for n, text in enumerate(Q, 1):
        s.append([f"9f1c-{n:04}", n, text, None, None, "open"])
    s.row_dimensions[1].hidden = True
    s.column_dimensions["A"].hidden = True


@form
def merged_questions_and_answers(b, s):
    for cell, text in {"A1": "No", "B1": "Question", "D1": "Answer", "G1": "Comments"}.items():
        s[cell] = text
    s.merge_cells("B1:C1")
    s.merge_cells("D1:F1")
    s.merge_cells("G1:I1")
    for n, text in enumerate(Q, 2):
        s.cell(n, 1, n - 1)
        s.cell(n, 2, text)
        for area in [f"B{n}:C{n}", f"D{n}:F{n}", f"G{n}:I{n}"]:
            s.merge_cells(area)


@form
def side_by_side(b, s):
    s.append(["No", "Question", "Answer", "Comment", None, "No", "Question", "Answer", "Comment"])
    for n in range(4):
        s.append([n + 1, Q[n], None, None, None, n + 5, Q[n + 4]])


@form
def one_below_the_other(b, s):
    s.append(["Part A"])
    s.append(["No", "Question", "Answer", "Comment"])
    rows(s, 3, 2, Q[:4], 1)
    s["A9"] = "Part B"
    for column, text in enumerate(["Requirement", "Comment", "Compliant (Y/N)", "Assessor"], 1):
        s.cell(10, column, text)
    rows(s, 11, 1, Q[4:])


@form
def row_formula(b, s):
    s.append(["#", "Question", "Response", "Explanation"])
    for n, text in enumerate(Q, 2):
        s.append(["=ROW()-1", text])


@form
def guidance_in_the_cell(b, s):
    s.append(["Ref", "Question and guidance", "Response", "Explanation"])
    for n, text in enumerate(Q, 1):
        s.append([f"G{n}", f"{text}\n\nGuidance: say which product, which version and since when.\nAttach what you have."])


@form
def stars_and_numbers(b, s):
    s.append(["Question", "Answer (Y/N)", "If no, explain"])
    for n, text in enumerate(Q, 1):
        s.append([f"{n}. {text}*"])


@form
def odd_sheet_names(b, s):
    s.title = "Supplier's 'own' answers & remark"[:31]
    s.append(["Question", "Answer", "Remark"])
    rows(s, 2, 1)
    score = b.create_sheet("Total")
    score["A1"] = "=COUNTIF('Supplier''s ''own'' answers & r'!B2:B9,\"Yes\")".replace("Supplier''s ''own'' answers & r", s.title.replace("'", "''"))


@form
def right_to_left(b, s):
    s.sheet_view.rightToLeft = True
    s.append(["No", "Question", "Answer", "Comments"])
    rows(s, 2, 2, Q, 1)


@form
def formula_in_the_answer(b, s):
    s.append(["No", "Question", "Answer", "Comments"])
    rows(s, 2, 2, Q, 1)
    s["C3"] = '=IF(C2="No","N/A","")'
    s["D4"] = '=IF(C4="No","Explain why","")'


@form
def very_long(b, s):
    s.append(["No", "Question", "Answer", "Comments"])
    for n, text in enumerate(Q, 1):
        s.append([n, text + " " + "This matters to us because of the records that we keep. " * 60])


@form
def answers_first(b, s):
    s.append(["Answer", "Comment", "No", "Question"])
    rows(s, 2, 4, Q, 3)
    listed(s, "A2:A9", "Yes,No,N/A")


@form
def if_no_explain(b, s):
    s.append(["#", "Control question", "Yes/No", "If no, explain", "Compensating control", "Planned date", "Bank use only"])
    rows(s, 2, 2, Q, 1)
    listed(s, "C2:C9", "Yes,No")


@form
def weights_and_scores(b, s):
    s.append(["ID", "Question", "Response", "Comments", "Weight", "Score", "Max"])
    for n, text in enumerate(Q, 2):
        s.append([f"W{n}", text, None, None, 5, f'=IF(C{n}="Yes",E{n},0)', f"=E{n}"])
    s["E12"], s["F12"] = "Total", "=SUM(F2:F9)"
    s["F13"] = "=F12/SUM(G2:G9)"
    listed(s, "C2:C9", "Yes,No,N/A")


@form
def maturity(b, s):
    "Two scores per question, prefilled with a default."
    s.append(["ID", "Control", "Documentation maturity score", "Implementation maturity score", "Comments"])
    for n, text in enumerate(Q, 1):
        s.append([f"PR.{n}", text, 1, 1])
    listed(s, "C2:D9", "1,2,3,4,5")


@form
def maturity_beside_answer(b, s):
    s.append(["ID", "Control question", "Response", "Maturity (0-5)", "Comments"])
    for n, text in enumerate(Q, 1):
        s.append([f"PR.{n}", text])
    listed(s, "C2:C9", "Yes,No,Partial,N/A")
    listed(s, "D2:D9", "0,1,2,3,4,5")


@form
def vendor_pairs_with_names(b, s):
    s["A1"], s["B1"], s["C1"], s["E1"], s["G1"] = "No", "Requirement", "Globex", "Initech", "Acme Cloud GmbH"
    for column, text in zip("CDEFGH", ["Y/N", "Comment"] * 3):
        s[f"{column}2"] = text
    for area in ["C1:D1", "E1:F1", "G1:H1", "A1:A2", "B1:B2"]:
        s.merge_cells(area)
    rows(s, 3, 2, Q, 1)


@form
def reviewer_first(b, s):
    s.append(["ID", "Question", "Reviewer response", "Reviewer comments", "Response", "Comments"])
    for n, text in enumerate(Q, 1):
        s.append([n, text])


@form
def status_and_owner(b, s):
    s.append(["ID", "Question", "Status", "Owner", "Comments", "Due date"])
    for n, text in enumerate(Q, 1):
        s.append([n, text, "Open", "You"])


@form
def response_options(b, s):
    "A column that says which words may be chosen."
    s.append(["ID", "Question", "Response options", "Response", "Response details"])
    for n, text in enumerate(Q, 1):
        s.append([n, text, "Yes; No; N/A"])


@form
def free_text_column(b, s):
    s.append(["Topic", "Question", "Please describe"])
    for n, text in enumerate(Q, 1):
        s.append(["Security", text])


@form
def two_answer_columns_by_service(b, s):
    s.append(["ID", "Question", "Response - Production", "Response - Test", "Comments"])
    for n, text in enumerate(Q, 1):
        s.append([n, text])


@form
def supplier_and_customer(b, s):
    s.append(["ID", "Question", "Customer answer", "Customer remarks", "Supplier answer", "Supplier remarks"])
    for n, text in enumerate(Q, 1):
        s.append([n, text])


@form
def subprocessor_columns(b, s):
    s.append(["ID", "Question", "Your company", "Your subcontractors", "Comments"])
    for n, text in enumerate(Q, 1):
        s.append([n, text])
    listed(s, "C2:D9", "Yes,No,N/A")


@form
def previous_answers(b, s):
    s.append(["ID", "Question", "Previous response", "Previous comments", "Current response", "Current comments"])
    for n, text in enumerate(Q, 1):
        s.append([n, text, "Yes", "As last year."])


@form
def changed_since(b, s):
    s.append(["ID", "Question", "Has this changed? (Yes/No)", "Response", "Comments"])
    for n, text in enumerate(Q, 1):
        s.append([n, text])
    listed(s, "C2:C9", "Yes,No")


@form
def in_scope_first(b, s):
    s.append(["ID", "Question", "Applicable (Y/N)", "Implemented (Y/N)", "Remarks"])
    for n, text in enumerate(Q, 1):
        s.append([n, text])
    listed(s, "C2:D9", "Y,N")


@form
def critical_flag(b, s):
    s.append(["ID", "Question", "Mandatory (Yes/No)", "Answer", "Comment"])
    for n, text in enumerate(Q, 1):
        s.append([n, text, "Yes" if n < 4 else None])
    listed(s, "C2:C9", "Yes,No")


@form
def evidence_yes_no(b, s):
    s.append(["ID", "Question", "Answer", "Evidence attached? (Y/N)", "Comment"])
    for n, text in enumerate(Q, 1):
        s.append([n, text])


@form
def table_object(b, s):
    from openpyxl.worksheet.table import Table
    s.append(["ID", "Question", "Answer", "Comment"])
    rows(s, 2, 2, Q, 1)
    s.add_table(Table(displayName="Questions", ref="A1:D9"))
    s.auto_filter = None


@form
def no_columns_but_boxes(b, s):
    s.append(["No", "Question", "☐ Yes ☐ No", "Comment"])
    for n, text in enumerate(Q, 1):
        s.append([n, text, "☐ Yes ☐ No ☐ N/A"])


@form
def box_columns(b, s):
    s.append(["No", "Question", "Yes", "No", "N/A", "Comment"])
    for n, text in enumerate(Q, 1):
        s.append([n, text, "☐", "☐", "☐"])


@form
def merged_sections_left(b, s):
    s.append(["Domain", "No", "Question", "Answer", "Comment"])
    rows(s, 2, 3, Q, 2)
    s["A2"], s["A6"] = "Data", "Operations"
    s.merge_cells("A2:A5")
    s.merge_cells("A6:A9")


@form
def shared_answer_cell(b, s):
    "Two questions share one merged answer cell."
    s.append(["No", "Question", "Answer", "Comment"])
    rows(s, 2, 2, Q, 1)
    s.merge_cells("C2:C3")
    s.merge_cells("D2:D3")


@form
def totals_below(b, s):
    s.append(["No", "Question", "Answer", "Comment"])
    rows(s, 2, 2, Q, 1)
    s["B11"], s["C11"] = "Number of Yes", '=COUNTIF(C2:C9,"Yes")'
    s["B12"] = "Signature of the supplier"
    s["B13"] = "Is this form complete?"


@form
def yes_no_partial_scale(b, s):
    s.append(["No", "Question", "Answer", "Comment"])
    rows(s, 2, 2, Q, 1)
    listed(s, "C2:C9", "Fully Implemented,Partially Implemented,Not Implemented,Planned,Not Applicable")


@form
def levels(b, s):
    s.append(["No", "Question", "Answer", "Comment"])
    rows(s, 2, 2, Q, 1)
    listed(s, "C2:C9", "0 - None,1 - Initial,2 - Managed,3 - Optimised")


@form
def yes_with_words(b, s):
    s.append(["No", "Question", "Answer", "Comment"])
    rows(s, 2, 2, Q, 1)
    listed(s, "C2:C9", "Yes - fully in place,No - not in place,N/A - please explain")


@form
def names_with_totals(b, s):
    s.title = "Data Protection & Access Contro"
    s.append(["Ref.", "Security question", "Supplier response", "Supplier comments", "Client RAG rating"])
    rows(s, 2, 2, Q, 1)
    listed(s, "E2:E9", "Red,Amber,Green")


def headed(s, headers, words=None):
    """A header, and the questions below the one that says so."""
    s.append(headers)
    rows(s, 2, next(at for at, text in enumerate(headers, 1) if text and "Question" in text), Q, 1)
    for column, list_ in (words or {}).items():
        listed(s, f"{column}2:{column}9", list_)


@form
def customer_named_in_the_group(b, s):
    for cell, text in {"A1": "No", "B1": "Question", "C1": "Supplier", "E1": "Northshire Council"}.items():
        s[cell] = text
    for column, text in zip("CDEF", ["Response", "Comment"] * 2):
        s[f"{column}2"] = text
    for area in ["A1:A2", "B1:B2", "C1:D1", "E1:F1"]:
        s.merge_cells(area)
    rows(s, 3, 2, Q, 1)


@form
def self_assessed_and_validated(b, s):
    headed(s, ["No", "Question", "Self-assessment response", "Self-assessment comments", "Validated response", "Validation comments"])


@form
def answered_by_and_on(b, s):
    headed(s, ["No", "Question", "Response by", "Response", "Comments", "Answered by", "Date answered"])


@form
def answers_to_compare_with(b, s):
    headed(s, ["No", "Question", "Model answer", "Answer", "Answer key", "Remarks"])


@form
def comments_required(b, s):
    headed(s, ["No", "Question", "Answer required?", "Answer", "Comments required?", "Comments"])


@form
def rounds(b, s):
    headed(s, ["No", "Question", "Vendor response", "Vendor comments", "Follow-up question", "Vendor response to follow-up"])


@form
def yes_no_and_answer(b, s):
    headed(s, ["No", "Question", "Yes/No", "Answer", "Reference"], {"C": "Yes,No"})


@form
def risk_beside(b, s):
    headed(s, ["No", "Question", "Risk if answer is No", "Why we ask", "Yes / No / N/A", "Details if Yes", "Mitigation"])


@form
def list_of_one_word(b, s):
    headed(s, ["No", "Question", "Answer", "Comment"], {"C": "Yes"})


@form
def numbers_for_words(b, s):
    headed(s, ["No", "Question", "Answer (1 = yes, 0 = no)", "Comment"], {"C": "1,0"})


@form
def ticks_for_others(b, s):
    "The customer's own marks beside ours."
    for cell, text in {"A1": "No", "B1": "Question", "C1": "Supplier", "F1": "Assessment by the buyer"}.items():
        s[cell] = text
    for column, text in zip("CDEFGH", ["Yes", "No", "Comment", "Yes", "No", "Comment"]):
        s[f"{column}2"] = text
    for area in ["A1:A2", "B1:B2", "C1:E1", "F1:H1"]:
        s.merge_cells(area)
    rows(s, 3, 2, Q, 1)


@form
def mandatory_marks(b, s):
    "Yes and No columns that say whether a question is mandatory, filled by the customer."
    for cell, text in {"A1": "No", "B1": "Question", "C1": "Mandatory", "E1": "Answer", "F1": "Comment"}.items():
        s[cell] = text
    s["C2"], s["D2"] = "Yes", "No"
    for area in ["A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:F2"]:
        s.merge_cells(area)
    rows(s, 3, 2, Q, 1)
    for row in range(3, 11):
        s.cell(row, 3 + row % 2, "x")


@form
def french_if(b, s):
    headed(s, ["N°", "Question", "Oui/Non", "Si non, expliquez", "Avis de l'auditeur"])


@form
def german_if(b, s):
    headed(s, ["Nr.", "Question", "Erfüllt (Ja/Nein/Teilweise)", "Falls nein: Begründung", "Prüfer"])


@book
def looked_up(path):
    "Questions by lookup, lists on another sheet, protection, formats, counts: as universities send them."
    b = xlsxwriter.Workbook(path)
    s, texts, lists, score = (b.add_worksheet(n) for n in ["HE - Full | Vendor Response", "Questions", "Values", "Score"])
    texts.hide()
    lists.very_hidden()
    open_, head, red = b.add_format({"locked": False, "text_wrap": True}), b.add_format({"bold": True}), b.add_format({"bg_color": "#ffcccc"})
    lists.write_column("A1", ["Yes", "No"])
    lists.write_column("B1", ["Yes", "No", "N/A"])
    s.merge_range("A1:E1", "Tool for the assessment of vendors", head)
    row = 2
    number = 0
    for name, part in [("Encryption", Q[:3]), ("Access", Q[3:6]), ("Continuity", Q[6:])]:
        s.write_row(row, 0, [name, None, "Vendor Answers", "Additional Information", "Guidance", "Analyst Notes", "Preferred Response", "Compliant?"], head)
        for text in part:
            row += 1
            number += 1
            key = f"DATA-{number:02}"
            texts.write_row(number, 0, [key, text])
            s.write(row, 0, key)
            s.write_formula(row, 1, f"=VLOOKUP($A{row + 1},Questions!$A:$B,2,FALSE)", None, text)
            s.write_blank(row, 2, None, open_)
            s.write_blank(row, 3, None, open_)
            s.write_formula(row, 4, f'=IF(C{row + 1}="No","Describe plans.","Describe how.")', None, "Describe how.")
            s.write_blank(row, 5, None, open_)
            s.write(row, 6, "Yes")
            s.write_formula(row, 7, f'=IF(C{row + 1}=G{row + 1},1,0)', None, 0)
            s.data_validation(row, 2, row, 2, {"validate": "list", "source": "=Values!$B$1:$B$3" if number % 3 == 0 else "=Values!$A$1:$A$2"})
        row += 2
    s.conditional_format(0, 2, row, 2, {"type": "cell", "criteria": "==", "value": '"No"', "format": red})
    s.protect("secret")
    score.write("A1", "Yes")
    score.write_formula("B1", "=COUNTIF('HE - Full | Vendor Response'!C:C,\"Yes\")", None, 0)
    score.write_formula("B2", "=SUM('HE - Full | Vendor Response'!H:H)", None, 0)
    score.write_formula("B3", "=B1/8", None, 0)
    chart = b.add_chart({"type": "pie"})
    chart.add_series({"values": "=Score!$B$1:$B$2"})
    score.insert_chart("D2", chart)
    b.close()


@book
def named_list_and_image(path):
    b = xlsxwriter.Workbook(path)
    s, l = b.add_worksheet("Fragen"), b.add_worksheet("Auswahl")
    l.write_column("A1", ["Ja", "Nein", "Teilweise", "Nicht zutreffend"])
    b.define_name("Auswahlliste", "=Auswahl!$A$1:$A$4")
    s.write_row("B4", ["Lfd.Nr.", "Kategorie", "Anforderung", "Status", "Begründung / Nachweis", "Bewertung (intern)"])
    for n, text in enumerate(Q):
        s.write_row(4 + n, 1, [n + 1, "Technik", text])
        s.write_comment(4 + n, 4, "Bitte auswählen")
    s.data_validation("E5:E12", {"validate": "list", "source": "=Auswahlliste"})
    s.add_table("I4:J6", {"name": "Ampel"})
    b.close()


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    for make in FORMS:
        b = Workbook()
        b.active.title = "Sheet"
        make(b, b.active)
        b.save(folder / f"{make.__name__}.xlsx")
    for make in BOOKS:
        make(folder / f"{make.__name__}.xlsx")


if __name__ == "__main__":
    main()
