//! Whether a question and an answer are about the same: what speaks against it, in words.

use crate::matching::lexicon::Member;
use crate::matching::numbers::{Bound, Kind, Quantity};
use crate::matching::terms::Terms;
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
    case.narrower();
    case.numbers();
    case.asks();
    case.parts();
    case.negation();
    case.agreement.objections.sort();
    case.agreement.objections.dedup();
    case.agreement
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

impl Case<'_> {
    fn object(&mut self, reason: Reason, message: String) {
        self.agreement.objections.push(Objection { reason, message });
    }

    /// What the question names, the answer has to name.
    fn named(&mut self) {
        let members: Vec<&Member> = self.asked.named.keys().map(AsRef::as_ref).collect();
        for member in members {
            let family = &member.family;
            if family.is_soft || APART.contains(&family.name.as_str()) {
                continue;
            }
            if is_named(self.wording, member, true) {
                self.agreement.agreed.push(member.label.clone());
                continue;
            }
            let rival =
                self.wording.of_family(&family.name).find(|other| !is_related(other, member));
            if let Some(rival) = rival.filter(|_| family.is_exclusive) {
                let reason =
                    if family.is_subject { Reason::OtherSubject } else { Reason::Disagrees };
                let message = format!(
                    "the question is about \"{}\", the answer about \"{}\"",
                    member.label, rival.label
                );
                self.object(reason, message);
            } else if !family.is_strict && is_named(self.said, member, false) {
                self.agreement.agreed.push(member.label.clone());
            } else {
                let reason =
                    if family.is_subject { Reason::OtherSubject } else { Reason::NamesMore };
                self.object(
                    reason,
                    format!("the question names \"{}\", the answer does not", member.label),
                );
            }
        }
    }

    /// An answer about less than what was asked for.
    fn narrower(&mut self) {
        let members: Vec<&Member> = self.wording.named.keys().map(AsRef::as_ref).collect();
        for member in members {
            let family = &member.family;
            let is_apart = family.is_soft || APART.contains(&family.name.as_str());
            let narrows = family.narrows || self.reply == Reply::Other && family.is_exclusive;
            if is_apart || !narrows || self.asked.of_family(&family.name).next().is_some() {
                continue;
            }
            // `at rest and in transit` leaves nothing out.
            if self.wording.of_family(&family.name).count() > 1 && self.reply != Reply::Other {
                continue;
            }
            let reason = if family.is_subject { Reason::OtherSubject } else { Reason::Narrower };
            self.object(
                reason,
                format!("the answer is about \"{}\" only, the question is not", member.label),
            );
        }
    }

    fn numbers(&mut self) {
        let asked: Vec<Quantity> = self.asked.quantities.clone();
        for wanted in asked {
            let known: Vec<&Quantity> =
                self.said.quantities.iter().chain(&self.wording.quantities).collect();
            let of_kind: Vec<&&Quantity> =
                known.iter().filter(|known| known.kind == wanted.kind).collect();
            if of_kind.iter().any(|known| known.amount == wanted.amount) {
                self.agreement.agreed.push(wanted.spelt.clone());
                continue;
            }
            let fits = |known: &&&Quantity| match (wanted.kind, wanted.bound) {
                // More often than at least so often is often enough.
                (Kind::Every, Bound::AtLeast) => known.amount < wanted.amount,
                (Kind::Span, Bound::AtMost) => known.amount < wanted.amount,
                (Kind::Span | Kind::Percent, Bound::AtLeast) => known.amount > wanted.amount,
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
            if self.wording.has(&ask.id) || is_answered(&ask.id, self.said) {
                continue;
            }
            self.object(
                Reason::AsksMore,
                format!("the question asks {}, the answer does not say", ask.label),
            );
        }
    }

    fn parts(&mut self) {
        if self.asked.parts.len() > self.wording.parts.len().max(1) {
            let count = self.asked.parts.len();
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
        let side = if asked > wording { "the question" } else { "the answer" };
        self.object(Reason::Negated, format!("{side} is in the negative"));
    }
}

/// Whether the member or a narrower one is named, affirmed unless `even_negated`.
fn is_named(terms: &Terms, member: &Member, even_negated: bool) -> bool {
    terms.named.iter().any(|(known, is_negated)| {
        (even_negated || !is_negated)
            && (known.id == member.id || known.broader.contains(&member.id))
    })
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
        "how-many" => has(Kind::Count) || has(Kind::Percent),
        "who" => names("role") || names("subject"),
        "where" => names("place"),
        "copy" => names("offer"),
        _ => true,
    }
}
