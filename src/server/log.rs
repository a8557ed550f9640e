//! One line a connection, on standard error: for people, or as JSON. What is foreign in it came
//! through the text door.

use std::io::{self, Write};
use std::net::IpAddr;
use std::time::Duration;

use serde::Serialize;

use super::gate::Refused;
use super::visitor::Visit;

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// An object a line.
    Json,
}

/// A connection that has ended.
#[derive(Debug, Serialize)]
struct Line<'v> {
    at: String,
    address: IpAddr,
    user: &'v str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'v str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    term: &'v str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<(u16, u16)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<&'v str>,
    seconds: f64,
    keys: u64,
    bytes: u64,
    end: &'v str,
}

impl LogFormat {
    /// Tells of a connection that has ended.
    pub(super) fn visit(self, address: IpAddr, visit: &Visit, lasted: Duration, end: &str) {
        let (keys, sent) = visit.wire.as_ref().map_or((0, visit.answered), |wire| wire.counts());
        let line = Line {
            at: now(),
            address,
            user: &visit.user,
            key: visit.fingerprint.as_deref(),
            term: &visit.term,
            size: visit.size,
            command: visit.command.as_deref(),
            seconds: (lasted.as_secs_f64() * 1e3).round() / 1e3,
            keys,
            bytes: sent,
            end,
        };
        say(&match self {
            Self::Json => serde_json::to_string(&line).unwrap_or_default(),
            Self::Text => text(&line),
        });
    }

    /// Tells of so many connections that were not let in.
    pub(super) fn refused(self, address: IpAddr, why: Refused, count: u64) {
        say(&match self {
            Self::Json => {
                let line = serde_json::json!({ "at": now(), "address": address, "refused": why.to_string(), "count": count });
                line.to_string()
            }
            Self::Text => {
                format!("{} {address} refused: {why} ({count} since the last line)", now())
            }
        });
    }

    /// Tells something about the server itself.
    pub(super) fn event(self, words: &str) {
        let words = crate::text::line(words);
        say(&match self {
            Self::Json => serde_json::json!({ "at": now(), "event": words }).to_string(),
            Self::Text => format!("{} {words}", now()),
        });
    }
}

fn text(line: &Line) -> String {
    let dash = |words: &str| if words.is_empty() { "-".to_owned() } else { words.to_owned() };
    let size = line.size.map_or("-".to_owned(), |(columns, rows)| format!("{columns}x{rows}"));
    let command = line.command.map(|command| format!(" command={command:?}")).unwrap_or_default();
    format!(
        "{} {} user={:?} key={} term={} size={size} seconds={} keys={} bytes={} end={}{command}",
        line.at,
        line.address,
        line.user,
        dash(line.key.unwrap_or_default()),
        dash(line.term),
        line.seconds,
        line.keys,
        line.bytes,
        line.end,
    )
}

fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn say(line: &str) {
    // Where standard error is closed nobody reads the log.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
