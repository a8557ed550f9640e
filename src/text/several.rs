//! Numbers of things in words.

/// So many of something, called by its singular: "1 claim", "2 claims".
#[must_use]
pub fn several(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_several() {
        assert_eq!(several(1, "reader"), "1 reader");
        assert_eq!(several(0, "reader"), "0 readers");
    }
}
