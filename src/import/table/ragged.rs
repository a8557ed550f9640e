//! Rows with more or fewer cells than the table has columns. In a row with more, a text may contain
//! a separator, so that the columns of all its cells are unknown. In a row with fewer, the last
//! cells are missing, as spreadsheets leave out blank ones.

use serde_json::Map;

use super::dialect::share;
use super::layout::place_name;
use super::preset::Preset;
use crate::import::{ClaimDraft, Mending, OddRow};

/// The numbers of cells that the rows of a table have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowWidth {
    fewest: usize,
    most: usize,
}

/// The share of rows that must have one width if no header tells it.
const USUAL: f64 = 0.5;

impl RowWidth {
    /// Returns the width of the rows below a header. Columns without a name at its end may be
    /// missing.
    pub(super) fn below(header: &[&str]) -> Self {
        let named = header.iter().rposition(|name| !name.trim().is_empty());
        Self { fewest: named.map_or(0, |last| last + 1), most: header.len() }
    }

    /// Returns the width of the rows of a table without a header: that of the format’s forms, of
    /// which the last column may be missing, or else that of most rows.
    pub(super) fn usual(preset: &Preset, rows: &[Vec<String>]) -> Self {
        let forms = || preset.forms.iter().map(|form| form.len());
        if let (Some(shortest), Some(most)) = (forms().min(), forms().max()) {
            return Self { fewest: shortest.saturating_sub(1), most };
        }
        let widths = || rows.iter().map(Vec::len);
        let count = |width: usize| widths().filter(|other| *other == width).count();
        let usual = widths().map(|width| (count(width), width)).max();
        let usual = usual.filter(|(count, _)| share(*count, rows.len()) > USUAL);
        let (fewest, most) = usual.map_or((0, usize::MAX), |(_, width)| (width, width));
        Self { fewest, most }
    }

    /// Returns the kind of a row that has more or fewer cells. Blank cells at its end don’t count
    /// as more.
    pub(super) fn odd(self, cells: &[&str]) -> Option<OddRow> {
        let filled = cells.iter().rposition(|cell| !cell.trim().is_empty());
        if filled.is_some_and(|last| last >= self.most) {
            return Some(OddRow::MoreCells);
        }
        (cells.len() < self.fewest).then_some(OddRow::FewerCells)
    }
}

/// Returns the claim of a row whose cells have unknown columns: the row as it stands, by an unknown
/// party. All cells are kept, by their numbers.
pub(super) fn unattributed(cells: &[&str], separator: u8, key: &str, how: Mending) -> ClaimDraft {
    let filled = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    let cells = &cells[..filled];
    let mut draft = ClaimDraft::new("", cells.join(&*char::from(separator).to_string()).trim());
    draft.mended("", how, 1, cells.len());
    let kept = cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
    let kept: Map<_, _> = kept.map(|(place, cell)| (place_name(place), (*cell).into())).collect();
    draft.keep(key, Some(kept.into()));
    draft
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Format;

    #[test]
    fn rows_are_compared_with_the_header() {
        let width = RowWidth::below(&["claim", "by", "rating", ""]);
        for (row, odd) in [
            (&["A", "Ann", "true"][..], None),
            (&["A", "Ann", "true", "x"], None),
            (&["A", "Ann", "true", "", "", " "], None),
            (&["A", "b", "c", "", "", "true"], Some(OddRow::MoreCells)),
            (&["A", "Ann"], Some(OddRow::FewerCells)),
        ] {
            assert_eq!(width.odd(row), odd, "{row:?}");
        }
    }

    #[test]
    fn without_a_header_most_rows_decide() {
        let rows = |widths: &[usize]| -> Vec<Vec<String>> {
            widths.iter().map(|width| vec!["x".to_owned(); *width]).collect()
        };
        let none = Preset::of(Format::Csv);
        assert_eq!(RowWidth::usual(none, &rows(&[3, 3, 5])), RowWidth { fewest: 3, most: 3 });
        let unknown = RowWidth { fewest: 0, most: usize::MAX };
        assert_eq!(RowWidth::usual(none, &rows(&[3, 4])), unknown);
        assert_eq!(RowWidth::usual(none, &[]), unknown);
        let liar = RowWidth::usual(Preset::of(Format::Liar), &rows(&[3]));
        assert_eq!(liar, RowWidth { fewest: 14, most: 16 });
    }

    #[test]
    fn a_row_of_unknown_columns_stays_as_it_stands() {
        let draft = unattributed(
            &["The pier", " they say", "", "Ann", ""],
            b',',
            "csv",
            Mending::MoreCells,
        )
        .finish();
        assert_eq!(draft.claim.text, "The pier, they say,,Ann");
        assert_eq!(draft.claim.made[0].by.as_deref(), Some("unknown"));
    }
}
