//! Notices as those see them who write and send them: drafts and later ones too, and what was sent.
//!
//! A door of its own beside [`crate::view::open`]: nothing that comes through it is ever published.

use std::collections::BTreeMap;

use crate::date::Date;
use crate::language::Language;
use crate::library::Library;
use crate::library::id::{NoticeId, SubprocessorId};
use crate::library::notice::{Notice, NoticeKind};
use crate::library::timeline::Timeline;
use crate::span::FileId;
use crate::view::scene::Scene;
use crate::view::{Audience, Reader, VisibleNotice, VisibleSubprocessor, register};

/// The most steps from a notice to the earlier ones that it is about.
const MOST_STEPS: usize = 100;

/// A notice as its authors see it.
#[derive(Debug, Clone)]
pub struct DeskNotice {
    /// The notice: as it stands on the day, or on the later day of its announcement.
    pub notice: VisibleNotice,
    /// Who may see it; internal for a draft.
    pub audience: Audience,
    /// Its subjects as the register of the day has them, in the order of the notice.
    pub subjects: Vec<VisibleSubprocessor>,
    /// Whether the policy asks for time ahead and time to object.
    pub needs_notice: bool,
    /// The last day for telling customers of an emergency; `None` for other kinds.
    pub tell_by: Option<Date>,
    /// Where it was sent, in the order of the record.
    pub sent: Vec<Sending>,
    /// The notice that it is about or takes the place of, and those which that one is about, nearest first.
    pub earlier: Vec<NoticeId>,
    /// The file of its record.
    pub file: FileId,
}

/// One sending of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// By which way.
    pub channel: String,
    /// When.
    pub sent_on: Date,
    /// To which list.
    pub list: Option<String>,
    /// To how many.
    pub count: Option<u32>,
    /// SHA-256 of the message.
    pub message_sha256: Option<String>,
}

impl DeskNotice {
    /// Whether nobody but its authors may know of it.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        self.audience == Audience::Internal
    }
}

/// Every notice of the project on a day, in the order of the files; texts in a language where they are translated.
#[must_use]
pub fn notices(library: &Library, day: Date, language: Language) -> Vec<DeskNotice> {
    let scene = |date| {
        let reader = Reader { audience: Audience::Nda, variant: None, date, language };
        Scene::new(library, reader)
    };
    let desk = Desk { day, today: scene(day), later: scene(Date::NEVER) };
    library.notices.iter().filter_map(|notice| desk.notice(notice)).collect()
}

/// The library as the authors of notices look at it.
struct Desk<'l> {
    day: Date,
    /// What readers under NDA see on the day.
    today: Scene<'l>,
    /// What they will see once everything has been announced.
    later: Scene<'l>,
}

impl<'l> Desk<'l> {
    /// A notice; `None` where it is about nobody, which has been reported.
    fn notice(&self, notice: &'l Notice) -> Option<DeskNotice> {
        let library = self.today.library;
        let on = self.day.max(notice.announced_on.value);
        let timeline = Timeline::known(&library.notices, Audience::Nda, on);
        let named = |id: &SubprocessorId| {
            library.subprocessor(id).map(|entry| (id.clone(), entry.display_name.value.clone()))
        };
        let shown = register::notice_naming(&self.later, &timeline, notice, &named)?;
        let known = Timeline::known(&library.notices, Audience::Nda, self.day);
        let subjects = shown.subject.iter().filter_map(|(id, _)| library.subprocessor(id));
        let sent = notice.channels_used.iter().map(|own| Sending {
            channel: own.channel.clone(),
            sent_on: own.sent_on,
            list: own.list.clone(),
            count: own.count,
            message_sha256: own.message_sha256.clone(),
        });
        Some(DeskNotice {
            audience: notice.audience,
            subjects: subjects
                .map(|entry| register::visible_subprocessor(&self.today, &known, entry))
                .collect(),
            needs_notice: library.project.notices.needs_notice(shown.effect),
            tell_by: self.tell_by(notice, shown.effective_on),
            sent: sent.collect(),
            earlier: self.earlier(notice),
            file: notice.id.span.file,
            notice: shown,
        })
    }

    /// The last day for telling customers of an emergency: as the record says, else as the policy promises, else the
    /// day of its announcement.
    fn tell_by(&self, notice: &Notice, effective_on: Date) -> Option<Date> {
        let policy = &self.today.library.project.notices;
        let promised = policy.emergency.as_ref().map(|term| policy.after(effective_on, term.value));
        let own = notice.notify_by.as_ref().map(|date| date.value);
        (notice.kind.value == NoticeKind::Emergency)
            .then(|| own.or(promised).unwrap_or(notice.announced_on.value))
    }

    /// The notices that a notice is about, nearest first.
    fn earlier(&self, notice: &Notice) -> Vec<NoticeId> {
        let notices = &self.today.library.notices;
        let all: BTreeMap<_, _> = notices.iter().map(|own| (&own.id.value, own)).collect();
        let target = |own: &Notice| own.supersedes.as_ref().map(|id| id.value.clone());
        let next = |id: &NoticeId| target(all.get(id)?);
        std::iter::successors(target(notice), next).take(MOST_STEPS).collect()
    }
}
