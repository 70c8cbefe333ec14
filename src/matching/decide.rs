//! From a question to a verdict: what is written, what a person has to see, and what the library does not know.

use crate::matching::agree::{Agreement, agree};
use crate::matching::claims::{Claim, Claims};
use crate::matching::confidence::{Ahead, confidence};
use crate::matching::index::{Index, Known, LONGEST, Wording};
use crate::matching::rank::{Query, Score};
use crate::matching::tongue::Tongue;
use crate::matching::words::key;
use crate::matching::{Asked, Candidate, How, Objection, Outcome, Reason, Verdict};
use crate::questionnaire::alike;
use crate::view::AnswerId;

/// Decides what becomes of a question.
pub(super) fn decide(index: &Index, asked: &Asked, accept: u8) -> Verdict {
    let mut same = same(index, asked);
    if !same.is_empty() {
        // The very words of an answer may name its variant.
        let around = Asked { text: String::new(), ..asked.clone() };
        other_variant(index, &around, same.iter_mut());
        return settled(same, accept);
    }
    let nothing = Verdict { outcome: Outcome::None, candidates: Vec::new(), parts: Vec::new() };
    if is_foreign(index, &asked.text) {
        return nothing;
    }
    let query = Query::new(index, asked);
    let mut candidates = ranked(index, &query);
    other_variant(index, asked, candidates.iter_mut().map(|(_, own)| own));
    let parts = parts(index, asked, &query);
    if candidates.first().is_none_or(|(_, best)| best.confidence < ABOUT) {
        let candidates = candidates.into_iter().map(|(_, own)| own).collect();
        return Verdict { candidates, ..nothing };
    }
    rivals(&mut candidates);
    apart(&parts, &mut candidates);
    if let Some((score, best)) = candidates.first_mut()
        && query.is_thin()
        && score.heading < NAMED
    {
        let message =
            "the question names nothing of its own, and no heading above it says what is meant";
        best.objections.push(Objection { reason: Reason::Unsure, message: message.to_owned() });
    }
    if let Some((_, best)) = candidates.first_mut()
        && asked.text.len() > LONGEST
    {
        let message = "the question is too long to be read whole".to_owned();
        best.objections.push(Objection { reason: Reason::Unsure, message });
    }
    let verdict = settled(candidates.into_iter().map(|(_, own)| own).collect(), accept);
    Verdict { parts, ..verdict }
}

/// Whether a question is in a language in which the library asks nothing.
pub(super) fn is_foreign(index: &Index, text: &str) -> bool {
    let is_other = |tongue: Tongue| !index.tongues.is_empty() && !index.tongues.contains(&tongue);
    Tongue::of(text).is_some_and(is_other)
}

/// The outcome of candidates, best first.
fn settled(mut candidates: Vec<Candidate>, accept: u8) -> Verdict {
    let mut outcome = Outcome::Review;
    if let Some(best) = candidates.first_mut() {
        if best.objections.is_empty() && best.confidence >= accept {
            outcome = Outcome::Fill;
        } else if best.objections.is_empty() {
            let message =
                format!("it is {} percent sure, and {accept} are asked for", best.confidence);
            best.objections.push(Objection { reason: Reason::Unsure, message });
        }
    }
    candidates.truncate(MOST);
    Verdict { outcome, candidates, parts: Vec::new() }
}

