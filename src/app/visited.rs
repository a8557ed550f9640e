//! The claims visited, for going back and forward.

use crate::claim::Address;

/// The claims visited, in order, and which of them is being read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VisitedClaims {
    claims: Vec<Address>,
    at: usize,
}

/// How many claims are remembered.
const REMEMBERED: usize = 200;

impl VisitedClaims {
    /// A claim is being read; what lay forward is forgotten.
    pub fn visit(&mut self, claim: &Address) {
        if self.claims.get(self.at) == Some(claim) {
            return;
        }
        self.claims.truncate(self.at + 1);
        self.claims.push(claim.clone());
        if self.claims.len() > REMEMBERED {
            self.claims.remove(0);
        }
        self.at = self.claims.len() - 1;
    }

    /// The claim before.
    pub fn back(&mut self) -> Option<Address> {
        self.at = self.at.checked_sub(1)?;
        self.claims.get(self.at).cloned()
    }

    /// The claim after.
    pub fn forward(&mut self) -> Option<Address> {
        let next = self.claims.get(self.at + 1)?.clone();
        self.at += 1;
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forward_lead_along_the_way() {
        let claim = |id: &str| Address::of_claim("d", id);
        let mut visited = VisitedClaims::default();
        assert_eq!((visited.back(), visited.forward()), (None, None));
        for id in ["a", "b", "b", "c"] {
            visited.visit(&claim(id));
        }
        assert_eq!(visited.back(), Some(claim("b")));
        assert_eq!(visited.back(), Some(claim("a")));
        assert_eq!(visited.back(), None);
        assert_eq!(visited.forward(), Some(claim("b")));
        visited.visit(&claim("d"));
        assert_eq!(visited.forward(), None);
        assert_eq!(visited.back(), Some(claim("b")));
    }
}
