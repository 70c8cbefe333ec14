//! The class and the dates of a draft: the earliest that the promise allows, and why.

use super::plan::Plan;
use super::{Edit, Wish};
use crate::date::Date;
use crate::library::field::{Field, FieldValue};
use crate::library::id::{CategoryId, ClassId};
use crate::library::notice::NoticeKind;
use crate::library::policy::NoticeClass;
use crate::library::timeline::Timeline;

/// What a draft says about time.
pub(super) struct Terms {
    pub(super) announced_on: Date,
    pub(super) class: Option<ClassId>,
    /// `None` where the kind needs none.
    pub(super) effective_on: Option<Date>,
    pub(super) objection_until: Option<Date>,
    /// Each of them with its reason, for people.
    pub(super) why: Vec<String>,
}

/// The earliest lawful dates of a plan.
///
/// # Errors
/// A policy without a class that fits.
pub(super) fn terms(plan: &Plan<'_>, edit: &Edit<'_>, wish: &Wish) -> Result<Terms, String> {
    let timeline = Timeline::planned(edit.notices);
    let mut announced_on = wish.announced_on;
    let (mut effect, mut no_sooner) = (plan.kind, None);
    if let Some(earlier) = plan.supersedes {
        // What takes the place of an announcement comes after it.
        announced_on = announced_on.max(earlier.announced_on.value.plus_days(1));
        if plan.kind == NoticeKind::Amend {
            effect = timeline.effect(earlier);
            no_sooner = Some(timeline.course(earlier).effective_on);
        }
    }
    let announced = format!("announced on {announced_on}");
    if plan.kind == NoticeKind::Withdraw {
        let why = vec![format!("{announced}, and withdrawn at once")];
        return Ok(Terms {
            announced_on,
            class: None,
            effective_on: None,
            objection_until: None,
            why,
        });
    }
    if !edit.policy.needs_notice(effect) {
        let effective_on = no_sooner.map_or(announced_on, |day| day.max(announced_on));
        let why = vec![
            announced,
            format!("effective on {effective_on}: `{}` needs no notice ahead", effect.word()),
        ];
        let effective_on = Some(effective_on);
        return Ok(Terms { announced_on, class: None, effective_on, objection_until: None, why });
    }
    let (class, data) = class(plan, edit, announced_on)?;
    let policy = edit.policy;
    let promised = policy.after(announced_on, class.notice);
    let objection_until = policy.after(announced_on, class.objection);
    let mut effective_on = promised;
    let mut reason = format!("{}, class `{}`", class.notice, class.id.value);
    if let Some(data) = data {
        reason.push_str(&format!(", as `{}` processes `{data}`", plan.subject));
    }
    if objection_until > effective_on && !policy.effective_before_objections_close {
        effective_on = objection_until;
        reason.push_str(", and not before objections close");
    }
    if let Some(day) = no_sooner.filter(|day| *day > effective_on) {
        effective_on = day;
        reason.push_str(", and not before the day that was announced");
    }
    let why = vec![
        announced,
        format!("effective on {effective_on}: {reason}"),
        format!("objections until {objection_until}: {}", class.objection),
    ];
    Ok(Terms {
        announced_on,
        class: Some(class.id.value.clone()),
        effective_on: Some(effective_on),
        objection_until: Some(objection_until),
        why,
    })
}

/// The class that the data requires, and the category that does; else the longest that asks for no data.
fn class<'l>(
    plan: &Plan<'_>,
    edit: &Edit<'l>,
    announced_on: Date,
) -> Result<(&'l NoticeClass, Option<CategoryId>), String> {
    let classes = edit.policy.classes.iter().filter(|class| class.is_open(announced_on));
    let classes: Vec<&NoticeClass> = classes.collect();
    // What it processes from then on counts, and what it processed until then.
    let entry = edit.now.iter().find(|entry| entry.id.value == plan.subject);
    let mut data =
        entry.map_or_else(Vec::new, |entry| categories(&entry.value(Field::DataCategories)));
    let before = plan.changes.iter().filter(|change| change.field == Field::DataCategories);
    data.extend(before.flat_map(|change| categories(&change.from)));
    let needed = classes.iter().filter_map(|class| {
        let own = class.for_data.iter().find(|own| data.contains(&own.value))?;
        Some((*class, own.value.clone()))
    });
    let longest = needed.max_by_key(|(class, _)| edit.policy.after(announced_on, class.notice));
    if let Some((class, data)) = longest {
        return Ok((class, Some(data)));
    }
    // Of several that ask for no data, the first of those with the longest notice.
    let plain = classes.iter().rev().filter(|class| class.for_data.is_empty());
    let plain = plain.max_by_key(|class| edit.policy.after(announced_on, class.notice));
    plain.or(classes.first()).map(|class| (*class, None)).ok_or_else(|| {
        format!("trust.yaml has no notice class for an announcement on {announced_on}; add one under `notices: classes`")
    })
}

fn categories(value: &FieldValue) -> Vec<CategoryId> {
    match value {
        FieldValue::Categories(ids) => ids.clone(),
        _ => Vec::new(),
    }
}
