//! Whether a question and an answer are about the same: what speaks against it, in words.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::matching::lexicon::Member;
use crate::matching::numbers::{Bound, Kind, Quantity};
use crate::matching::terms::{Named, Terms};
use crate::matching::{Objection, Reason};

/// What was compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Agreement {
    /// Terms that had to agree and do, in words.
    pub(super) agreed: Vec<String>,
    /// What speaks against it.
    pub(super) objections: Vec<Objection>,
    /// Whether the question is the answer's own in the negative, and nothing else speaks against it.
    pub(super) is_flipped: bool,
}

/// How an answer begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reply {
    /// Yes.
    Yes,
    /// No, planned, in part or not applicable: what it says of less it does not say of more.
    Other,
    /// It has no such word.
    None,
}

/// Compares a question with the wording that was matched and with everything that the answer says.
pub(super) fn agree(asked: &Terms, wording: &Terms, said: &Terms, reply: Reply) -> Agreement {
    let mut case = Case { asked, wording, said, reply, agreement: Agreement::default() };
    case.named();
    case.names();
    case.editions();
    case.narrower();
    case.numbers();
    case.asks();
    case.parts();
    case.negation();
    case.agreement.objections.sort();
    case.agreement.objections.dedup();
    case.agreement
}

/// What speaks against two texts asking the same, of which one is somebody else's full wording of the other: what
/// only one of them names says nothing, what cannot both be meant does.
pub(super) fn contradict(asked: &Terms, wording: &Terms) -> Vec<Objection> {
    let agreement = Agreement::default();
    let mut case = Case { asked, wording, said: wording, reply: Reply::None, agreement };
    case.others();
    case.other_numbers();
    // Nobody words a question in the negative that stands there in the positive.
    let is_turned = |(member, named): (&Arc<Member>, &Named)| {
        let is_apart = member.family.is_soft() || APART.contains(&member.family.name.as_str());
        let here = wording.named.get(member);
        !is_apart && named.is_negated && here.is_some_and(|own| !own.is_negated)
    };
    let is_plain = asked.negations % 2 == 1 && wording.negations == 0;
    if is_plain || asked.negations % 2 != wording.negations % 2 && asked.named.iter().any(is_turned)
    {
        case.object(Reason::Negated, "the row is in the negative".to_owned());
    }
    case.agreement.objections.sort();
    case.agreement.objections.dedup();
    case.agreement.objections
}

struct Case<'a> {
    asked: &'a Terms,
    wording: &'a Terms,
    said: &'a Terms,
    reply: Reply,
    agreement: Agreement,
}

/// Families that have rules of their own below.
const APART: [&str; 4] = ["negation", "ask", "quantifier", "quantity"];

/// Families whose members are what a question is about, wherever they are named.
const PAPERS: [&str; 7] =
    ["attestation", "certificate-of", "insurance", "law", "report-type", "history", "tester"];

/// Families of neighbours: an answer that is about one often speaks of another one, too.
const BESIDE: [&str; 1] = ["sign-in"];

