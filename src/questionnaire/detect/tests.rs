//! Small sheets written as text: `|` between cells, one line a row.

use super::*;
use crate::xlsx::{Area, Cell, Content, List};

/// A sheet; `<` in a cell merges it with the cell to its left, `^` with the one above.
fn sheet(text: &str) -> Sheet {
    let mut sheet = Sheet::default();
    let rows: Vec<Vec<&str>> = text
        .trim_matches('\n')
        .lines()
        .map(|line| line.split('|').map(|cell| cell.trim_matches(' ')).collect())
        .collect();
    let mut areas: BTreeMap<Place, Area> = BTreeMap::new();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
            let place = Place::new(row, column);
            let from = match *cell {
                "" => continue,
                "<" => Place::new(row, column - 1),
                "^" => Place::new(row - 1, column),
                text => {
                    let text = text.replace("\\n", "\n");
                    let cell = Cell { text, content: Content::Text, is_locked: false };
                    sheet.cells.insert(place, cell);
                    areas.insert(place, place.into());
                    continue;
                }
            };
            let first = areas.values().find(|area| area.contains(from)).unwrap().first;
            areas.get_mut(&first).unwrap().last = place;
        }
    }
    sheet.merges = areas.into_values().filter(|area| area.first != area.last).collect();
    sheet
}

/// The tables of one sheet, as text: columns by letter, then the lines.
fn found(text: &str) -> String {
    told(&tables(&[(0, &sheet(text))]))
}

