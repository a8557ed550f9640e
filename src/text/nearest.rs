//! Suggestions for a misspelt word.

/// Returns the candidate that is nearest to `word`, if one is near enough to be a suggestion.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let search = NearestSearch::new(word);
    let near = candidates.into_iter().filter_map(|word| Some((search.distance(word)?, word)));
    near.min().map(|(_, candidate)| candidate)
}

/// A search among any number of candidates for the one that is nearest to a word.
#[derive(Debug)]
pub(crate) struct NearestSearch {
    word: Vec<char>,
    /// The length of the word in bytes.
    bytes: usize,
    /// The largest distance of a suggestion.
    most: usize,
    found: Option<(usize, String)>,
}

impl NearestSearch {
    pub(crate) fn new(word: &str) -> Self {
        let letters: Vec<char> = word.chars().collect();
        let most = match letters.len() {
            0..=3 => 1,
            4..=7 => 2,
            _ => 3,
        };
        Self { word: letters, bytes: word.len(), most, found: None }
    }

    /// Keeps a candidate if it is nearer than every candidate before.
    pub(crate) fn consider(&mut self, candidate: &str) {
        let Some(far) = self.distance(candidate) else { return };
        let best = self.found.as_ref().map(|(far, word)| (*far, word.as_str()));
        if best.is_none_or(|best| (far, candidate) < best) {
            self.found = Some((far, candidate.to_owned()));
        }
    }

    /// Returns the nearest of the candidates.
    pub(crate) fn into_found(self) -> Option<String> {
        self.found.map(|(_, word)| word)
    }

    /// Returns the distance of a candidate that is near enough to be a suggestion.
    fn distance(&self, candidate: &str) -> Option<usize> {
        // A letter has at most four bytes.
        if self.word.is_empty() || candidate.len().abs_diff(self.bytes) > self.most * 4 {
            return None;
        }
        let candidate: Vec<char> = candidate.chars().collect();
        distance(&self.word, &candidate, self.most)
    }
}

/// Returns the number of letters to insert, delete, change or swap with their neighbour to turn one
/// word into the other (optimal string alignment), if it is not above `most`.
///
/// The cells of a row are those of the columns from `row - most` to `row + most`: all others are
/// above `most`. The time is therefore that of the shorter word times `most`.
fn distance(from: &[char], to: &[char], most: usize) -> Option<usize> {
    let (width, beyond) = (2 * most + 1, most + 1);
    let mut before = vec![beyond; width];
    let mut above: Vec<usize> =
        (0..width).map(|at| at.checked_sub(most).unwrap_or(beyond)).collect();
    for (row, letter) in from.iter().enumerate() {
        let mut current = vec![beyond; width];
        for at in 0..width {
            let Some(column) = (row + 1 + at).checked_sub(most).filter(|it| *it <= to.len()) else {
                continue;
            };
            let cell = |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(beyond);
            let left = at.checked_sub(1).map_or(beyond, |at| cell(&current, at));
            let mut best = left.min(cell(&above, at + 1)) + 1;
            if let Some(other) = column.checked_sub(1).and_then(|column| to.get(column)) {
                best = best.min(cell(&above, at) + usize::from(letter != other));
                let pair = row.checked_sub(1).and_then(|row| from.get(row));
                let swapped =
                    column > 1 && pair == Some(other) && to.get(column - 2) == Some(letter);
                if swapped {
                    best = best.min(cell(&before, at) + 1);
                }
            }
            if let Some(cell) = current.get_mut(at) {
                *cell = best;
            }
        }
        // A swap skips a row, so that two successive rows decide.
        if above.iter().chain(&current).all(|cell| *cell > most) {
            return None;
        }
        before = std::mem::replace(&mut above, current);
    }
    let last = (to.len() + most).checked_sub(from.len())?;
    above.get(last).copied().filter(|far| *far <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_one_step() {
        let distance = |from: &str, to: &str, most| {
            let letters = |word: &str| word.chars().collect::<Vec<char>>();
            distance(&letters(from), &letters(to), most)
        };
        assert_eq!(distance("denails", "denials", 2), Some(1));
        assert_eq!(distance("kitten", "sitting", 3), Some(3));
        assert_eq!(distance("kitten", "sitting", 2), None);
        assert_eq!(distance("", "abc", 3), Some(3));
        assert_eq!(distance("abc", "", 3), Some(3));
        assert_eq!(distance("abc", "", 2), None);
        // Each swap skips a row.
        assert_eq!(distance("badcfe", "abcdef", 3), Some(3));
        assert_eq!(distance("badcfe", "abcdef", 2), None);
        assert_eq!(nearest("denails", ["dates", "denials", "evidence"]), Some("denials"));
        assert_eq!(nearest("xyz", ["denials"]), None);
        assert_eq!(nearest("foo", ["no"]), None, "a letter of three is no similarity");
        assert_eq!(nearest("", ["a"]), None);
    }

    /// Returns the distance from the whole table of cells.
    fn of_table(from: &[char], to: &[char]) -> usize {
        let mut cells = vec![vec![0; to.len() + 1]; from.len() + 1];
        for row in 0..=from.len() {
            for column in 0..=to.len() {
                cells[row][column] = if row == 0 || column == 0 {
                    row + column
                } else {
                    let changed = usize::from(from[row - 1] != to[column - 1]);
                    let mut best = (cells[row - 1][column - 1] + changed)
                        .min(cells[row - 1][column] + 1)
                        .min(cells[row][column - 1] + 1);
                    let is_swap = |row: usize, column: usize| {
                        from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1]
                    };
                    if row > 1 && column > 1 && is_swap(row, column) {
                        best = best.min(cells[row - 2][column - 2] + 1);
                    }
                    best
                };
            }
        }
        cells[from.len()][to.len()]
    }

    proptest::proptest! {
        #[test]
        fn cells_that_are_left_out_change_no_near_distance(
            from in "[abc]{0,9}", to in "[abc]{0,9}", most in 1_usize..4,
        ) {
            let [from, to] = [from, to].map(|word| word.chars().collect::<Vec<char>>());
            let whole = of_table(&from, &to);
            proptest::prop_assert_eq!(
                distance(&from, &to, most),
                (whole <= most).then_some(whole)
            );
        }
    }
}
