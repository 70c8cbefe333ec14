//! Finds the areas that a cell lies in without walking through all of them.

use crate::xlsx::place::{Area, Place};

/// Areas, or boxes around them, in one box.
const WIDTH: usize = 16;

/// Areas in boxes, and those in larger boxes. A cell is looked for only in boxes that it lies in, so that one among
/// a hundred thousand areas costs a few dozen comparisons; areas that overlap cost more.
#[derive(Debug, Default)]
pub(super) struct Areas {
    /// Areas with their numbers, by rows.
    areas: Vec<(Area, usize)>,
    /// Boxes around areas, then boxes around those; the last level has at most `WIDTH`.
    levels: Vec<Vec<Area>>,
}

impl Areas {
    /// Puts areas into boxes, each with a number.
    pub(super) fn new(areas: impl Iterator<Item = (Area, usize)>) -> Self {
        let mut areas: Vec<(Area, usize)> = areas.collect();
        areas.sort_unstable();
        let mut levels = Vec::new();
        let mut level: Vec<Area> = areas.iter().map(|(area, _)| *area).collect();
        while level.len() > WIDTH {
            level = level.chunks(WIDTH).filter_map(around).collect();
            levels.push(level.clone());
        }
        Self { areas, levels }
    }

    /// The lowest number of the areas that a cell lies in.
    pub(super) fn first(&self, place: Place) -> Option<usize> {
        let mut within: Vec<usize> = (0..WIDTH).collect();
        for level in self.levels.iter().rev() {
            let has = |at: &usize| level.get(*at).is_some_and(|area| area.contains(place));
            let boxes = within.into_iter().filter(has);
            within = boxes.flat_map(|at| at * WIDTH..(at + 1) * WIDTH).collect();
        }
        let areas = within.into_iter().filter_map(|at| self.areas.get(at));
        areas.filter(|(area, _)| area.contains(place)).map(|(_, number)| *number).min()
    }
}

/// The smallest area that has all of these in it.
fn around(areas: &[Area]) -> Option<Area> {
    areas.iter().copied().reduce(|one, other| Area {
        first: Place::new(
            one.first.row.min(other.first.row),
            one.first.column.min(other.first.column),
        ),
        last: Place::new(one.last.row.max(other.last.row), one.last.column.max(other.last.column)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_is_what_a_walk_finds() {
        let mut dice: u32 = 7;
        let mut below = |most: u32| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (dice >> 8) % most
        };
        for count in [0, 1, 15, 16, 17, 300, 5_000] {
            let areas: Vec<Area> = (0..count)
                .map(|_| {
                    let (row, column) = (below(900), below(40));
                    let first = Place::new(row, u16::try_from(column).unwrap());
                    let last = u16::try_from(column + below(3)).unwrap();
                    Area { first, last: Place::new(row + below(9), last) }
                })
                .collect();
            let found = Areas::new(areas.iter().copied().zip(0..));
            for _ in 0..500 {
                let place = Place::new(below(950), u16::try_from(below(45)).unwrap());
                let walked = areas.iter().position(|area| area.contains(place));
                assert_eq!(found.first(place), walked, "{count} {place}");
            }
        }
    }
}