impl Case<'_> {
    fn object(&mut self, reason: Reason, message: String) {
        self.agreement.objections.push(Objection { reason, message });
    }

    /// What the question names, the answer has to name.
    fn named(&mut self) {
        let members: Vec<&Member> = self.asked.named.keys().map(AsRef::as_ref).collect();
        for member in members {
            let family = &member.family;
            if family.is_soft() || APART.contains(&family.name.as_str()) {
                continue;
            }
            if is_named(self.wording, member, true) {
                self.agreement.agreed.push(member.label.clone());
                continue;
            }
            match self.rival(member) {
                Some(rival) => {
                    let (own, other) = (&member.label, &rival.label);
                    let reason = reason(member, Reason::Disagrees);
                    let message =
                        format!("the question is about \"{own}\", the answer about \"{other}\"");
                    self.object(reason, message);
                }
                None if member.is_default => {}
                None if !family.is_strict
                    && !self.is_beside(member)
                    && is_named(self.said, member, false) =>
                {
                    self.agreement.agreed.push(member.label.clone());
                }
                None if self.has_choice(member) => {}
                None => {
                    let message =
                        format!("the question names \"{}\", the answer does not", member.label);
                    self.object(reason(member, Reason::NamesMore), message);
                }
            }
        }
    }

    /// Whether the answer's own question is about another member that the question names as well: what its text says
    /// of this one beside that is not what it answers.
    fn is_beside(&self, member: &Member) -> bool {
        BESIDE.contains(&member.family.name.as_str())
            && self.wording.of_family(&member.family.name).next().is_some()
            && !self
                .wording
                .of_family(&member.family.name)
                .any(|own| member.broader.contains(&own.id))
    }

    /// Whether the question asks for this or another one, and the answer names the other.
    fn has_choice(&self, member: &Member) -> bool {
        let choices = self.asked.named.iter().filter(|(_, named)| named.is_choice);
        let mut choices = choices.map(|(other, _)| other.as_ref());
        let is_one = choices.clone().any(|own| own == member);
        is_one
            && choices.any(|other| {
                other != member
                    && other.family == member.family
                    && is_named(self.said, other, false)
            })
    }

    /// What the question names and the wording names otherwise, or of what no wording may be silent.
    fn others(&mut self) {
        let members: Vec<&Member> = self.asked.named.keys().map(AsRef::as_ref).collect();
        for member in members {
            let family = &member.family;
            let is_apart = family.is_soft() || APART.contains(&family.name.as_str());
            if is_apart || is_named(self.wording, member, true) {
                continue;
            }
            let own = &member.label;
            if let Some(rival) = self.rival(member) {
                let other = &rival.label;
                let message = format!("the row is about \"{own}\", the form about \"{other}\"");
                self.object(reason(member, Reason::Disagrees), message);
            } else if PAPERS.contains(&family.name.as_str()) && !member.is_default {
                let message = format!("the row names \"{own}\", the form does not");
                self.object(Reason::NamesMore, message);
            }
        }
    }

    /// Numbers that differ where both have some.
    fn other_numbers(&mut self) {
        let asked: Vec<Quantity> = self.asked.quantities.clone();
        for wanted in asked {
            let known: Vec<&Quantity> =
                self.wording.quantities.iter().filter(|known| known.kind == wanted.kind).collect();
            if known.iter().any(|known| known.amount == wanted.amount) {
                continue;
            }
            if let Some(known) = known.first() {
                let message =
                    format!("the row says \"{}\", the form \"{}\"", wanted.spelt, known.spelt);
                self.object(Reason::Number, message);
            }
        }
    }

    /// A member of the same exclusive family in the answer's own question, which has none that the question names.
    fn rival<'b>(&'b self, member: &'b Member) -> Option<&'b Member> {
        let family = &member.family;
        if !family.is_exclusive {
            return None;
        }
        let has_common =
            self.asked.of_family(&family.name).any(|asked| is_named(self.wording, asked, true));
        let mut others = self.wording.of_family(&family.name);
        others.find(|other| !has_common && !is_related(other, member))
    }

    /// Names that neither the lexicon nor the answer knows.
    fn names(&mut self) {
        let asked = self.asked;
        for (stem, name) in &asked.names {
            if !self.said.content.contains(stem) && !self.wording.content.contains(stem) {
                let message = format!("the question names \"{name}\", the answer does not");
                self.object(Reason::NamesMore, message);
            }
        }
    }

    /// The year of a standard, where both say one.
    fn editions(&mut self) {
        let (asked, said) = (self.asked, self.said);
        for (number, years) in &asked.editions {
            let Some(known) = said.editions.get(number) else { continue };
            if let (true, Some(year), Some(other)) =
                (years.is_disjoint(known), years.first(), known.first())
            {
                let message = format!(
                    "the question says \"{number}:{year}\", the answer \"{number}:{other}\""
                );
                self.object(Reason::Disagrees, message);
            }
        }
    }

    /// An answer about less than what was asked for.
    fn narrower(&mut self) {
        let members: Vec<(&Member, Named)> =
            self.wording.named.iter().map(|(member, named)| (member.as_ref(), *named)).collect();
        for (member, named) in members {
            let family = &member.family;
            let is_apart = family.is_soft() || APART.contains(&family.name.as_str());
            let narrows = family.narrows && !member.is_default && !named.is_added
                || self.reply == Reply::Other && family.is_exclusive && !member.is_default;
            if is_apart || !narrows || self.names_family(member) {
                continue;
            }
            // `at rest and in transit` leaves nothing out.
            let count = self.wording.of_family(&family.name).count();
            if family.is_exclusive && count > 1 && self.reply != Reply::Other {
                continue;
            }
            self.object(
                reason(member, Reason::Narrower),
                format!("the answer is about \"{}\" only, the question is not", member.label),
            );
        }
    }

    /// Whether the question names a member of the family, or something that is always about the member.
    fn names_family(&self, member: &Member) -> bool {
        let mut asked = self.asked.named.keys();
        asked.any(|asked| asked.family == member.family || asked.broader.contains(&member.id))
    }

    fn numbers(&mut self) {
        let has_span =
            |terms: &Terms| terms.quantities.iter().any(|known| known.kind == Kind::Span);
        if self.asked.has("past") && has_span(self.wording) && !has_span(self.asked) {
            let message = "the answer is about some years only, the question is not".to_owned();
            self.object(Reason::Narrower, message);
        }
        let asked: Vec<Quantity> = self.asked.quantities.clone();
        for wanted in asked {
            let known: Vec<&Quantity> =
                self.said.quantities.iter().chain(&self.wording.quantities).collect();
            let of_kind: Vec<&&Quantity> =
                known.iter().filter(|known| is_of_kind(known, &wanted)).collect();
            // Of several amounts that the answer states, nobody knows which one is meant.
            let is_worded = self.wording.quantities.iter().any(|known| is_of_kind(known, &wanted));
            let is_alone = of_kind
                .iter()
                .all(|known| of_kind.first().is_some_and(|own| own.amount == known.amount));
            let is_clear = is_worded || is_alone || wanted.kind == Kind::Count;
            if is_clear && of_kind.iter().any(|known| known.amount == wanted.amount) {
                self.agreement.agreed.push(wanted.spelt.clone());
                continue;
            }
            let fits = |known: &&&Quantity| match (wanted.kind, wanted.bound) {
                // More often than at least so often is often enough.
                (Kind::Every, Bound::AtLeast) | (Kind::Span | Kind::Count, Bound::AtMost) => {
                    known.amount < wanted.amount
                }
                (Kind::Span | Kind::Percent | Kind::Count, Bound::AtLeast) => {
                    known.amount > wanted.amount
                }
                _ => false,
            };
            if !of_kind.is_empty() && of_kind.iter().all(fits) {
                self.agreement.agreed.push(wanted.spelt.clone());
                continue;
            }
            let message = match of_kind.first() {
                Some(known) => format!(
                    "the question says \"{}\", the answer \"{}\"",
                    wanted.spelt, known.spelt
                ),
                None => format!("the question says \"{}\", the answer does not", wanted.spelt),
            };
            self.object(Reason::Number, message);
        }
    }

    fn asks(&mut self) {
        let asks: Vec<&Member> = self.asked.of_family("ask").collect();
        for ask in asks {
            // `How many hours` is not about how many.
            let is_time =
                ask.id == "how-many" && (self.asked.has("how-long") || self.asked.has("how-often"));
            if is_time || self.wording.has(&ask.id) || is_answered(&ask.id, self.said) {
                continue;
            }
            self.object(
                Reason::AsksMore,
                format!("the question asks {}, the answer does not say", ask.label),
            );
        }
    }

    fn parts(&mut self) {
        let count = self.asked.parts.len();
        if count > self.wording.parts.len().max(1) && !self.asked.has_rich_parts {
            self.object(Reason::Parts, format!("the question asks {count} things"));
        }
    }

    /// A question in the negative is answered by nobody but a person, unless it is the answer's own.
    fn negation(&mut self) {
        let (asked, wording) = (self.asked.negations % 2, self.wording.negations % 2);
        if asked == wording && (self.asked.negations == 0) == (self.wording.negations == 0) {
            return;
        }
        let is_exact = self.asked.content == self.wording.content
            && self.asked.negations.abs_diff(self.wording.negations) == 1
            && self.asked.of_family("quantifier").next().is_none()
            && self.wording.of_family("quantifier").next().is_none();
        if is_exact && self.reply != Reply::None && self.agreement.objections.is_empty() {
            self.agreement.is_flipped = true;
            return;
        }
        let message = match asked.cmp(&wording) {
            Ordering::Greater => {
                "the question is in the negative, the answer's own question is not"
            }
            Ordering::Less => {
                "the answer's own question is in the negative, so that its yes is a no here"
            }
            Ordering::Equal => "one of the two questions says no twice",
        };
        self.object(Reason::Negated, message.to_owned());
    }
}

