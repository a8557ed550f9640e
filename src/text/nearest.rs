//! Suggestions for a misspelt word.

/// Returns the candidate that is nearest to `word`, if one is near enough to be a suggestion.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let most = match word.chars().count() {
        0 => return None,
        1..=3 => 1,
        4..=7 => 2,
        _ => 3,
    };
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= most * 4)
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(far, _)| *far <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Returns the number of letters to insert, delete, change or swap with their neighbour to turn one
/// word into the other (optimal string alignment).
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=to.len()).collect();
    let mut last = None;
    for (row, letter) in from.chars().enumerate() {
        let mut current = vec![row + 1];
        for (column, other) in to.iter().enumerate() {
            let cell =
                |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(usize::MAX / 2);
            let changed = cell(&above, column) + usize::from(letter != *other);
            let mut best =
                changed.min(cell(&above, column + 1) + 1).min(cell(&current, column) + 1);
            let swapped = column > 0 && last == Some(*other) && to.get(column - 1) == Some(&letter);
            if swapped && row > 0 {
                best = best.min(cell(&before, column - 1) + 1);
            }
            current.push(best);
        }
        before = std::mem::replace(&mut above, current);
        last = Some(letter);
    }
    *above.last().expect("a row begins with the cell of the empty word")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_one_step() {
        assert_eq!(distance("denails", "denials"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(nearest("denails", ["dates", "denials", "evidence"]), Some("denials"));
        assert_eq!(nearest("xyz", ["denials"]), None);
        assert_eq!(nearest("foo", ["no"]), None, "a letter of three is no similarity");
        assert_eq!(nearest("", ["a"]), None);
    }
}
