//! What is searched for.

use gainsay::search::{Query, SearchRequest, Sort};
use gainsay::text;

/// Twenty queries: of one letter to many, one word and several, with slips of the finger,
/// capitals, letters beyond ASCII, digits, and one that hardly anything matches.
pub const QUERIES: [&str; 20] = [
    "e",
    "z",
    "th",
    "qx",
    "vacc",
    "jobs",
    "unemploy",
    "medicare",
    "immigration",
    "unemployment",
    "unemplyoment",
    "vacicne trial",
    "presidnt texas",
    "health care",
    "tax cut middle class",
    "Alvarez",
    "ødegård",
    "волков",
    "000",
    "zzqxj",
];

/// What is asked for: matches of any worth, the best first.
pub fn request(query: &str) -> SearchRequest {
    SearchRequest { query: Query::parse(query), sort: Sort::Rank, loose: true }
}

/// The words of a query, folded as the lines are.
pub fn words(query: &str) -> Vec<String> {
    query.split(' ').map(text::fold).collect()
}
