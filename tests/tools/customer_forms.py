"""Workbooks in the shapes of customers' own questionnaires; every text is ours.

usage: customer_forms.py FOLDER

Each function below makes one workbook, named like it. What is to be found in it stands in tests/it/customer_forms.
"""

import sys
from pathlib import Path

import xlsxwriter
from openpyxl import Workbook
from openpyxl.styles import Border, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

QUESTIONS = [
    "Do you encrypt data where it is stored?",
    "Do you encrypt data while it is sent?",
    "Who may look at the data of customers?",
    "Do you test your plan for outages every year?",
    "How fast do you tell customers about a breach?",
    "Do you check software for weaknesses before each release?",
]
DEMANDS = [
    "Data is encrypted where it is stored.",
    "Access of those who leave is removed within one working day.",
    "Copies of data are restored as a test at least once a year.",
    "All staff are trained in security when they start.",
]
FORMS = []


def form(make):
    FORMS.append(make)
    return make


def listed(sheet, cells, words):
    choice = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
    choice.add(cells)
    sheet.add_data_validation(choice)


def ids(sheet, header, questions=QUESTIONS, start=1):
    """A header, and a row with a number for each question."""
    sheet.append(header)
    for number, text in enumerate(questions, start):
        sheet.append([f"{number // 4 + 1}.{number % 4 + 1}", text])


def boxed(sheet, cells):
    """Cells with a border and nothing in them."""
    side = Side(style="thin")
    for row in sheet[cells]:
        for cell in row:
            cell.border = Border(left=side, right=side, top=side, bottom=side)


@form
def header_in_row_one(book, sheet):
    ids(sheet, ["Ref", "Requirement", "Vendor Response", "Remarks"], DEMANDS)


@form
def header_in_row_eleven(book, sheet):
    sheet["A1"] = "Questions to our partners"
    for row, text in enumerate(["Name of company:", "Address:", "Contact:", "Phone:", "Date:"], 3):
        sheet.cell(row, 1, text)
    sheet["A9"] = "Please answer each question. Choose from the list where there is one."
    sheet.cell(11, 1)
    for column, text in enumerate(["#", "Question", "Your response", "Details"], 1):
        sheet.cell(11, column, text)
    for row, text in enumerate(QUESTIONS, 12):
        sheet.cell(row, 1, row - 11)
        sheet.cell(row, 2, text)


@form
def header_of_two_rows(book, sheet):
    sheet.append(["Requirements", None, "Supplier", None, "For internal use", None])
    sheet.append(["No.", "Requirement", "Complies?", "Remarks", "Score", "Comments"])
    for number, text in enumerate(DEMANDS, 1):
        sheet.append([number, text])
    for cells in ["A1:B1", "C1:D1", "E1:F1"]:
        sheet.merge_cells(cells)


@form
def header_of_three_rows(book, sheet):
    sheet["A1"] = "Annex 7: demands on security"
    sheet.merge_cells("A1:H1")
    sheet["A2"], sheet["B2"], sheet["C2"], sheet["G2"] = "Id", "Control", "To be completed by supplier", "Reviewer"
    sheet["C3"], sheet["F3"] = "Compliance", "Comments"
    for cell, text in zip(["C4", "D4", "E4", "G4", "H4"], ["Yes", "No", "N/A", "Accepted", "Note"]):
        sheet[cell] = text
    for cells in ["A2:A4", "B2:B4", "C2:F2", "C3:E3", "F3:F4", "G2:H3"]:
        sheet.merge_cells(cells)
    for row, text in enumerate(DEMANDS, 5):
        sheet.cell(row, 1, f"C-{row - 4}")
        sheet.cell(row, 2, text)


@form
def questions_not_on_the_first_sheet(book, sheet):
    sheet.title = "Instructions"
    sheet.append(["How to fill this in"])
    sheet.append(["ID", "Question", "Answer", "Comments"])
    sheet.append(["1", "Is this an example of a question?", "Yes", "Explain it here."])
    sheet.append(["2", "Is this one, too?", "No", "Say why."])
    rights = book.create_sheet("Copyright")
    rights["A1"] = "Nobody may pass this on."
    lookup = book.create_sheet("Lookup")
    for row, text in enumerate(["Yes", "No", "N/A"], 1):
        lookup.cell(row, 1, text)
    lookup.sheet_state = "hidden"
    ids(book.create_sheet("Security"), ["ID", "Question", "Answer", "Comments"])


