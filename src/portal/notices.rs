//! Notices: what changes, about whom, until when to object, and what became of each.

use serde::Serialize;

use crate::portal::Portal;
use crate::portal::answers::Word;
use crate::portal::page::{Body, Content};
use crate::portal::site::{Day, Fallback, Link, capitalized, mail_about};
use crate::portal::subprocessors::Entry;
use crate::portal::wording;
use crate::register::DatedNotice;
use crate::view::{NoticeId, NoticeKind, SubprocessorId, VisibleDelta, VisibleNotice, route};

/// A notice.
#[derive(Debug, Serialize)]
pub struct Notice {
    /// Its id.
    pub id: String,
    /// The day for which its state is told.
    pub as_of: Day,
    /// Address of its permalink.
    pub href: String,
    /// What it announces, with names.
    pub title: String,
    /// The kind of change.
    pub kind: String,
    /// What it does to the register, where its kind does not say so.
    pub effect: String,
    /// Where it stands on the day.
    pub state: Word,
    /// About whom; without an address where the register has no such entry any more.
    pub subject: Vec<Link>,
    /// The entries that it is about, as they stand on the day.
    pub entries: Vec<Entry>,
    /// Who is replaced.
    pub replaces: Option<Link>,
    /// The day of the announcement.
    pub announced: Day,
    /// The day of the effect, after postponements.
    pub effective: Day,
    /// The day of the effect that was announced first, where it was postponed.
    pub postponed_from: Option<Day>,
    /// The last day for objections, after postponements; for a postponement, to what it postpones.
    pub objection_until: Option<Day>,
    /// The last day for telling customers of an emergency.
    pub told_by: Option<Day>,
    /// The terms of its class, in words; may be empty.
    pub class: String,
    /// Why.
    pub reason: String,
    /// What has to be said about its dates, a sentence each.
    pub said: Vec<String>,
    /// What the register says before and after, key by key.
    pub changed: Vec<ChangedKey>,
    /// What changes, a sentence each: from `changed`, else in the words of the notice.
    pub what: Vec<String>,
    /// What changes and what customers have to do: a few words and a sentence each.
    pub changes: Vec<(String, String)>,
    /// Whether objections are possible on the day: there is time for them, and it was neither withdrawn nor superseded.
    pub can_object: bool,
    /// Whether there was time for objections, and it has passed.
    pub objections_closed: bool,
    /// How to object; may be empty.
    pub how_to_object: String,
    /// Where to send an objection: a mail whose subject names the notice, or a page.
    pub objection: Option<Link>,
    /// Whom to write to.
    pub contact: Option<Link>,
    /// The notice that it takes the place of.
    pub supersedes: Option<Link>,
    /// The notice that takes its place.
    pub superseded_by: Option<Link>,
    /// The notice that it is about: what it does to it, and which.
    pub before: Option<(String, Link)>,
    /// The notices about it: what they do to it, and which.
    pub after: Vec<(String, Link)>,
    /// The day it was withdrawn.
    pub withdrawn: Option<Day>,
    /// Set where its texts are in another language than the page.
    pub fallback: Option<Fallback>,
}

/// What a notice changes under one key of the register.
#[derive(Debug, Serialize)]
pub struct ChangedKey {
    /// The key in words.
    pub label: String,
    /// What the register says before; empty for nothing.
    pub from: Vec<String>,
    /// What it says from the effect on; empty for nothing.
    pub to: Vec<String>,
}