/// Answers with a wording in the same words.
fn same(index: &Index, asked: &Asked) -> Vec<Candidate> {
    let exact = index.keys.get(&key(&asked.text)).filter(|_| !key(&asked.text).is_empty());
    let loose_key = alike::key(&asked.text);
    let found = match exact {
        Some(found) => found,
        None => match index.loose.get(&loose_key).filter(|_| !loose_key.is_empty()) {
            Some(found) => found,
            None => return Vec::new(),
        },
    };
    let query = Query::new(index, asked);
    let mut candidates: Vec<Candidate> = Vec::new();
    for (at, place) in found {
        let Some(known) = index.answers.get(*at) else { continue };
        let Some(wording) = known.wordings.get(*place) else { continue };
        if candidates.iter().any(|own| own.answer == known.id) {
            continue;
        }
        let agreement = agree(&query.terms, &wording.terms, &known.said, known.reply);
        // The very same words need no agreement; words that were left out do.
        let agreement = match exact {
            Some(_) => Agreement { agreed: agreement.agreed, ..Agreement::default() },
            None => agreement,
        };
        let how = if *place == 0 { How::Identical } else { How::AlsoAsked };
        let mut candidate = candidate(&query, known, wording, agreement);
        if query.is_thin() && query.has_telling_heading {
            let score = query.score(index, (*at, known));
            candidate.objections.extend((score.heading < NAMED).then(unsupported));
        }
        let exactly: &[&[Claim]] = &[&query.above];
        let loosely: &[&[Claim]] = &[&query.claims, &query.above];
        let claims = if exact.is_some() { exactly } else { loosely };
        candidate.objections.extend(query.sides.object(&wording.sides));
        unsaid(claims, (known, wording), &mut candidate);
        candidate.how = if exact.is_some() { how } else { How::Alike };
        candidate.confidence = if exact.is_some() { 100 } else { 98 };
        candidates.push(candidate);
    }
    let others: Vec<String> = candidates.iter().map(|own| own.answer.to_string()).collect();
    if others.len() > 1 {
        for own in &mut candidates {
            let other = others.iter().find(|other| **other != own.answer.as_str());
            let message = format!("`{}` is asked in the same words", other.map_or("", |own| own));
            own.objections.push(Objection { reason: Reason::Rival, message });
        }
    }
    candidates
}

/// The same words below another heading ask something else, where they name nothing of their own.
fn unsupported() -> Objection {
    let message = "the question names nothing of its own, and the answer is not about the heading";
    Objection { reason: Reason::Unsure, message: message.to_owned() }
}

/// The answers that come closest, best first, each with how it scored.
fn ranked(index: &Index, query: &Query) -> Vec<(Score, Candidate)> {
    let mut scores: Vec<Score> = index
        .answers
        .iter()
        .enumerate()
        .map(|own| query.score(index, own))
        .filter(|score| score.asked > 0 || score.anywhere > 0)
        .collect();
    scores.sort_by(|a, b| b.total.cmp(&a.total).then_with(|| id(index, a).cmp(&id(index, b))));
    scores.truncate(LOOKED_AT);
    let mut found: Vec<(Score, Candidate)> = Vec::new();
    for mut score in scores {
        let Some(known) = index.answers.get(score.answer) else { continue };
        let Some(wording) = known.wordings.get(score.wording) else { continue };
        let agreement = agree(&query.terms, &wording.terms, &known.said, known.reply);
        let objections = u32::try_from(agreement.objections.len()).unwrap_or(u32::MAX);
        score.total = score.total.saturating_sub(objections.min(2) * OBJECTED);
        let mut candidate = candidate(query, known, wording, agreement);
        candidate.objections.extend(not_for(index, query, known, &score));
        candidate.objections.extend(query.manner.object(&wording.manner));
        candidate.objections.extend(wording.words.turned(&query.words));
        candidate.objections.extend(query.sides.object(&wording.sides));
        unsaid(&[&query.claims, &query.above], (known, wording), &mut candidate);
        score.is_shut = query.manner.is_closed && wording.manner.is_open;
        score.is_open = query.manner.wants_thing && wording.manner.is_closed;
        score.is_ours = query.manner.is_ours && !wording.manner.has_customer;
        found.push((score, candidate));
    }
    found.sort_by(|(a, _), (b, _)| {
        b.total.cmp(&a.total).then_with(|| id(index, a).cmp(&id(index, b)))
    });
    let totals: Vec<(u32, bool)> =
        found.iter().map(|(score, own)| (score.total, own.objections.is_empty())).collect();
    for (at, (score, candidate)) in found.iter_mut().enumerate() {
        let others = || totals.iter().enumerate().filter(|(other, _)| *other != at);
        let next = others().map(|(_, (total, _))| *total).max().unwrap_or(0);
        let free = others().filter(|(_, (_, is_free))| *is_free);
        let free = free.map(|(_, (total, _))| *total).max().unwrap_or(0);
        let ahead = Ahead {
            margin: score.total.saturating_sub(next),
            free: score.total.saturating_sub(free),
            objections: candidate.objections.len(),
        };
        candidate.confidence = confidence(score, &ahead);
    }
    found.truncate(MOST);
    found
}

fn id<'i>(index: &'i Index, score: &Score) -> Option<&'i str> {
    index.answers.get(score.answer).map(|known| known.id.as_str())
}