@form
def a_hidden_sheet_of_questions(book, sheet):
    sheet.title = "Old"
    ids(sheet, ["ID", "Question", "Answer", "Comments"])
    ids(book.create_sheet("New"), ["ID", "Question", "Answer", "Comments"])
    sheet.sheet_state = "hidden"
    book.active = 1


@form
def sheets_with_other_columns(book, sheet):
    sheet.title = "Access"
    ids(sheet, ["ID", "Question", "Answer", "Comments"], QUESTIONS[:3])
    other = book.create_sheet("Data Protection & Access Contro")
    other.append(["Topic", "Comments", "Question", "Response", "Ref"])
    for number, text in enumerate(QUESTIONS[3:], 1):
        other.append(["Data", None, text, None, f"D{number}"])
    third = book.create_sheet("Bob's | People")
    third.append(["Question", "Answer"])
    for text in QUESTIONS[:2]:
        third.append([text])


@form
def section_rows(book, sheet):
    sheet.append(["ID", "Question", "Answer", "Comments"])
    sheet.append(["1", "Encryption"])
    sheet.append(["1.1", QUESTIONS[0]])
    sheet.append(["1.2", QUESTIONS[1]])
    sheet.append([None, "ACCESS CONTROL"])
    sheet.append(["2.1", QUESTIONS[2]])
    sheet.append(["3. Continuity of the service"])
    sheet.merge_cells("A7:D7")
    sheet.append(["3.1", QUESTIONS[3]])
    sheet.append([None, "Incidents", "Answer", "Comments"])
    sheet.append(["4.1", QUESTIONS[4]])
    sheet.append(["5.0", "Software"])
    sheet.append(["5.1", QUESTIONS[5]])


@form
def header_repeated_below_each_section(book, sheet):
    for part in range(3):
        sheet.append([f"Part {part + 1}"])
        sheet.append(["No", "Question", "Response", "Comments"])
        for number in range(2):
            sheet.append([f"{number + 1}.0", QUESTIONS[part * 2 + number]])


@form
def odd_ids(book, sheet):
    sheet.append(["Req ID ", "Question  ", "Answer\n", "Comments "])
    for number, text in zip(["NET- 01", "2.4.01-04\n\n", None, "B–7", "C 8", "(d) 9"], QUESTIONS):
        sheet.append([number, text.replace(" ", "\u00a0", 1) + "\n"])


@form
def no_ids(book, sheet):
    sheet.append(["Security of information"])
    sheet.append(["Question", "Answer", "Comments"])
    sheet.append(["Encryption"])
    for text in QUESTIONS[:2]:
        sheet.append([text])
    sheet.append(["ACCESS"])
    for text in QUESTIONS[2:]:
        sheet.append([text])


@form
def german(book, sheet):
    sheet.append(["Lfd. Nr.", "Prüfpunkt", "Erfüllungsgrad", "Erläuterung / Begründung", "Nachweis", "Bewertung Auftraggeber"])
    for number, text in enumerate(["Daten werden verschlüsselt gespeichert.", "Daten werden verschlüsselt übertragen."], 1):
        sheet.append([number, text])
    listed(sheet, "C2:C3", "Ja,Nein,Teilweise,Entfällt")


@form
def french(book, sheet):
    sheet.append(["N°", "Exigence", "Réponse du fournisseur", "Commentaires", "Avis de l'acheteur"])
    for number, text in enumerate(["Les données stockées sont chiffrées.", "Les données transmises sont chiffrées."], 1):
        sheet.append([f"E{number}", text])


@form
def spanish(book, sheet):
    sheet.append(["Código", "Pregunta", "¿Cumple?", "Observaciones", "Evidencias"])
    for number, text in enumerate(["¿Se cifran los datos almacenados?", "¿Se cifran los datos enviados?"], 1):
        sheet.append([f"P{number}", text])


@form
def italian(book, sheet):
    sheet.append(["Rif.", "Requisito", "Risposta del fornitore", "Note e osservazioni", "Punteggio"])
    sheet["A1"] = "Riferimento"
    for number, text in enumerate(["I dati salvati sono cifrati.", "I dati inviati sono cifrati."], 1):
        sheet.append([f"R{number}", text])