impl Portal<'_> {
    pub(crate) fn notice_page(&self, path: &str, dated: &DatedNotice) -> Content {
        let own = self.notice(dated);
        let words = &self.edition.words;
        let title = words.say("labelled", &[("label", &own.id), ("text", &own.title)]);
        let mut head = self.head(path, &title, &dated.notice.reason, route::SUBPROCESSORS);
        head.above = vec![Link::new(self.href(route::SUBPROCESSORS), words.text("subprocessors"))];
        head.feeds = true;
        Content { template: "notice.html", head, body: Body::Notice(Box::new(own)) }
    }

    pub(super) fn notice(&self, dated: &DatedNotice) -> Notice {
        let (own, words) = (&dated.notice, &self.edition.words);
        let changes = [
            ("notice_customer_impact", &own.customer_impact),
            ("notice_data", &own.data_delta),
            ("notice_place", &own.location_delta),
            ("notice_transfer", &own.transfer_delta),
        ];
        let text = |(key, text): (&str, &Option<String>)| {
            Some((words.text(key).to_owned(), text.clone()?))
        };
        let notice_link = |id: &NoticeId| self.notice_link(id);
        let day = |date| self.day(date);
        let today = self.edition.register.as_of;
        let last =
            own.objection_until.filter(|_| !dated.state.is_over() && !own.kind.is_about_notice());
        let can_object = last.is_some_and(|last| today <= last);
        Notice {
            id: own.id.to_string(),
            as_of: self.day(self.edition.register.as_of),
            href: self.href(&route::notice(&own.id)),
            title: dated.title(words),
            kind: words.title("notice_kind", own.kind.word()),
            effect: self.effect(own),
            state: self.word("notice_state", dated.shown_state().word()),
            subject: own.subject.iter().map(|own| self.subject(own)).collect(),
            entries: self.entries_of(own),
            replaces: own.replaces.as_ref().map(|own| self.subject(own)),
            announced: day(own.announced_on),
            effective: day(own.effective_on),
            postponed_from: own.postponed_from.map(day),
            objection_until: self.edition.register.last_day(own).map(day),
            told_by: own.told_by.map(day),
            class: self.class(own),
            reason: own.reason.clone(),
            said: self.sentences(dated),
            changed: own.changes.iter().map(|own| self.changed(own)).collect(),
            what: self.what(own),
            changes: changes.into_iter().filter_map(text).collect(),
            can_object,
            objections_closed: last.is_some_and(|last| last < today),
            how_to_object: own.how_to_object.clone().unwrap_or_default(),
            objection: self.objection(dated).filter(|_| can_object),
            contact: own.contact.as_ref().map(|(words, href)| Link::new(href, words)),
            supersedes: own.supersedes.as_ref().and_then(notice_link),
            superseded_by: own.superseded_by.as_ref().and_then(notice_link),
            before: self.before(own),
            after: self.after(own),
            withdrawn: own.withdrawn_on.map(day),
            fallback: self.fallback(own.language),
        }
    }

    /// Notices that have not run their course.
    pub(crate) fn pending_notices(&self) -> Vec<Notice> {
        self.edition.register.pending.iter().map(|own| self.notice(own)).collect()
    }

    /// A notice that this reader may know of.
    fn notice_link(&self, id: &NoticeId) -> Option<Link> {
        let known = self.edition.view.notices.iter().any(|notice| notice.id == *id);
        known.then(|| Link::new(self.href(&route::notice(id)), id.to_string()))
    }

    /// A sub-processor with its place in the register. One that never came into force has none.
    fn subject(&self, (id, name): &(SubprocessorId, String)) -> Link {
        let href = if self.edition.register.lists(id) {
            self.href(&route::subprocessor(id))
        } else {
            String::new()
        };
        Link::new(href, name.as_str())
    }

    fn entries_of(&self, own: &VisibleNotice) -> Vec<Entry> {
        let known = |id: &SubprocessorId| {
            self.edition.view.subprocessors.iter().find(|entry| entry.id == *id)
        };
        own.subject.iter().filter_map(|(id, _)| Some(self.entry(known(id)?))).collect()
    }

    fn effect(&self, own: &VisibleNotice) -> String {
        if own.effect == own.kind || own.kind.is_about_notice() {
            return String::new();
        }
        self.edition.words.title("notice_kind", own.effect.word())
    }

    fn class(&self, own: &VisibleNotice) -> String {
        let words = &self.edition.words;
        own.class.as_ref().map_or_else(String::new, |class| {
            let (notice, objection) =
                (words.duration(class.notice), words.duration(class.objection));
            let class = capitalized(&class.id);
            let places = [("class", &*class), ("notice", &notice), ("objection", &objection)];
            words.say("notice_terms", &places)
        })
    }

    /// What its dates alone do not say. Every sentence stays true when its days have passed; what one may do is said of
    /// notices only that still stand.
    fn sentences(&self, dated: &DatedNotice) -> Vec<String> {
        let (own, words) = (&dated.notice, &self.edition.words);
        let effective = words.day(own.effective_on);
        let mut said = Vec::new();
        if let Some(sentence) =
            wording::about_notice(words, own, self.edition.register.last_day(own))
        {
            said.push(sentence);
        }
        if own.is_emergency {
            said.push(wording::emergency(words, own));
        }
        if let Some(last) = own.objection_until.filter(|last| {
            dated.is_early() && !dated.state.is_over() && self.edition.register.as_of <= *last
        }) {
            let places = [("day", &*effective), ("last", &words.day(last))];
            said.push(words.say("notice_early", &places));
        }
        said
    }

    fn changed(&self, own: &VisibleDelta) -> ChangedKey {
        let words = &self.edition.words;
        let value = |value| wording::value(words, &self.edition.view.variants, value);
        ChangedKey {
            label: wording::field(words, own.field),
            from: value(&own.from),
            to: value(&own.to),
        }
    }

    fn what(&self, own: &VisibleNotice) -> Vec<String> {
        let told: Vec<String> = own
            .changes
            .iter()
            .map(|delta| wording::changed(&self.edition.words, &self.edition.view, delta))
            .collect();
        if !told.is_empty() {
            return told;
        }
        let deltas = [&own.data_delta, &own.location_delta, &own.transfer_delta];
        let written: Vec<String> = deltas.into_iter().flatten().cloned().collect();
        if written.is_empty() { vec![own.reason.clone()] } else { written }
    }

    /// Where to send an objection: a mail whose subject names the notice, or a page.
    fn objection(&self, dated: &DatedNotice) -> Option<Link> {
        let (own, words) = (&dated.notice, &self.edition.words);
        let address = match (&own.contact, &self.edition.view.contacts.privacy) {
            (Some((shown, href)), _) => match href.strip_prefix("mailto:") {
                Some(address) => address,
                None => return Some(Link::new(href, shown)),
            },
            (None, Some(privacy)) => privacy.as_str(),
            (None, None) => return None,
        };
        let title = dated.title(words);
        let places = [("notice", &*own.id.to_string()), ("title", &title)];
        Some(Link::new(mail_about(address, &words.say("mail_objection", &places)), address))
    }

    fn before(&self, own: &VisibleNotice) -> Option<(String, Link)> {
        let key = match own.kind {
            NoticeKind::Postpone => "notice_postpones",
            NoticeKind::Withdraw => "notice_withdraws",
            _ => "notice_in_place_of",
        };
        let link = self.notice_link(own.supersedes.as_ref()?)?;
        Some((self.edition.words.text(key).to_owned(), link))
    }

    fn after(&self, own: &VisibleNotice) -> Vec<(String, Link)> {
        let words = &self.edition.words;
        let postponed = own.postponed_by.iter().map(|id| ("notice_postponed_by", id));
        let superseded = own.superseded_by.iter().map(|id| ("notice_superseded_by", id));
        let withdrawn = own.withdrawn_by.iter().map(|id| ("notice_withdrawn_by", id));
        let later = postponed.chain(superseded).chain(withdrawn);
        later
            .filter_map(|(key, id)| Some((words.text(key).to_owned(), self.notice_link(id)?)))
            .collect()
    }
}
