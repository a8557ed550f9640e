//! The log on standard error: one line for each session, and for each connection without a session,
//! as text or JSON. Foreign text in it is in display form and in quotes.

mod writer;

use std::io::{self, Write};
use std::net::IpAddr;
use std::time::Duration;

use serde::Serialize;

use super::connection_record::{ConnectionRecord, SessionRecord};
use super::gate::RefusalCause;
pub(crate) use crate::config::LogFormat;
use crate::text::DisplayText;
use writer::LogWriter;

/// The writer for standard error, of which a process has one.
static WRITER: LogWriter = LogWriter::new();
/// How long the end of the process waits for standard error.
const FLUSH: Duration = Duration::from_secs(2);

/// The line about a session, or about a connection without one, that has ended.
#[derive(Debug, Serialize)]
struct LogLine<'v> {
    at: String,
    address: IpAddr,
    user: &'v DisplayText<'v>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'v str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    term: &'v DisplayText<'v>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<(u16, u16)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<&'v DisplayText<'v>>,
    seconds: f64,
    keys: u64,
    bytes: u64,
    end: &'v str,
    /// Why the last login was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'v str>,
}

impl LogFormat {
    /// Starts the thread that writes the log.
    ///
    /// # Errors
    /// Returns an error if the system refuses to start a thread.
    pub(super) fn begin(self) -> io::Result<()> {
        // If standard error is closed, the log has no reader, so errors don't matter.
        let write = |line: &str| drop(writeln!(io::stderr(), "{line}"));
        let lost = move |count| {
            self.written(&format!("standard error was blocked: {count} log lines are lost"))
        };
        let run = move || WRITER.run(write, lost);
        std::thread::Builder::new().name("log".to_owned()).spawn(run)?;
        Ok(())
    }

    /// Logs a session that has ended, or a connection that has ended without one.
    pub(super) fn connection(
        self,
        address: IpAddr,
        record: &ConnectionRecord,
        session: Option<&SessionRecord>,
        lasted: Duration,
        end: &str,
    ) {
        let (keys, sent) = session.map(SessionRecord::counts).unwrap_or_default();
        let no_term = DisplayText::default();
        let line = LogLine {
            at: now(),
            address,
            user: &record.user,
            key: record.fingerprints.as_deref(),
            term: session.map_or(&no_term, |session| &session.term),
            size: session.and_then(|session| session.size),
            command: session.and_then(|session| session.command.as_ref()),
            seconds: (lasted.as_secs_f64() * 1e3).round() / 1e3,
            keys,
            bytes: sent,
            end,
            refused: record.refused.filter(|_| record.logged_in.is_none()),
        };
        WRITER.say(match self {
            Self::Json => serde_json::to_string(&line).unwrap_or_default(),
            Self::Text => text(&line),
        });
    }

    /// Logs that connections were refused: the last one's address and cause, and how many there
    /// were.
    pub(super) fn refused(self, address: IpAddr, why: RefusalCause, count: u64) {
        WRITER.say(match self {
            Self::Json => {
                let line = serde_json::json!({ "at": now(), "address": address, "refused": why.to_string(), "count": count });
                line.to_string()
            }
            Self::Text => {
                format!("{} {address} refused: {why} ({count} since the last line)", now())
            }
        });
    }

    /// Logs an event of the server itself.
    pub(super) fn event(self, words: &str) {
        WRITER.say(self.written(words));
    }

    /// Logs counters with their names.
    pub(super) fn counts(self, counts: &[(&'static str, u64)]) {
        WRITER.say(match self {
            Self::Json => {
                let counts: serde_json::Map<_, _> = counts
                    .iter()
                    .map(|(name, count)| ((*name).to_owned(), (*count).into()))
                    .collect();
                serde_json::json!({ "at": now(), "counts": counts }).to_string()
            }
            Self::Text => {
                let counts = counts.iter().map(|(name, count)| format!(" {name}={count}"));
                format!("{} counts:{}", now(), counts.collect::<String>())
            }
        });
    }

    fn written(self, words: &str) -> String {
        let words = crate::text::line(words);
        match self {
            Self::Json => serde_json::json!({ "at": now(), "event": *words }).to_string(),
            Self::Text => format!("{} {words}", now()),
        }
    }
}

/// Waits until the log is written, or for [`FLUSH`] if standard error blocks.
pub(super) fn flush() {
    WRITER.flush(FLUSH);
}

/// Writes a line as keys and values. Foreign values stand in quotes, so that none can look like
/// further keys and values.
fn text(line: &LogLine) -> String {
    let term = if line.term.is_empty() { "-".to_owned() } else { format!("{:?}", line.term) };
    let size = line.size.map_or("-".to_owned(), |(columns, rows)| format!("{columns}x{rows}"));
    let command = line.command.map(|command| format!(" command={command:?}")).unwrap_or_default();
    let refused = line.refused.map(|why| format!(" refused={why:?}")).unwrap_or_default();
    format!(
        "{} {} user={:?} key={} term={term} size={size} seconds={} keys={} bytes={} end={}{refused}{command}",
        line.at,
        line.address,
        line.user,
        line.key.unwrap_or("-"),
        line.seconds,
        line.keys,
        line.bytes,
        line.end,
    )
}

fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORGED: &str = "x\" size=1x1 end=quit\n2026 10.0.0.1 user=\u{1b}[2J";

    fn line<'v>(foreign: &'v DisplayText<'v>) -> LogLine<'v> {
        LogLine {
            at: "then".to_owned(),
            address: [10, 0, 0, 9].into(),
            user: foreign,
            key: None,
            term: foreign,
            size: Some((80, 24)),
            command: Some(foreign),
            seconds: 1.5,
            keys: 2,
            bytes: 3,
            end: "done",
            refused: None,
        }
    }

    /// Parses a line as shells and log readers do: quotes hold a value together.
    fn read(text: &str) -> Vec<(String, String)> {
        let words = shell_words::split(text).unwrap();
        let pairs = words.iter().filter_map(|word| word.split_once('='));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    #[test]
    fn nothing_foreign_looks_like_more_of_a_line() {
        for foreign in [FORGED, "x size=1x1 end=quit", "\\", "a b", "-", "\u{202e}"] {
            let told = text(&line(&foreign.into()));
            assert!(!told.chars().any(char::is_control), "{told}");
            let read = read(&told);
            let names: Vec<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
            let all = ["user", "key", "term", "size", "seconds", "keys", "bytes", "end", "command"];
            assert_eq!(names, all, "{told}");
            assert!(read.contains(&("size".to_owned(), "80x24".to_owned())), "{told}");
            assert!(read.contains(&("end".to_owned(), "done".to_owned())), "{told}");
        }
    }

    #[test]
    fn nothing_foreign_breaks_json() {
        let foreign = DisplayText::from(FORGED);
        let told = serde_json::to_string(&line(&foreign)).unwrap();
        assert!(!told.chars().any(char::is_control), "{told}");
        let read: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!((&read["user"], &read["term"]), (&(*foreign).into(), &(*foreign).into()));
        assert_eq!((&read["size"][0], &read["end"]), (&80.into(), &"done".into()));
    }
}
