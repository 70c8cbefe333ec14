//! The day on which the content of a page last changed, as far as it is known.
//!
//! Never the day of the build: a crawler that is told of changes that are
//! none stops to believe the site map.

use crate::date::Date;
use crate::portal::{Edition, Page};
use crate::questionnaire::Questionnaire;
use crate::register::DatedNotice;
use crate::view::{AttestationStatus, VisibleAnswer, VisibleSubprocessor};

impl Edition {
    /// The newest day that the content of a page has, none of them to come:
    /// reviews, announcements, issues, and the days on which a date that the
    /// page speaks of passed. `None` where nothing is dated.
    #[must_use]
    pub fn modified(&self, page: &Page<'_>) -> Option<Date> {
        let view = &self.view;
        let newest = match page {
            Page::Overview | Page::Answers | Page::Own(_) | Page::Search | Page::NotFound => None,
            Page::Changes => self.provenance.history.days.first().map(|day| day.date),
            Page::Topic(topic) => {
                let own = view.answers.get(topic.answers.clone()).unwrap_or_default();
                own.iter().filter_map(|answer| self.of_answer(answer)).max()
            }
            Page::Answer(_, answer) => self.of_answer(answer),
            Page::Compliance => self.of_compliance(),
            Page::Documents => {
                view.documents.iter().filter_map(|own| self.passed(own.issued?)).max()
            }
            Page::Document(document, _) => document.issued,
            Page::Subprocessors | Page::Annex => self.of_register(),
            Page::Notice(dated) => self.of_notice(dated),
            Page::Offer(offer) => {
                offer.questionnaires.iter().filter_map(|own| self.of_questionnaire(own)).max()
            }
            Page::OfferOf(_, questionnaire) => self.of_questionnaire(questionnaire),
        };
        newest.and_then(|day| self.passed(day))
    }

    /// A day that has come.
    fn passed(&self, day: Date) -> Option<Date> {
        (day <= self.view.reader.date).then_some(day)
    }

    /// The review, or the day after a promise lapsed, which the page marks.
    fn of_answer(&self, answer: &VisibleAnswer) -> Option<Date> {
        let promises = answer.statements.iter().filter_map(|own| own.promise.as_ref());
        let lapsed = promises.filter(|promise| promise.lapsed).filter_map(|promise| promise.due);
        let lapses = lapsed.map(|due| due.last_day().plus_days(1));
        answer.reviewed.into_iter().chain(lapses).filter_map(|day| self.passed(day)).max()
    }

    /// Issues and expiries of attestations, and what the answers of the roadmap have.
    fn of_compliance(&self) -> Option<Date> {
        let view = &self.view;
        let attestations = &view.attestations;
        let is_dated = |answer: &&VisibleAnswer| {
            let mut promises = answer.statements.iter().filter_map(|own| own.promise.as_ref());
            promises.any(|promise| promise.due.is_some())
        };
        let promises = view.answers.iter().filter(is_dated).filter_map(|own| self.of_answer(own));
        let issues = attestations.iter().filter_map(|own| own.issued);
        let expired = attestations.iter().filter(|own| own.status == AttestationStatus::Expired);
        let expiries = expired.filter_map(|own| own.valid_until).map(|day| day.plus_days(1));
        let lapsed = attestations.iter().filter(|own| own.lapsed).filter_map(|own| own.due);
        let lapses = lapsed.map(|due| due.last_day().plus_days(1));
        issues
            .chain(expiries)
            .chain(lapses)
            .chain(promises)
            .filter_map(|day| self.passed(day))
            .max()
    }

    /// The last notice, and the last day on which an entry came into force or went out of it.
    fn of_register(&self) -> Option<Date> {
        let register = &self.register;
        let notices = register.history.iter().filter_map(|dated| self.of_notice(dated));
        let entries = [&register.in_force, &register.upcoming, &register.former];
        let days = |own: &VisibleSubprocessor| own.since.into_iter().chain(own.until);
        let changes = entries.into_iter().flatten().flat_map(days);
        notices.chain(changes.filter_map(|day| self.passed(day))).max()
    }

    /// The last change of a notice, or the day of its effect once that has come.
    fn of_notice(&self, dated: &DatedNotice) -> Option<Date> {
        let is_off = dated.state.is_over();
        let effect = (!is_off).then_some(dated.notice.effective_on);
        [Some(dated.notice.updated), effect]
            .into_iter()
            .flatten()
            .filter_map(|day| self.passed(day))
            .max()
    }

    /// The newest review of what is filled in.
    fn of_questionnaire(&self, questionnaire: &Questionnaire) -> Option<Date> {
        let entries = questionnaire.rows.iter().filter_map(|row| row.entry.as_ref());
        entries.filter_map(|entry| self.passed(entry.reviewed?)).max()
    }
}