@form
def pairs_of_three(book, sheet):
    sheet.append(["ID", "Requirement", "Vendor A", None, "Vendor B", None, "Vendor C", None])
    sheet.append([None, None] + ["Yes / No", "Comments"] * 3)
    for cells in ["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1"]:
        sheet.merge_cells(cells)
    for number, text in enumerate(DEMANDS, 1):
        sheet.append([number, text])


@form
def pairs_with_our_name(book, sheet):
    sheet.append(["ID", "Requirement", "Beta GmbH", None, "Acme Cloud", None, "Gamma Ltd", None])
    sheet.append([None, None] + ["Response", "Comments"] * 3)
    for cells in ["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1"]:
        sheet.merge_cells(cells)
    for number, text in enumerate(DEMANDS, 1):
        sheet.append([number, text])


@form
def pairs_of_which_one_is_empty(book, sheet):
    sheet.append(["ID", "Requirement", "Vendor 1 response", "Vendor 1 comments", "Vendor 2 response", "Vendor 2 comments"])
    for number, text in enumerate(DEMANDS, 1):
        sheet.append([number, text, "Yes", "We do so."])


@form
def one_column_for_each_bidder(book, sheet):
    sheet.append(["ID", "Requirement", "Northwind", "Acme Cloud", "Southwind"])
    for number, text in enumerate(DEMANDS, 1):
        sheet.append([number, text])


@form
def reviewers_columns(book, sheet):
    ids(sheet, ["ID", "Question", "Weight", "Response", "Comments", "Analyst Notes", "Assessor response",
                "Assessor comments", "REVIEW BY TPRM", "Scoring"])


@form
def guidance_and_examples(book, sheet):
    sheet.append(["ID", "Question", "Example answer", "Notes for vendor", "Expected response", "Response", "Details", "Answer type"])
    for number, text in enumerate(QUESTIONS, 1):
        sheet.append([number, text, "We do so with care.", "Say how.", "Yes", None, None, "Yes or no"])


@form
def details_that_are_filled(book, sheet):
    sheet.append(["Ref", "Control", "Details", "Status", "Comments"])
    for number, text in enumerate(DEMANDS, 1):
        sheet.append([f"A{number}", text, f"What is meant by demand {number} in more words than these.", None, None])


@form
def hidden_rows_and_columns(book, sheet):
    sheet.append(["key", "domain"])
    sheet.append(["Old answer", None, "ID", "Question", "Answer", "Answer", "Comments"])
    for number, text in enumerate(QUESTIONS, 1):
        sheet.append([None, None, number, text])
    for row in [1, 5]:
        sheet.row_dimensions[row].hidden = True
    for column in "AE":
        sheet.column_dimensions[column].hidden = True


