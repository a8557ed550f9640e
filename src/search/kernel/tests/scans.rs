//! The vectorised tests return what the portable ones return.

use proptest::prelude::*;

use super::arena;
use crate::search::kernel::pattern::Pattern;
use crate::search::kernel::scan::{
    end_in_order, find_run, find_run_portably, full_bags, full_bags_portably, holds_in_order, sift,
    sift_portably, which, which_portably,
};

proptest! {
    #[test]
    fn letters_in_order_and_runs(
        text in prop::collection::vec(b'a'..b'e', 0..200),
        word in "[a-e]{1,12}|[a-b]{1,40}",
        cut in 0_usize..200,
        from in 0_usize..40,
    ) {
        let pattern = Pattern::new(&arena(&[]), &word).unwrap();
        let letters = &pattern.letters;
        let length = cut.min(text.len());
        let mut padded = text.clone();
        padded.resize(text.len() + 32, b'a');
        let holds = end_in_order(&padded, length, 0, letters).is_some();
        let run = find_run_portably(&padded, length, from, letters);
        // Once with enough bytes after the text, and once with too few.
        for text in [&padded, &text] {
            prop_assert_eq!(holds_in_order(text, length, letters), holds);
            prop_assert_eq!(find_run(text, length, from, letters), run);
            let portable = which_portably(text, from, length, letters[0]);
            prop_assert_eq!(which(text, from, length, letters[0]), portable);
        }
    }

    #[test]
    fn words_of_rows(
        texts in prop::collection::vec("[a-eA-E ]{0,80}", 0..70),
        word in "[a-e]{0,1}[a-e]{1,6}",
        mask: u64,
        from in prop::collection::vec(0_u16..90, 64),
        first in 0_usize..70,
        wanted: u64,
    ) {
        let arena = arena(&texts);
        let rows = u32::try_from(texts.len().saturating_sub(first)).unwrap();
        let mask = mask & 1_u64.checked_shl(rows).map_or(u64::MAX, |bit| bit - 1);
        let pattern = Pattern::new(&arena, &word).unwrap();
        let mut places: [u16; 64] = from.try_into().unwrap();
        let mut portable_places = places;
        let sifted = sift(&arena, first, mask, &pattern.letters, &mut places);
        let portable = sift_portably(&arena, first, mask, &pattern.letters, &mut portable_places);
        prop_assert_eq!((sifted, places), (portable, portable_places));
        let bags = arena.bags().get(first..).unwrap_or_default();
        for wanted in [pattern.bag, wanted, 0] {
            prop_assert_eq!(full_bags(bags, wanted), full_bags_portably(bags, wanted));
        }
    }
}
