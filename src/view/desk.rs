//! Notices as those see them who write and send them: drafts and later ones too, and what was sent.
//!
//! A door of its own beside [`crate::view::open`]: nothing that comes through it is ever published.

use crate::date::Date;
use crate::language::Language;
use crate::library::Library;
use crate::library::id::{NoticeId, SubprocessorId};
use crate::library::notice::{Channel, Notice};
use crate::span::FileId;
use crate::view::register::{Sight, Told};
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

impl From<&Channel> for Sending {
    fn from(own: &Channel) -> Self {
        Self {
            channel: own.channel.clone(),
            sent_on: own.sent_on,
            list: own.list.clone(),
            count: own.count,
            message_sha256: own.message_sha256.clone(),
        }
    }
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
    let reader = Reader { audience: Audience::Nda, variant: None, date: day, language };
    let scene = Scene::new(library, reader);
    let today = Sight::at(&scene, day);
    let told = Told::all(&today);
    let desk = Desk { scene: &scene, day, today, told };
    library.notices.iter().filter_map(|notice| desk.notice(notice)).collect()
}

/// The library as the authors of notices look at it.
struct Desk<'s, 'l> {
    scene: &'s Scene<'l>,
    day: Date,
    /// What readers under NDA know on the day.
    today: Sight<'s, 'l>,
    /// Everybody and everything.
    told: Told<'l>,
}

impl<'l> Desk<'_, 'l> {
    /// A notice; `None` where it is about nobody, which has been reported.
    fn notice(&self, notice: &'l Notice) -> Option<DeskNotice> {
        let announced = notice.announced_on.value;
        let later = (self.day < announced).then(|| Sight::at(self.scene, announced));
        let sight = later.as_ref().unwrap_or(&self.today);
        let subject = self.subject(notice);
        let shown = VisibleNotice {
            subject: subject.clone(),
            ..register::visible_notice(sight, &self.told, notice)
        };
        let sent = notice.channels_used.iter().map(Sending::from);
        let policy = &self.scene.library.project.notices;
        (!subject.is_empty()).then(|| DeskNotice {
            audience: notice.audience,
            subjects: subject.iter().filter_map(|(id, _)| self.today.entry(id)).collect(),
            needs_notice: sight.known.needs_notice(policy, notice),
            tell_by: shown.told_by,
            sent: sent.collect(),
            earlier: self.earlier(notice),
            file: notice.id.span.file,
            notice: shown,
        })
    }

    /// Who a notice is about. What becomes of an earlier notice is about whom that one is about.
    fn subject(&self, notice: &Notice) -> Vec<(SubprocessorId, String)> {
        let earlier = self.today.planned.target(notice);
        let about = earlier.filter(|_| notice.subject.is_empty()).unwrap_or(notice);
        about
            .subject
            .iter()
            .filter_map(|id| self.told.entry(&self.today, notice, &id.value))
            .collect()
    }

    /// The notices that a notice is about, nearest first.
    fn earlier(&self, notice: &Notice) -> Vec<NoticeId> {
        let target = |own: &Notice| self.today.planned.target(own);
        let next = |own: &&'l Notice| target(own);
        let earlier = std::iter::successors(target(notice), next);
        earlier.take(MOST_STEPS).map(|own| own.id.value.clone()).collect()
    }
}