/// What the matched wording and the question have in common, in words.
fn candidate(query: &Query, known: &Known, wording: &Wording, agreement: Agreement) -> Candidate {
    let shared = query.shared(&wording.pieces);
    let mut objections = agreement.objections;
    if known.is_always_reviewed {
        let message = "the answer is to be looked at each time".to_owned();
        objections.push(Objection { reason: Reason::AlwaysReview, message });
    }
    Candidate {
        answer: known.id.clone(),
        how: How::Alike,
        confidence: 0,
        wording: wording.text.clone(),
        shared,
        agreed: agreement.agreed,
        objections,
        is_flipped: agreement.is_flipped,
    }
}

/// Objects where the question, or what stands above it, says what the answer does not.
fn unsaid(claims: &[&[Claim]], (known, wording): (&Known, &Wording), candidate: &mut Candidate) {
    for claims in claims {
        let (worded, said) = ((&wording.terms, &wording.words), (&known.said, &known.words));
        candidate.objections.extend(Claims::object(claims, worded, said));
    }
    candidate.objections.sort();
    candidate.objections.dedup();
    if !candidate.objections.is_empty() {
        candidate.is_flipped = false;
    }
}

/// Whether the answer says that it is not for this question.
fn not_for(index: &Index, query: &Query, known: &Known, score: &Score) -> Option<Objection> {
    let is_meant = |own: &&Wording| {
        let (asked, worded) = query.shares(index, &own.pieces);
        worded >= 900 || asked * 3 + worded * 2 > score.asked * 3 + score.worded * 2
    };
    let found = known.not_for.iter().find(is_meant)?;
    let message = format!("the answer is not for \u{201c}{}\u{201d}", found.text);
    Some(Objection { reason: Reason::NotFor, message })
}

/// Objects to all answers where the question is about a variant that the customer does not use.
fn other_variant<'c>(
    index: &Index,
    asked: &Asked,
    candidates: impl Iterator<Item = &'c mut Candidate>,
) {
    let text = format!("{} {} {}", asked.section, asked.parent, asked.text);
    let Some(other) = index.others.named_in(&text) else { return };
    for own in candidates {
        let message = format!("the question is about {other}");
        own.objections.push(Objection { reason: Reason::OtherVariant, message });
    }
}

/// Each part of a question that has several, with the best answer to it.
fn parts(index: &Index, asked: &Asked, query: &Query) -> Vec<(String, Option<AnswerId>)> {
    let best = |text: &String| {
        let part = Asked { text: text.clone(), ..asked.clone() };
        let best = ranked(index, &Query::new(index, &part)).into_iter().next();
        let best = best.filter(|(_, own)| own.objections.is_empty() && own.confidence >= LIKELY);
        (text.clone(), best.map(|(_, own)| own.answer))
    };
    query.terms.parts.iter().take(MOST).map(best).collect()
}

/// Objects to the best where a part of the question has another answer, or none.
fn apart(parts: &[(String, Option<AnswerId>)], candidates: &mut [(Score, Candidate)]) {
    let Some((_, best)) = candidates.first_mut() else { return };
    let is_known = best.objections.iter().any(|own| own.reason == Reason::Parts);
    let other = parts.iter().find(|(_, answer)| answer.as_ref() != Some(&best.answer));
    if let Some((part, _)) = other.filter(|_| !is_known) {
        let message = format!("the question also asks \u{201c}{part}\u{201d}");
        best.objections.push(Objection { reason: Reason::Parts, message });
    }
}

/// Objects to the best where the second fits nearly as well.
fn rivals(candidates: &mut [(Score, Candidate)]) {
    let [(best_score, best), (next_score, next), ..] = candidates else { return };
    let is_close = best_score.total < next_score.total + CLEAR || next.confidence >= RIVAL;
    if is_close && next.objections.is_empty() && best.objections.is_empty() {
        let message = format!("`{}` fits nearly as well", next.answer);
        best.objections.push(Objection { reason: Reason::Rival, message });
    }
}

/// Below this confidence nothing is about the question, in percent.
const ABOUT: u8 = 12;

/// From this confidence an answer is named for a part of a question, in percent.
const LIKELY: u8 = 50;

/// How much of a heading has to stand in an answer that is asked for by the heading, in per mille.
const NAMED: u32 = 400;

/// At most so many answers are proposed.
const MOST: usize = 5;

/// At most so many answers are looked at closely.
const LOOKED_AT: usize = 15;

/// What an objection takes from a score.
const OBJECTED: u32 = 60;

/// From this confidence the second best is a rival, however far behind, in percent.
const RIVAL: u8 = 80;

/// How far the best has to be ahead of the next one, in per mille.
const CLEAR: u32 = 40;
