//! Which kinds of notice tell what has changed, so that customers get as few as possible.

use crate::library::field::{Field, Weight};
use crate::library::notice::NoticeKind;

/// The kinds that a draft may choose from, the most usual first.
const CHANGES: [NoticeKind; 6] = [
    NoticeKind::ChangeLocation,
    NoticeKind::ChangeData,
    NoticeKind::ChangeTransfer,
    NoticeKind::ChangePurpose,
    NoticeKind::Rename,
    NoticeKind::LegalEntityMerge,
];

/// Shares fields out among as few kinds as tell all of them; free ones ride along with the first.
pub(super) fn kinds(fields: &[Field]) -> Vec<(NoticeKind, Vec<Field>)> {
    let (free, told): (Vec<Field>, Vec<Field>) =
        fields.iter().copied().partition(|field| field.weight() == Weight::Free);
    let sets = (0_u32..1 << CHANGES.len()).filter_map(|set| {
        let cost: Option<usize> = told.iter().map(|field| best(*field, set).map(|b| b.0)).sum();
        Some((set.count_ones(), cost?, set))
    });
    let Some((_, _, set)) = sets.min() else { return Vec::new() };
    let mut shares: Vec<(NoticeKind, Vec<Field>)> = Vec::new();
    let mut give = |kind: NoticeKind, field: Field| match shares
        .iter_mut()
        .find(|(known, _)| *known == kind)
    {
        Some((_, fields)) => fields.push(field),
        None => shares.push((kind, vec![field])),
    };
    for field in told {
        if let Some((_, kind)) = best(field, set) {
            give(kind, field);
        }
    }
    if let Some((_, fields)) = shares.first_mut() {
        fields.extend(free);
        fields.sort();
    }
    shares
}

/// The kind of a set that most usually tells a field, and how far from the first choice that is.
fn best(field: Field, set: u32) -> Option<(usize, NoticeKind)> {
    let is_in = |kind: &NoticeKind| {
        CHANGES.iter().enumerate().any(|(at, known)| known == kind && set & (1 << at) != 0)
    };
    let found = field.told_by().iter().enumerate().find(|(_, kind)| is_in(kind));
    found.map(|(at, kind)| (at, *kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_few_notices_as_possible() {
        use Field::{DataCategories, LegalName, ProcessingLocations, Purpose, Transfer, Website};
        type Case = (&'static [Field], Vec<(NoticeKind, Vec<Field>)>);
        use NoticeKind::{ChangeData, ChangeLocation, ChangePurpose, ChangeTransfer, Rename};
        let cases: [Case; 7] = [
            (&[], vec![]),
            (&[Website], vec![]),
            (&[Transfer], vec![(ChangeTransfer, vec![Transfer])]),
            (
                &[ProcessingLocations, Transfer],
                vec![(ChangeLocation, vec![ProcessingLocations, Transfer])],
            ),
            (&[Purpose, Website], vec![(ChangePurpose, vec![Purpose, Website])]),
            (&[Purpose, DataCategories], vec![(ChangeData, vec![Purpose, DataCategories])]),
            (
                &[LegalName, ProcessingLocations],
                vec![(Rename, vec![LegalName]), (ChangeLocation, vec![ProcessingLocations])],
            ),
        ];
        for (fields, wanted) in cases {
            assert_eq!(kinds(fields), wanted, "{fields:?}");
        }
    }
}
