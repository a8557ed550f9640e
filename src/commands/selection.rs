//! The claims that `search` and `export` take: the arguments that select them, and the message if
//! there are none.

use std::sync::Arc;

use clap::Args;

use super::{CommandError, exit};
use crate::search::{
    ONLY_LOOSE, Query, Ranking, SearchRequest, Sort, advice, in_records, misspelled_field,
    unknown_field,
};
use crate::text::{excerpt, thousands};

/// Which claims a command takes, and in which order.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub(crate) struct SelectionArgs {
    /// Write at most this many claims
    #[arg(long, value_name = "N", value_parser = limit)]
    pub(crate) limit: Option<usize>,
    /// Also write loose matches
    #[arg(long)]
    pub(crate) loose: bool,
    /// If no claim’s own words match, take the claims whose records contain them
    #[arg(long)]
    pub(crate) all: bool,
    /// The order of the claims. A - before the name of a date puts the oldest first: --sort -said
    #[arg(long, value_enum, default_value_t, allow_hyphen_values = true)]
    pub(crate) sort: Sort,
    /// The most claims that are written if no limit is given.
    #[arg(skip)]
    pub(crate) ceiling: Option<usize>,
    /// The query, as one or several arguments. Write -- before a word that begins with -
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
}

/// Parses a number of claims.
fn limit(text: &str) -> Result<usize, &'static str> {
    match text.parse() {
        Ok(0) => Err("write a number from 1 on, or leave --limit out for all"),
        Ok(number) => Ok(number),
        Err(_) => Err("write a whole number, such as 20"),
    }
}

/// What a search found.
#[derive(Debug)]
pub(crate) struct FoundClaims {
    /// The claims that match the query.
    pub(crate) ranking: Arc<Ranking>,
    /// The claims whose records contain the query's words, if these were looked for there.
    pub(crate) records: Option<Arc<Ranking>>,
    /// The message if the query asks for marks and the user has none.
    pub(crate) no_marks: Option<&'static str>,
}

/// The claims that a command takes of those that were found.
#[derive(Debug)]
pub(super) struct ChosenClaims {
    pub(super) ranking: Arc<Ranking>,
    /// The query that finds them.
    pub(super) query: String,
    /// The message about them, or empty.
    pub(super) message: String,
    /// The exit code.
    pub(super) code: u8,
}

/// The most letters of a query that a message repeats.
const SHOWN: usize = 60;

impl SelectionArgs {
    /// Returns the query as it was typed.
    #[must_use]
    pub(crate) fn words(&self) -> String {
        self.query.join(" ")
    }

    /// Returns the most claims that are written.
    #[must_use]
    pub(crate) fn most(&self) -> usize {
        self.limit.or(self.ceiling).unwrap_or(usize::MAX)
    }

    /// Returns the search for these claims.
    ///
    /// # Errors
    /// Returns an error if the query has a field without a value, or with one that it doesn't
    /// accept.
    pub(crate) fn request(&self) -> Result<SearchRequest, CommandError> {
        let query = Query::parse(&self.words());
        match query.faults.first().or(query.unfilled.first()) {
            Some(fault) => Err(fault.clone().into()),
            None => Ok(SearchRequest { query, sort: self.sort, loose: self.loose }),
        }
    }

    /// Returns the search in whole records that follows a search which found no close match. A
    /// query about marks or with an unknown field is not widened.
    pub(crate) fn in_records(&self, found: &Ranking) -> Option<SearchRequest> {
        let words = self.words();
        if found.listed > 0 && !self.is_loose(found) || unknown_field(&words).is_some() {
            return None;
        }
        let query = Some(Query::parse(&in_records(&words)?)).filter(|query| !query.asks_marks())?;
        Some(SearchRequest { query, sort: self.sort, loose: self.loose })
    }

    /// Returns whether only loose matches were found, for which the user didn't ask.
    fn is_loose(&self, found: &Ranking) -> bool {
        found.loose_shown && !self.loose
    }

    /// Chooses the claims to take: those whose own words match, or with `--all` those whose records
    /// contain the words if no claim's own words match closely.
    ///
    /// # Errors
    /// Returns an error if nothing was found because of a mistake in the query.
    pub(super) fn choose(&self, found: FoundClaims) -> Result<ChosenClaims, CommandError> {
        let FoundClaims { ranking, records, no_marks } = found;
        let query = self.words();
        match records.filter(|records| records.listed > 0) {
            Some(records) if self.all => {
                let message = format!("{}{}", no_own_words(&query), self.note(&records, "; "));
                let query = in_records(&query).unwrap_or(query);
                Ok(ChosenClaims { ranking: records, query, message, code: 0 })
            }
            Some(records) => {
                let is_empty = ranking.listed == 0;
                let own = if is_empty { no_own_words(&query) } else { self.note(&ranking, "") };
                let count = thousands(records.listed);
                let contain =
                    if records.listed == 1 { "record contains" } else { "records contain" };
                let message = format!("{own}; {count} {contain} the words: --all takes them");
                let code = if is_empty { exit::NOTHING } else { 0 };
                Ok(ChosenClaims { ranking, query, message, code })
            }
            None if ranking.listed == 0 => {
                let message = nothing(&query, no_marks)?;
                Ok(ChosenClaims { ranking, query, message, code: exit::NOTHING })
            }
            None => {
                let message = self.note(&ranking, "");
                Ok(ChosenClaims { ranking, query, message, code: 0 })
            }
        }
    }

