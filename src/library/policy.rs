//! What is promised about changes of the register.

use crate::date::{Date, Duration, Unit};
use crate::diag::{Diagnostic, Sink};
use crate::library::id::{CategoryId, ClassId};
use crate::library::notice::{Notice, NoticeKind};
use crate::source::decode::{Decode, Fields, entries};
use crate::source::yaml::Node;
use crate::span::{FileId, Span, Spanned};

/// What is promised about changes of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticePolicy {
    /// Classes in the order of the file.
    pub classes: Vec<NoticeClass>,
    /// Whether a change may take effect while objections are still open.
    pub effective_before_objections_close: bool,
    /// Kinds of change that only inform: no time ahead, none to object.
    pub informational: Vec<Spanned<NoticeKind>>,
    /// How long after its effect customers are told of an emergency.
    pub emergency: Option<Spanned<Duration>>,
    /// Days that are no business days, besides Saturdays and Sundays.
    pub holidays: Vec<Date>,
    /// The time zone in which its days end, in words for readers, such as `Europe/Berlin`.
    pub time_zone: Option<String>,
}

impl Default for NoticePolicy {
    fn default() -> Self {
        Self {
            classes: Vec::new(),
            effective_before_objections_close: false,
            informational: Self::usually_informational(),
            emergency: None,
            holidays: Vec::new(),
            time_zone: None,
        }
    }
}

impl NoticePolicy {
    /// Whether a change of this kind must be announced ahead, with time to object. An amendment has the kind of what
    /// it amends.
    #[must_use]
    pub fn needs_notice(&self, kind: NoticeKind) -> bool {
        match kind {
            NoticeKind::Add | NoticeKind::Replace => true,
            NoticeKind::ChangeLocation
            | NoticeKind::ChangeData
            | NoticeKind::ChangeTransfer
            | NoticeKind::ChangePurpose
            | NoticeKind::Rename
            | NoticeKind::LegalEntityMerge => {
                !self.informational.iter().any(|known| known.value == kind)
            }
            NoticeKind::Remove
            | NoticeKind::Emergency
            | NoticeKind::Correction
            | NoticeKind::Amend
            | NoticeKind::Postpone
            | NoticeKind::Withdraw => false,
        }
    }

    /// The day `duration` after `day`, where business days leave out the policy's holidays.
    #[must_use]
    pub fn after(&self, day: Date, duration: Duration) -> Date {
        if duration.unit != Unit::BusinessDays || self.holidays.is_empty() {
            return day.plus(duration);
        }
        let mut day = day;
        for _ in 0..duration.count {
            let before = day;
            day = day.plus_days(1);
            while day < Date::NEVER && (day.is_weekend() || self.holidays.contains(&day)) {
                day = day.plus_days(1);
            }
            // The calendar ends.
            if day == before {
                break;
            }
        }
        day
    }

    /// The last day on which customers may be told of an emergency that takes effect on `effective_on`: what the record
    /// says and what is promised, whichever comes first; with neither, the day of the announcement.
    #[must_use]
    pub fn tell_by(&self, notice: &Notice, effective_on: Date) -> Date {
        let own = notice.notify_by.as_ref().map(|day| day.value);
        let promised = self.emergency.as_ref().map(|after| self.after(effective_on, after.value));
        own.into_iter().chain(promised).min().unwrap_or(notice.announced_on.value)
    }

    /// Kinds that only inform unless the project says otherwise.
    fn usually_informational() -> Vec<Spanned<NoticeKind>> {
        let nowhere = Span::start_of(FileId(0));
        let kinds = [NoticeKind::Rename, NoticeKind::LegalEntityMerge];
        kinds.into_iter().map(|kind| Spanned::new(kind, nowhere)).collect()
    }

    /// Reports kinds that no policy can make informational: additions and replacements need notice by law (GDPR
    /// Art. 28(2)), and the others need none.
    fn check_informational(&self, sink: &mut Sink) {
        for kind in &self.informational {
            let message = match kind.value {
                NoticeKind::Add | NoticeKind::Replace => {
                    format!(
                        "`{}` cannot be informational: customers may object to it",
                        kind.value.word()
                    )
                }
                own if is_change(own) => continue,
                own => format!("`{}` needs no notice in any case", own.word()),
            };
            sink.push(
                Diagnostic::error("bad-policy", message, kind.span).hint("remove it from the list"),
            );
        }
    }

