//! The claims that `search` and `export` take: the arguments that select them, and the message if
//! there are none.

use std::sync::Arc;

use clap::Args;

use super::{Answer, CommandError, exit};
use crate::search::{ONLY_LOOSE, Query, Ranking, SearchRequest, Sort, advice, unknown_field};
use crate::text::{excerpt, thousands};

/// Which claims a command takes, and in which order.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub(crate) struct SelectionArgs {
    /// Write at most this many claims
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<usize>,
    /// Also write loose matches
    #[arg(long)]
    pub(crate) loose: bool,
    /// The order of the claims
    #[arg(long, value_enum, default_value_t)]
    pub(crate) sort: Sort,
    /// The most claims that are written if no limit is given.
    #[arg(skip)]
    pub(crate) ceiling: Option<usize>,
    /// The query, as one or several arguments. Write -- before a word that begins with -
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
}

/// What a search found.
#[derive(Debug)]
pub(crate) struct FoundClaims {
    /// The claims that match the query.
    pub(crate) ranking: Arc<Ranking>,
    /// The message if the query asks for marks and the user has none.
    pub(crate) no_marks: Option<&'static str>,
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
    /// Returns an error if the query has a field with a value that it doesn't accept.
    pub(crate) fn request(&self) -> Result<SearchRequest, CommandError> {
        let query = Query::parse(&self.words());
        match query.faults.first() {
            Some(fault) => Err(fault.clone().into()),
            None => Ok(SearchRequest { query, sort: self.sort, loose: self.loose }),
        }
    }

    /// Returns the message if the claims are fewer than the user may expect, or only loose matches.
    pub(super) fn note(&self, ranking: &Ranking) -> String {
        let most = self.most();
        if self.limit.is_none() && ranking.listed > most {
            return format!(
                "the first {} of {} claims",
                thousands(most),
                thousands(ranking.listed)
            );
        }
        let is_loose = ranking.loose_shown && !self.loose;
        if is_loose { ONLY_LOOSE.to_owned() } else { String::new() }
    }

    /// Returns the answer if no claim was found.
    pub(super) fn nothing(&self, no_marks: Option<&'static str>) -> Result<Answer, CommandError> {
        let words = self.words();
        let message = match no_marks {
            Some(message) => message.to_owned(),
            None => match unknown_field(&words) {
                Some(unknown) => return Err(unknown.into()),
                None => no_match(&words),
            },
        };
        Ok(Answer::without_output(&message, exit::NOTHING))
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

    #[test]
    fn a_ceiling_that_cuts_the_list_is_told() {
        let of = |limit, ceiling| {
            let args =
                SelectionArgs { limit, ceiling, loose: false, sort: Sort::Rank, query: Vec::new() };
            let mut ranking = Ranking::default();
            ranking.listed = 2_000;
            args.note(&ranking)
        };
        assert_eq!(of(None, Some(1_000)), "the first 1,000 of 2,000 claims");
        assert_eq!((of(None, None), of(Some(9), Some(1_000))), (String::new(), String::new()));
    }
}
