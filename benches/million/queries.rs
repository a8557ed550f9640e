//! The queries that are measured.

use gainsay::search::{Query, SearchRequest, Sort};
use gainsay::text;

/// Twenty queries: from one letter to many, with one word and several, with typing errors,
/// capitals, letters beyond ASCII and digits, and one that hardly anything matches.
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

/// Returns a request for close and loose matches, the best first.
pub fn request(query: &str) -> SearchRequest {
    SearchRequest { query: Query::parse(query), sort: Sort::Rank, loose: true }
}

/// Returns the words of a query, folded like the lines.
pub fn words(query: &str) -> Vec<String> {
    query.split(' ').map(text::fold).collect()
}