    /// A class by id.
    #[must_use]
    pub fn class(&self, id: &ClassId) -> Option<&NoticeClass> {
        self.classes.iter().find(|class| class.id.value == *id)
    }
}

/// Whether a kind changes an entry that is in the register already.
fn is_change(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::ChangeLocation
            | NoticeKind::ChangeData
            | NoticeKind::ChangeTransfer
            | NoticeKind::ChangePurpose
            | NoticeKind::Rename
            | NoticeKind::LegalEntityMerge
    )
}

/// One promise about changes: how long before, how long to object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeClass {
    /// Its id.
    pub id: Spanned<ClassId>,
    /// From the announcement to the effect.
    pub notice: Duration,
    /// From the announcement to the end of objections.
    pub objection: Duration,
    /// Categories of data that require this class.
    pub for_data: Vec<Spanned<CategoryId>>,
    /// The first day on which it may be announced under: what was announced before was promised something else.
    pub from: Option<Spanned<Date>>,
    /// The last day on which it may be announced under: a promise that changed has a class of its own since.
    pub until: Option<Spanned<Date>>,
}

impl NoticeClass {
    /// Whether a notice may be announced under it on a day.
    #[must_use]
    pub fn is_open(&self, day: Date) -> bool {
        let has_begun = self.from.as_ref().is_none_or(|from| from.value <= day);
        has_begun && self.until.as_ref().is_none_or(|until| day <= until.value)
    }
}

impl Decode for NoticePolicy {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "the notice policy", sink)?;
        let classes: Option<NoticeClasses> = fields.optional("classes");
        let effective_before_objections_close =
            fields.or_default("effective_before_objections_close");
        let informational: Option<Vec<Spanned<NoticeKind>>> = fields.optional("informational");
        let emergency = fields.optional("emergency");
        let holidays = fields.or_default("holidays");
        let time_zone = fields.optional("time_zone");
        fields.finish();
        let policy = Self {
            classes: classes.map(|classes| classes.0).unwrap_or_default(),
            effective_before_objections_close,
            informational: informational.unwrap_or_else(Self::usually_informational),
            emergency,
            holidays,
            time_zone,
        };
        policy.check_informational(sink);
        Some(policy)
    }
}

/// Notice classes by id.
struct NoticeClasses(Vec<NoticeClass>);

impl Decode for NoticeClasses {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let entries = entries::<ClassId, ClassTerms>(node, sink)?;
        let class = |(id, terms): (Spanned<ClassId>, ClassTerms)| NoticeClass {
            id,
            notice: terms.notice,
            objection: terms.objection,
            for_data: terms.for_data,
            from: terms.from,
            until: terms.until,
        };
        Some(Self(entries.into_iter().map(class).collect()))
    }
}

struct ClassTerms {
    notice: Duration,
    objection: Duration,
    for_data: Vec<Spanned<CategoryId>>,
    from: Option<Spanned<Date>>,
    until: Option<Spanned<Date>>,
}

impl Decode for ClassTerms {
    fn decode(node: &Node, sink: &mut Sink) -> Option<Self> {
        let mut fields = Fields::new(node, "a notice class", sink)?;
        let (notice, objection) = (fields.required("notice"), fields.required("objection"));
        let for_data = fields.or_default("for_data");
        let (from, until) = (fields.optional("from"), fields.optional("until"));
        fields.finish();
        Some(Self { notice: notice?, objection: objection?, for_data, from, until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_ends() {
        let day = |text: &str| -> Date { text.parse().expect(text) };
        let time = |text: &str| -> Duration { text.parse().expect(text) };
        let holidays = vec![Date::NEVER, day("2026-12-25")];
        let policy = NoticePolicy { holidays, ..NoticePolicy::default() };
        assert_eq!(policy.after(day("2026-12-24"), time("1 business day")), day("2026-12-28"));
        assert_eq!(policy.after(day("9999-12-30"), time("9 business days")), Date::NEVER);
    }
}
