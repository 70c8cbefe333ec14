// Makes a workbook as customers send them, with exceljs: customers.mjs OUT. The layout is that of customers.py.
import { createRequire } from "node:module";
import path from "node:path";

const tools = process.env.TRUST_TEST_TOOLS ?? "target/test-tools";
const require = createRequire(path.resolve(tools, "npm/node_modules/exceljs/package.json"));
const ExcelJS = require("exceljs");

const rows = 30;
const first = 3;
const book = new ExcelJS.Workbook();
book.created = book.modified = new Date(Date.UTC(2026, 0, 1));
const hidden = book.addWorksheet("Lists", { state: "hidden" });
["Yes", "No", "NA"].forEach((answer, at) => (hidden.getCell(at + 1, 1).value = answer));
const sheet = book.addWorksheet("Questions", { views: [{ state: "frozen", ySplit: 2 }] });
sheet.mergeCells("A1:D1");
sheet.getCell("A1").value = { richText: [{ text: "Questions " }, { font: { bold: true }, text: "for suppliers" }] };
sheet.getRow(2).values = ["Id", "Question", "Answer", "Comment", "State"];
for (let number = 0; number < rows; number += 1) {
  const row = first + number;
  const id = `C-${String(number + 1).padStart(2, "0")}`;
  sheet.getRow(row).values = [id, `Is control ${number} in place & reviewed, as of <today>?`];
  if (number % 2) sheet.getCell(`D${row}`).value = `to be replaced ${number}`;
  sheet.getCell(`E${row}`).value = { formula: `IF(C${row}="","open","done")`, result: "open" };
  sheet.getCell(`C${row}`).dataValidation = { type: "list", formulae: ["Lists!$A$1:$A$3"], showErrorMessage: true };
}
sheet.getRow(7).hidden = true;
sheet.getCell("B3").note = "For the service as sold.";
sheet.getCell("G1").value = { formula: `COUNTIF(C${first}:C${first + rows - 1},"Yes")`, result: 0 };
sheet.addConditionalFormatting({
  ref: `C${first}:C${first + rows - 1}`,
  rules: [{ type: "containsText", operator: "containsText", text: "No", style: { font: { bold: true } } }],
});
book.definedNames.add("Lists!$A$1:$A$3", "Answers");
await book.xlsx.writeFile(process.argv[2]);
