//! What the errors of reading and resolving mean; they are always errors and have no level.

/// Every error of reading by name, with an explanation.
pub const READING: &[(&str, &str)] = &[
    (
        "alias",
        "YAML aliases (`*name`) are refused: a few lines of them can grow to gigabytes, and a reader of the file no longer sees what it says. Write the value out, or state it once as a fact.",
    ),
    (
        "anchor",
        "YAML anchors (`&name`) are refused, as are the aliases that need them. Write the value out, or state it once as a fact.",
    ),
    (
        "bad-allowance",
        "A comment for the compiler has the form `# trust: allow RULE until 2026-12-01: the reason`. The day and the reason are required.",
    ),
    (
        "bad-color",
        "A colour is written as `\"#0b5fff\"`: a `#` and six hexadecimal digits, in quotation marks because `#` begins a comment.",
    ),
    (
        "bad-change",
        "Under `changes` a notice says what it changes: something that exists, from what the change before it left, to what the register says once everything announced has taken effect. Otherwise the portal would show on some day what was never so.",
    ),
    ("bad-contact", "A contact is an e-mail address or an https address."),
    (
        "bad-country",
        "A country is written as its two capital letters in ISO 3166-1, as DE or NO. The United Kingdom is GB.",
    ),
    (
        "bad-date",
        "A date is written as 2026-10-01 and exists in the calendar. Where a month or a quarter will do, write 2026-10 or 2026-Q4.",
    ),
    ("bad-digest", "A SHA-256 is written as 64 hexadecimal digits, as `sha256sum FILE` prints it."),
    (
        "bad-duration",
        "A duration is a whole number and a unit: 14 days, 10 business days, 2 weeks, 12 months, 1 year.",
    ),
    ("bad-email", "An e-mail address has a name, an `@` and a host with a dot."),
    (
        "bad-expression",
        "Between `{{` and `}}` stands an expression over facts, as `{{ facts.encryption.at_rest }}`, or `{{ subprocessors }}`. To write two braces, write `{{ \"{{\" }}`.",
    ),
    (
        "bad-file",
        "A file that is published lies in `content/` and is named by its path from the project's folder, with `/`. A logo is an .svg or a .png.",
    ),
    (
        "bad-form",
        "A form is named with its version, as caiq-lite@4.0.3: ids of questions mean something only together with it.",
    ),
    (
        "bad-id",
        "An id is made of a-z, 0-9 and `-`, starts with a letter or digit, and has 80 characters at most. Ids become addresses of the portal.",
    ),
    ("bad-key", "Every key of a mapping is a plain word."),
    (
        "bad-language",
        "A language is written as its tag, as en or de-AT. `site.languages` lists the languages of a site beside that of its originals, and translations are in one of them.",
    ),
    ("bad-number", "A whole number without sign, point or blank is expected here."),
    (
        "bad-policy",
        "The policy of notices may let changes that customers need not object to only inform. Additions and replacements always need notice, as customers may object to them (GDPR Art. 28(2)); removals, corrections and what becomes of another notice never do.",
    ),
    (
        "bad-supersedes",
        "A notice may amend, postpone, withdraw or supersede an earlier one that still stands and has not taken effect, for the same readers. A postponement gives time and takes none; what happens sooner or otherwise is a new announcement. What has taken effect is changed by a new notice, so that the history stays whole.",
    ),
    (
        "bad-url",
        "Addresses begin with `https://`: a page about security does not send its readers to unprotected ones.",
    ),
    (
        "bad-words",
        "A theme may put its own words in the place of a text of the interface. They have the same places for values in braces, and `one` and `other` where the built-in text has them.",
    ),
    (
        "changed-workbook",
        "A publisher's workbook is another file than the one that was pinned by its SHA-256. Look at what was found in it; if it is the right file, write its hash.",
    ),
    (
        "control-character",
        "The text holds a character that a reader does not see: a control character, or one that changes the direction of writing. It would make the text read otherwise than it is stored.",
    ),
    (
        "duplicate-id",
        "An id stands for one thing. Two things of a kind may not share it, however their letters are cased.",
    ),
    (
        "duplicate-key",
        "A mapping has each key once. YAML readers differ in which of two they keep, so neither is kept.",
    ),
    ("empty-file", "The file has no content. Write it, or remove the file."),
    ("file-too-large", "A text file has 10 MB at most. Split it."),
    (
        "form-circle",
        "A form may take questions or wordings from another form. Here following that way leads back to where it began, so that no form writes them out.",
    ),
    (
        "form-subset",
        "A form that takes its questions from another one takes them from where they are written out, so that whoever reads it has one place to look.",
    ),
    (
        "hidden-reference",
        "A text that many may read names something that fewer may read. Name something else, or change one of the two audiences.",
    ),
    (
        "many-subjects",
        "A notice that says under `changes` what it changes is about one sub-processor. For several, write one notice each.",
    ),
    ("missing-key", "A key that is always needed is not there."),
    (
        "missing-reference",
        "Something is named that does not exist: an id was misspelt, or its entry was removed.",
    ),
    (
        "nested-too-deep",
        "Values are nested more than 64 levels deep. No file of a project needs that.",
    ),
    ("no-front-matter", "A page begins with `---`, lines such as `title: ...`, and `---` again."),
    (
        "no-original",
        "A translation says in another language what the original says; here the original says nothing. Add the original, or remove the translation.",
    ),
    (
        "no-project",
        "The folder has no `trust.yaml`. `trust init` writes a sample; `--project` names another folder.",
    ),
    ("not-utf8", "Text files are UTF-8. Save the file again with that encoding."),
    (
        "path-taken",
        "Two things would stand at the same address of the portal, or one takes a folder of the portal's own.",
    ),
    ("several-documents", "A file holds one YAML document."),
    (
        "tag",
        "YAML tags (`!name`) are refused. A text that starts with `!` is put in quotation marks.",
    ),
    (
        "theme-error",
        "A template of the theme cannot be used. The message names the template and the line.",
    ),
    (
        "two-answers",
        "Each question of a form has one answer in each variant. Which of two would be right cannot be told.",
    ),
    (
        "two-notices",
        "A sub-processor enters the register by one notice, and again only after another took it out. Withdraw one of the two, or let the later one say `supersedes`.",
    ),
    (
        "two-places",
        "Only one of two keys may be there: a document has a file or a link, a profile one column for responses or several to mark.",
    ),
    (
        "unknown-fact",
        "The expression names a fact that is not in `content/facts.yaml`. A text with a hole in it is not published.",
    ),
    (
        "unknown-file",
        "The file lies where the project's files lie, and nothing reads it: its name is misspelt, or it ends in `.yml`.",
    ),
    (
        "unknown-key",
        "The key is not known here, or not for this kind of thing. It may be misspelt; if it were passed over, what it says would be lost in silence.",
    ),
    ("unknown-rule", "There is no rule of that name. `trust explain` lists all."),
    (
        "unknown-word",
        "Only certain words may stand here; the hint lists them, or names the nearest.",
    ),
    (
        "unreadable-file",
        "The file could not be read: no permission, a link that leads nowhere or out of the project, or no regular file.",
    ),
    (
        "unusable-workbook",
        "A publisher's workbook is filled only where the form's questions and the columns for answers are found beyond doubt, and only in the version that the download names. Old, encrypted and broken files are not filled.",
    ),
    (
        "unwritable-text",
        "A text cannot be written to a file of the portal: it is longer than a cell may be (32,767 characters), or holds a character that the format does not allow. Nothing is cut off in silence.",
    ),
    (
        "unwritten-answer",
        "A publisher's workbook did not take an answer: its cell is locked, has a formula, or a list without a fitting word. The answer is left out of that file as a whole, so that no yes stands without its words, and stands on the portal all the same. The report beside the file names each cell. A workbook that takes no answer at all is an error.",
    ),
    ("wrong-type", "A list, a mapping or a text is expected here, and something else was found."),
    (
        "yaml-syntax",
        "The file is not YAML. The place is where the reader lost its way; the cause is often a line above: a missing colon, an unclosed quotation mark, a tab.",
    ),
];

/// The explanation of an error of reading.
#[must_use]
pub fn explain(code: &str) -> Option<&'static str> {
    READING.iter().find(|(known, _)| *known == code).map(|(_, text)| *text)
}
