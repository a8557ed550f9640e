//! The history of visited claims, for going back and forward.

use crate::claim::Address;

/// The visited claims in order, and the current position among them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct VisitedClaims {
    claims: Vec<Address>,
    at: usize,
}

const REMEMBERED: usize = 200;

impl VisitedClaims {
    /// Adds a claim after the current one and drops those that lay forward.
    pub(crate) fn add(&mut self, claim: &Address) {
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

    /// Goes back and returns the previous claim, if there is one.
    pub(crate) fn back(&mut self) -> Option<Address> {
        self.at = self.at.checked_sub(1)?;
        self.claims.get(self.at).cloned()
    }

    /// Goes forward and returns the next claim, if there is one.
    pub(crate) fn forward(&mut self) -> Option<Address> {
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
            visited.add(&claim(id));
        }
        assert_eq!(visited.back(), Some(claim("b")));
        assert_eq!(visited.back(), Some(claim("a")));
        assert_eq!(visited.back(), None);
        assert_eq!(visited.forward(), Some(claim("b")));
        visited.add(&claim("d"));
        assert_eq!(visited.forward(), None);
        assert_eq!(visited.back(), Some(claim("b")));
    }
}