fn reason(member: &Member, otherwise: Reason) -> Reason {
    if member.family.is_subject() { Reason::OtherSubject } else { otherwise }
}

/// Whether the member or a narrower one is named, affirmed unless `even_negated`.
fn is_named(terms: &Terms, member: &Member, even_negated: bool) -> bool {
    // What is always about staff is about contractors where it says so.
    let is_said_otherwise =
        member.family.is_subject() && terms.of_family(&member.family.name).next().is_some();
    terms.named.iter().any(|(known, named)| {
        let implies = known.broader.contains(&member.id);
        let is_meant = known.id == member.id
            || implies && (known.family == member.family || even_negated && !is_said_otherwise);
        (even_negated || !named.is_negated) && is_meant
    })
}

/// Whether a number may be what another one is compared with: numbers of things only with numbers of the same things.
fn is_of_kind(known: &Quantity, wanted: &Quantity) -> bool {
    let is_same = known.unit == wanted.unit && !wanted.unit.is_empty();
    known.kind == wanted.kind
        && (wanted.kind != Kind::Count || is_same || known.amount == wanted.amount)
}

fn is_related(one: &Member, other: &Member) -> bool {
    one.id == other.id || one.broader.contains(&other.id) || other.broader.contains(&one.id)
}

/// Whether a text says what is asked for.
fn is_answered(ask: &str, said: &Terms) -> bool {
    let has = |kind: Kind| said.quantities.iter().any(|quantity| quantity.kind == kind);
    let names = |family: &str| said.of_family(family).next().is_some();
    match ask {
        "how-often" => has(Kind::Every),
        "how-long" => has(Kind::Span),
        "when" => has(Kind::Every) || has(Kind::Span) || has(Kind::Count) || names("date"),
        "since-when" => names("date") || said.quantities.iter().any(Quantity::is_year),
        // A number that stands anywhere may count anything.
        "how-many" => false,
        "who" => names("role") || names("subject"),
        "where" => names("place"),
        "copy" => names("offer"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::lexicon::Lexicon;

    fn of_pair(line: &str, lexicon: &Lexicon) -> Agreement {
        let mut fields = line.split('|').map(str::trim);
        let mut next = || fields.next().unwrap_or_default();
        let (asked, wording, said) = (next(), next(), next());
        let (said, reply) = match said.strip_suffix("(no)") {
            Some(said) => (said, Reply::Other),
            None => (said, Reply::Yes),
        };
        let said = format!("{wording}\n{said}");
        let of = |text: &str| Terms::of(text, lexicon);
        agree(&of(asked), &of(wording), &of(&said), reply)
    }

    #[test]
    fn people_are_told_why() {
        let lexicon = Lexicon::builtin();
        for (pair, message) in [
            (
                "Do you have a SOC 1 report? | Do you have a report?",
                "the question names \"SOC 1\", the answer does not",
            ),
            (
                "Is ISO 27017 held? | Is ISO 27001 held?",
                "the question is about \"ISO 27017\", the answer about \"ISO 27001\"",
            ),
            (
                "Is a breach told within 24 hours? | Is a breach told within 72 hours?",
                "the question says \"24 hours\", the answer \"72 hours\"",
            ),
            (
                "How often is it tested? | Is it tested?",
                "the question asks how often, the answer does not say",
            ),
            (
                "Is MFA used? | Is MFA used by contractors?",
                "the answer is about \"contractors\" only, the question is not",
            ),
        ] {
            let objections = of_pair(pair, &lexicon).objections;
            let found: Vec<&str> =
                objections.iter().map(|objection| objection.message.as_str()).collect();
            assert!(found.contains(&message), "{pair}: {found:?}");
        }
    }

    #[test]
    fn any_text_is_read() {
        let lexicon = Lexicon::builtin();
        let long = "Is no backup, not at rest, kept for 24 hours and or SOC 2? ".repeat(1000);
        for text in [
            "",
            "?",
            "''''n't",
            "1.2.3.4,5 % 99999999999999999999 days",
            "\u{202e}\u{1F642} \u{5e9}\u{5dc}\u{5d5}\u{5dd} and or and",
            " and or and if so, and is ",
            "\u{130}\u{df}' and \u{130} is \u{130}",
            "0 times a year",
            &long,
        ] {
            let terms = Terms::of(text, &lexicon);
            let _ = agree(&terms, &terms, &terms, Reply::Yes);
        }
    }

    #[test]
    fn neighbours_disagree_and_paraphrases_agree() {
        let lexicon = Lexicon::builtin();
        let mut failures = Vec::new();
        let pairs = include_str!("../../tests/matching/terms.txt");
        for (at, line) in pairs.lines().enumerate() {
            let Some((sign, pair)) = line.split_once(' ') else { continue };
            if !["+", "-", "~"].contains(&sign) {
                continue;
            }
            let agreement = of_pair(pair, &lexicon);
            let is_right = match sign {
                "+" => agreement.objections.is_empty() && !agreement.is_flipped,
                "~" => agreement.objections.is_empty() && agreement.is_flipped,
                _ => !agreement.objections.is_empty(),
            };
            if !is_right {
                let why: Vec<String> =
                    agreement.objections.into_iter().map(|objection| objection.message).collect();
                failures.push(format!("{}: {line}\n    {}", at + 1, why.join("\n    ")));
            }
        }
        assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
    }
}