def formulas(path):
    """Questions that are looked up; one of the formulas has no result."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("HE | Questions")
    texts = book.add_worksheet("Texts")
    texts.hide()
    for column, text in enumerate(["ID", "Question", "Answer", "Additional Information"]):
        sheet.write(0, column, text)
    for row, text in enumerate(QUESTIONS, 1):
        number = f"DATA-{row:02}"
        texts.write(row, 0, number)
        texts.write(row, 1, text)
        sheet.write(row, 0, number)
        sheet.write_formula(row, 1, f"=VLOOKUP(A{row + 1},Texts!A:B,2,FALSE)", None, "" if row == 4 else text)
    book.close()


@form
def no_column_for_answers(book, sheet):
    sheet.append(["Nr", "Question"])
    for number, text in enumerate(QUESTIONS, 1):
        sheet.append([number, text])
    sheet["D4"] = "far away"


@form
def only_columns_of_others(book, sheet):
    ids(sheet, ["ID", "Question", "Weight", "Score", "Reviewer comments"])


@form
def an_empty_column_of_nobody(book, sheet):
    ids(sheet, ["ID", "Question", "Zwicky"])


@form
def protected_without_room(book, sheet):
    ids(sheet, ["ID", "Question"])
    sheet.protection.sheet = True


@form
def ticks_in_two_rows(book, sheet):
    sheet.append(["No.", "Question", "Answer", None, None, "Comments"])
    sheet.append([None, None, "Yes", "No", "N/A"])
    for cells in ["A1:A2", "B1:B2", "C1:E1", "F1:F2"]:
        sheet.merge_cells(cells)
    for number, text in enumerate(QUESTIONS, 1):
        sheet.append([number, text])


@form
def ticks_of_three_degrees(book, sheet):
    sheet.append(["No.", "Requirement", "Compliant", "Partially compliant", "Not compliant", "N/A", "Remarks"])
    for number, text in enumerate(DEMANDS, 1):
        sheet.append([number, text])


@form
def lists_in_each_row(book, sheet):
    ids(sheet, ["ID", "Question", "Answer", "Comments"])
    for row, words in enumerate(["Yes,No", "Yes,No,N/A", "Yes,No", "Yes,No,Partial", "Yes,No"], 2):
        listed(sheet, f"C{row}", words)


@form
def lists_below_an_unknown_header(book, sheet):
    ids(sheet, ["ID", "Question", "Zwicky", "Zwacky", "Reviewer comments"])
    listed(sheet, "C2:C7", "Yes,No,N/A")


@form
def placeholders(book, sheet):
    ids(sheet, ["ID", "Question", "Zwicky", None])
    for row in range(2, 8):
        sheet.cell(row, 3, "Select...")
    boxed(sheet, "A1:D7")


@form
def comment_without_header(book, sheet):
    ids(sheet, ["ID", "Question", "Response"])
    boxed(sheet, "A1:D7")


@form
def comment_below_a_merged_header(book, sheet):
    ids(sheet, ["ID", "Question", "Response", None])
    sheet.merge_cells("C1:D1")
    listed(sheet, "C2:C7", "Yes,No")


@form
def no_header_at_all(book, sheet):
    sheet.append(["Dear partner, please answer what follows."])
    sheet.append([])
    for number, text in enumerate(QUESTIONS, 1):
        sheet.append([number, text])


@form
def no_header_and_something_beside(book, sheet):
    for text in QUESTIONS:
        sheet.append([text, "Security"])


@form
def two_columns(book, sheet):
    sheet.append(["Question", "Answer"])
    for text in QUESTIONS:
        sheet.append([text])


@form
def answers_below_questions(book, sheet):
    for at, text in enumerate(QUESTIONS):
        row = at * 2 + 1
        sheet.cell(row, 1, text)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
        sheet.merge_cells(start_row=row + 1, start_column=1, end_row=row + 1, end_column=4)


@form
def cover_page(book, sheet):
    for text in ["Company name:", "Address:", "Country:", "Contact person:", "Phone:", "E-mail:"]:
        sheet.append([text])


@form
def cover_page_before_questions(book, sheet):
    sheet.title = "General"
    sheet.append(["Field", "Your response"])
    for text in ["Company name:", "Address:", "Country:", "Contact person:"]:
        sheet.append([text])
    ids(book.create_sheet("Questions"), ["ID", "Question", "Your response", "Evidence / Reference"])


@form
def matrix(book, sheet):
    sheet.append(["Control", "Alpha", "Beta", "Gamma", "Delta", "Epsilon"])
    for number in range(1, 9):
        sheet.append([f"K-{number}", "X", None, "X", "X", None])


@form
def a_thousand_padded_rows(book, sheet):
    ids(sheet, ["ID", "Question", "Answer", "Comments"])
    for row in range(8, 1001):
        for column in range(1, 5):
            sheet.cell(row, column).protection = Protection(locked=False)


@form
def sideways(book, sheet):
    sheet.append(["ID"] + [f"Q{number}" for number in range(1, 7)])
    sheet.append(["Question"] + QUESTIONS)
    sheet.append(["Answer"])
    sheet.append(["Comments"])


@form
def guidance_below_questions(book, sheet):
    sheet.append(["ID", "Question", "Answer", "Comments"])
    for number, text in enumerate(QUESTIONS[:4], 1):
        sheet.append([number, text])
        sheet.append([None, "Have you thought of copies, too?"])
        listed(sheet, f"C{number * 2}", "Yes,No")


@form
def follow_ups(book, sheet):
    sheet.append(["ID", "Question", "Response", "Comments"])
    for number, text in [
        ("1.1", "Do you hold a certificate for security?"),
        ("1.1.a", "Which body has issued it?"),
        ("1.1.b", "Until when is it valid?"),
        ("1.2", "Do you use other companies to handle data?"),
        (None, "If yes, do you list them in public?"),
        ("1.3", "Do you encrypt data? Who holds the keys? How often are they changed?"),
    ]:
        sheet.append([number, text])


@form
def closed_and_open_columns(book, sheet):
    ids(sheet, ["Item", "Requirement", "Compliance (Y/N)", "Vendor Response", "Internal comments"], DEMANDS)


@form
def two_columns_for_answers(book, sheet):
    ids(sheet, ["ID", "Question", "Answer", "Response", "Comments"])


@form
def answers_that_are_formulas(book, sheet):
    ids(sheet, ["ID", "Question", "Answer", "Comments"])
    report = book.create_sheet("Report")
    report.append(["ID", "Question", "Answer", "Comments"])
    for row, text in enumerate(QUESTIONS, 2):
        report.append([row - 1, text, f"=Sheet!C{row}", f"=Sheet!D{row}"])


@form
def two_tables_in_one_sheet(book, sheet):
    ids(sheet, ["ID", "Question", "Answer", "Comments"], QUESTIONS[:3])
    sheet.append([])
    sheet.append(["ID", "Topic", "Question", "Answer", "Comments"])
    for number, text in enumerate(QUESTIONS[3:], 1):
        sheet.append([f"B{number}", "Other", text])


@form
def evidence_and_ownership(book, sheet):
    ids(sheet, ["ID", "Question", "Supplier answer", "Explanation", "Evidence", "Responsibility", "Due date", "Owner"])


@form
def counts_beside_the_table(book, sheet):
    ids(sheet, ["ID", "Question", "Response", "Comments", None, "Yes", "No", "N/A"])
    for cell, word in zip(["F2", "G2", "H2"], ["Yes", "No", "N/A"]):
        sheet[cell] = f'=COUNTIF(C2:C7,"{word}")'


@form
def catalogue_on_another_sheet(book, sheet):
    sheet.title = "Controls"
    ids(sheet, ["Control ID", "Control", "Requirement"], DEMANDS)
    for row, text in enumerate(DEMANDS, 2):
        sheet.cell(row, 3, text + " " + text)
    ids(book.create_sheet("Assessment"), ["ID", "Question", "Answer", "Comments"])
    faq = book.create_sheet("FAQ")
    for text in ["Who fills this in, and until when?", "What if something does not apply to us?", "Whom may we ask for help with it?"]:
        faq.append([text])


@form
def titles_and_descriptions(book, sheet):
    sheet.append(["Ref", "Control", "Description", "Compliant?", "Comments"])
    for number, text in enumerate(DEMANDS, 1):
        sheet.append([f"A{number}", f"Title number {number}", text])


@form
def hidden_translation(book, sheet):
    sheet.append(["ID", "Question", "Frage", "Antwort", "Kommentar"])
    for number, text in enumerate(QUESTIONS, 1):
        sheet.append([number, text, f"Frage {number}: ist das bei Ihnen wirklich so?"])
    sheet.column_dimensions["B"].hidden = True


@form
def two_tables_side_by_side(book, sheet):
    sheet.append(["Question", "Response", None, "Question", "Response"])
    for one, other in zip(QUESTIONS[:3], QUESTIONS[3:]):
        sheet.append([one, None, None, other])


@form
def last_year_and_this_year(book, sheet):
    sheet.append(["ID", "Question", "Answer 2025", "Answer 2026", "Comments"])
    for number, text in enumerate(QUESTIONS, 1):
        sheet.append([number, text, "Yes"])


@form
def ticks_and_a_text(book, sheet):
    ids(sheet, ["ID", "Question", "Yes", "No", "Response"])


@form
def contacts_and_versions(book, sheet):
    sheet.append(["#", "Item", "Details"])
    for number, text in enumerate(["Name of the company", "Who signs", "Where to send it"], 1):
        sheet.append([number, text])
    other = book.create_sheet("Versions")
    other.append(["No", "Change", "Comments"])
    for number in range(1, 4):
        other.append([number, f"Change number {number} of this file"])


@form
def long_headers(book, sheet):
    ids(sheet, ["S. No.", "Area of concern", "Bidder's Response Y/N (choose what is true today; what is planned counts as no)",
                "Comments / Evidence", "Verified by", "Vendor"])


@form
def y_and_n(book, sheet):
    ids(sheet, ["Q#", "Question", "Y", "N", "Notes"])


def main():
    folder = Path(sys.argv[1])
    for make in FORMS:
        book = Workbook()
        book.active.title = "Sheet"
        make(book, book.active)
        book.save(folder / f"{make.__name__}.xlsx")
    formulas(folder / "questions_by_formula.xlsx")


main()