fn told(tables: &[Table]) -> String {
    let letter =
        |column: Option<u16>| column.map_or_else(|| "-".to_owned(), crate::xlsx::column_letters);
    let one = |table: &Table| {
        let columns = &table.columns;
        let response: Vec<String> =
            columns.response.all().into_iter().map(crate::xlsx::column_letters).collect();
        let mut told = format!(
            "rows {}-{} id {} question {} response {} ownership {} explanation {}",
            table.header.0 + 1,
            table.header.1 + 1,
            letter(columns.id),
            letter(columns.question),
            if response.is_empty() { "-".to_owned() } else { response.join("") },
            letter(columns.ownership),
            letter(columns.explanation),
        );
        for line in &table.lines {
            told +=
                &format!("\n{} [{}] {} ({})", line.row + 1, line.id, line.question, line.section);
        }
        told
    };
    tables.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_layout_of_caiq_4_is_found() {
    let grid = "
4.0.3 | Self-made questionnaire in the shape of another
Question ID | Question | CSP CAIQ Answer | SSRM Control Ownership | CSP Implementation Description (Optional/Recommended) | CSC Responsibilities  (Optional/Recommended) | | | CCM Control ID | CCM Domain Title
A&A-01.1 | Are there rules for audits of the service? | | | | | | | A&A-01 | Audit
A&A-01.2 | Are these rules looked at each year? | | | | | | | ^ | ^
AIS- 02.2 | Is software tested before it is released? | Yes | | | | | | AIS-02 | Applications
End of Standard | < | < | <
Notice: nobody may copy this without asking first, and so on and so forth, for many more words than fit a heading of a sheet. | < | < | <
";
    assert_eq!(
        found(grid),
        "rows 2-2 id A question B response C ownership D explanation E\n\
         3 [A&A-01.1] Are there rules for audits of the service? (Audit)\n\
         4 [A&A-01.2] Are these rules looked at each year? (Audit)\n\
         5 [AIS-02.2] Is software tested before it is released? (Applications)"
    );
}

#[test]
fn tick_columns_below_a_merged_header_are_found() {
    let grid = "
A title across | < | < | < | < | < | < | < | <
Control Domain | Control ID | Question ID | Control Specification | Consensus Assessment Questions | Consensus Assessment Answers | < | < | Notes
^ | ^ | ^ | ^ | ^ | | | | ^
^ | ^ | ^ | ^ | ^ | Yes | No | Not Applicable | ^
Applications | AIS-01 | AIS-01.1 | Something | Do you use a standard for building? | X | | | we do
^ | ^ | AIS-01.2 | ^ | Do you look at code with tools? | | x | |
";
    assert_eq!(
        found(grid),
        "rows 2-4 id C question E response FGH ownership - explanation I\n\
         5 [AIS-01.1] Do you use a standard for building? (Applications)\n\
         6 [AIS-01.2] Do you look at code with tools? (Applications)"
    );
}

#[test]
fn an_export_with_metadata_before_its_header_is_found() {
    let grid = "
key: | domain
key: | questionnaire
Section Heading | Control Heading | Original ID | Question Text | Answer | Notes/Comment | identifier
Apps | One | AIS-01.2 | Do you look at code with tools? | Yes | | 0a0b0c0d-0000-1111-2222-333344445555
Apps | Two | AIS-02.1 | Are customers' demands met first? | No | | 0a0b0c0d-0000-1111-2222-333344445556
";
    let told = found(grid);
    let header = "rows 3-3 id C question D response E ownership - explanation F\n4 [AIS-01.2]";
    assert!(told.starts_with(header), "{told}");
}

#[test]
fn sections_that_repeat_the_header_are_headings() {
    let grid = "
 | Documentation | Answer | Additional Information | Guidance | Analyst Notes
DOCU-01 | Have you got a report about your controls of this year? | | | tell | 
DOCU-02 | Have you written a plan for bad days and tested it since? | | | |
 | People | Answer | Additional Information | Guidance | Analyst Notes
PPPR-01 | Do people learn how to work safely before their first day? | | | |
";
    assert_eq!(
        found(grid),
        "rows 1-1 id A question B response C ownership - explanation D\n\
         2 [DOCU-01] Have you got a report about your controls of this year? (Documentation)\n\
         3 [DOCU-02] Have you written a plan for bad days and tested it since? (Documentation)\n\
         5 [PPPR-01] Do people learn how to work safely before their first day? (People)"
    );
}

#[test]
fn other_peoples_columns_and_pairs_of_several_vendors_are_left() {
    let foreign = "
No. | Question | Vendor Response | Comments | Assessor Response | Assessor Comments | Score
1.1 | Is data encrypted where it is stored? | | | | |
1.2 | Is data encrypted when it is sent? | | | | |
";
    assert!(
        found(foreign).starts_with("rows 1-1 id A question B response C ownership - explanation D")
    );
    let pairs = "
ID | Requirement | Vendor A | < | Vendor B | <
^ | ^ | Yes / No | Comments | Yes / No | Comments
1.1 | Is data encrypted where it is stored? | | | |
1.2 | Is data encrypted when it is sent? | | | |
";
    assert!(
        found(pairs).starts_with("rows 1-2 id A question B response - ownership - explanation -")
    );
    let group = "
ID | Requirement | Response | Comments | For internal use | <
^ | ^ | ^ | ^ | Response | Comments
1.1 | Is data encrypted where it is stored? | | | |
1.2 | Is data encrypted when it is sent? | | | |
";
    assert!(
        found(group).starts_with("rows 1-2 id A question B response C ownership - explanation D")
    );
}

#[test]
fn headers_of_five_languages_are_read() {
    for header in [
        "Nr. | Frage | Antwort | Bemerkungen",
        "N° | Question | Réponse | Commentaires ",
        "Nº | Pregunta | Respuesta | Comentarios",
        "N. | Domanda | Risposta\\n | Note  e osservazioni",
        "Ref | Anforderung | Erfüllt? | Erläuterung (Pflicht)",
    ] {
        let grid = format!(
            "Intro\n{header}\n1 | Wird alles verschlüsselt gespeichert?\n2 | Wird alles verschlüsselt gesendet?"
        );
        assert!(
            found(&grid)
                .starts_with("rows 2-2 id A question B response C ownership - explanation D"),
            "{header}: {}",
            found(&grid)
        );
    }
}

#[test]
fn what_is_no_table_is_left() {
    for text in [
        "How to fill this in\nRead each question | Choose an answer | Add a comment",
        "Yes | No | N/A",
        "Name | Address\nAcme | Road 1\nBeta | Road 2",
        "Question | Weight | Score\nIs data encrypted where it is stored? | 1 | 2\nIs data encrypted when sent? | 1 | 2",
    ] {
        assert_eq!(found(text), "", "{text}");
    }
}

#[test]
fn two_tables_of_one_sheet_have_their_own_columns() {
    let grid = "
ID | Question | Answer | Comments
A.1 | Is data encrypted where it is stored? | |
A.2 | Is data encrypted when it is sent? | |

ID | Topic | Question | Answer | Comments
B.1 | Keys | Who holds the keys of customers? | |
B.2 | Keys | How often are keys changed by you? | |
";
    let told = found(grid);
    assert!(
        told.contains("rows 1-1 id A question B response C ownership - explanation D"),
        "{told}"
    );
    assert!(
        told.contains("rows 5-5 id A question C response D ownership - explanation E"),
        "{told}"
    );
}

#[test]
fn a_missing_id_and_guidance_are_told_apart() {
    let mut grid = sheet(
        "
ID | Question | Answer | Comments
1 | Is data encrypted where it is stored? | |
 | Consider disks, copies and everything else that keeps data when the power is off, also at partners, and say for each of them how. | |
 | Is data encrypted when it is sent? | |
2 | And who holds the keys of customers? | |
",
    );
    let areas = vec!["C2:C5".parse().unwrap()];
    assert_eq!(tables(&[(0, &grid)])[0].lines.len(), 3);
    grid.lists.push(List { areas, values: None, is_strict: true });
    assert_eq!(tables(&[(0, &grid)])[0].lines.len(), 4);
}