    /// Returns the message, after `lead`, if the claims are fewer than the user may expect, or only
    /// loose matches.
    fn note(&self, ranking: &Ranking, lead: &str) -> String {
        let most = self.most();
        if self.limit.is_none() && ranking.listed > most {
            return format!(
                "{lead}the first {} of {} claims",
                thousands(most),
                thousands(ranking.listed)
            );
        }
        if let Some(suggestion) = misspelled_field(&self.words()) {
            return format!("{lead}{suggestion}");
        }
        if self.is_loose(ranking) { format!("{lead}{ONLY_LOOSE}") } else { String::new() }
    }
}

/// Returns the message about a query that matches no claim's own words.
fn no_own_words(words: &str) -> String {
    format!("no claim’s own words match “{}”", excerpt(words, SHOWN))
}

/// Returns the message if no claim was found.
fn nothing(words: &str, no_marks: Option<&'static str>) -> Result<String, CommandError> {
    match (no_marks, unknown_field(words)) {
        (Some(message), _) => Ok(message.to_owned()),
        (None, Some(unknown)) => Err(unknown.into()),
        (None, None) => Ok(no_match(words)),
    }
}

/// Returns the message about a query that no claim matches.
fn no_match(words: &str) -> String {
    if words.trim().is_empty() {
        return "there are no claims".to_owned();
    }
    let advice = advice(words).map_or_else(String::new, |advice| format!(": {advice}"));
    format!("no claim matches “{}”{advice}", excerpt(words, SHOWN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(query: &str) -> SelectionArgs {
        let query = vec![query.to_owned()];
        SelectionArgs {
            limit: None,
            loose: false,
            all: false,
            sort: Sort::Rank,
            ceiling: None,
            query,
        }
    }

    fn listed(listed: usize) -> Arc<Ranking> {
        let mut ranking = Ranking::default();
        ranking.listed = listed;
        Arc::new(ranking)
    }

    #[test]
    fn a_ceiling_that_cuts_the_list_is_told() {
        let of =
            |limit, ceiling| SelectionArgs { limit, ceiling, ..args("") }.note(&listed(2_000), "");
        assert_eq!(of(None, Some(1_000)), "the first 1,000 of 2,000 claims");
        assert_eq!((of(None, None), of(Some(9), Some(1_000))), (String::new(), String::new()));
    }

    #[test]
    fn records_are_searched_if_no_claim_matches_by_itself() {
        let args = args("inbox topic:api");
        let request = args.in_records(&listed(0)).unwrap();
        assert_eq!(request.query, Query::parse("all:inbox topic:api"));
        assert_eq!(args.in_records(&listed(1)), None);
        for other in ["topic:api", "is:marked inbox", "foo:bar"] {
            assert_eq!(self::args(other).in_records(&listed(0)), None, "{other}");
        }
        let found = |records| FoundClaims {
            ranking: listed(0),
            records: Some(listed(records)),
            no_marks: None,
        };
        let chosen = args.choose(found(3)).unwrap();
        assert_eq!((chosen.ranking.listed, chosen.code), (0, exit::NOTHING));
        assert_eq!(
            chosen.message,
            "no claim’s own words match “inbox topic:api”; 3 records contain the words: --all takes them"
        );
        assert_eq!(args.choose(found(0)).unwrap().message, "no claim matches “inbox topic:api”");
        let all = SelectionArgs { all: true, ..args }.choose(found(3)).unwrap();
        assert_eq!((all.ranking.listed, all.code), (3, 0));
        assert_eq!(all.query, "all:inbox topic:api");
        assert_eq!(all.message, "no claim’s own words match “inbox topic:api”");
    }

    #[test]
    fn a_limit_is_a_number_from_1_on() {
        assert_eq!(limit("7"), Ok(7));
        assert!(limit("0").unwrap_err().contains("from 1 on"));
        for wrong in ["", "-1", "ten", "1.5", "99999999999999999999999"] {
            assert!(limit(wrong).unwrap_err().contains("whole number"), "{wrong}");
        }
    }
}
