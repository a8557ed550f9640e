//! Counts and numbers in words.

/// Returns a count with its noun, which is given in the singular: "1 claim", "2,000 claims".
pub(crate) fn several(count: usize, one: &str) -> String {
    format!("{} {one}{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// Returns a number with commas between its thousands.
pub(crate) fn thousands(number: usize) -> String {
    grouped(&number.to_string())
}

/// Returns digits with commas between the thousands.
pub(crate) fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_several() {
        assert_eq!(several(1, "user"), "1 user");
        assert_eq!(several(0, "user"), "0 users");
        assert_eq!(several(2_000, "user"), "2,000 users");
    }

    #[test]
    fn thousands_are_set_apart() {
        let numbers = [0, 999, 1_000, 12_836, 1_000_000];
        assert_eq!(numbers.map(thousands), ["0", "999", "1,000", "12,836", "1,000,000"]);
    }
}
