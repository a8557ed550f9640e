//! The settings of the server: each is a flag of `serve` and a key of `[serve]`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgGroup, Args, ValueEnum};
use serde::Deserialize;

use super::value;

/// The settings of the server. What is not set has the default that its help names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Deserialize)]
#[command(group = ArgGroup::new("who").args(["authorized_keys", "anonymous"]))]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[allow(clippy::doc_markdown, reason = "printed as help, where backticks stay")]
pub(crate) struct ServeSettings {
    /// Where to listen [default: 127.0.0.1:2222]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<SocketAddr>,
    /// The server’s private host key; created if the file does not exist [default: host_key
    /// beside config.toml]
    #[arg(long, value_name = "FILE")]
    pub(crate) host_key: Option<PathBuf>,
    /// Accept only users with one of these keys: lines as in ~/.ssh/authorized_keys
    #[arg(long, value_name = "FILE")]
    pub(crate) authorized_keys: Option<PathBuf>,
    /// End the sessions whose key was removed whenever the keys are reloaded
    #[arg(long)]
    pub(crate) end_revoked: bool,
    /// Accept everyone (the default)
    #[arg(long)]
    pub(crate) anonymous: bool,
    /// Accept everyone from anywhere: needed for an address that other machines can reach
    #[arg(long)]
    pub(crate) public: bool,
    /// Maximum number of connections [default: 600]
    #[arg(long, value_name = "N", value_parser = value::number::<usize>)]
    #[serde(deserialize_with = "value::a_number")]
    pub(crate) max_connections: Option<usize>,
    /// Maximum number of connections that have not logged in yet [default: 100]
    #[arg(long, value_name = "N", value_parser = value::number::<usize>)]
    #[serde(deserialize_with = "value::a_number")]
    pub(crate) max_unauthenticated: Option<usize>,
    /// Maximum number of connections from one address (IPv6: from one /64) [default: 20]
    #[arg(long, value_name = "N", value_parser = value::number::<usize>)]
    #[serde(deserialize_with = "value::a_number")]
    pub(crate) max_per_address: Option<usize>,
    /// Maximum number of new connections per second from one address [default: 10]
    #[arg(long, value_name = "N", value_parser = value::number::<u32>)]
    #[serde(deserialize_with = "value::a_number")]
    pub(crate) rate: Option<u32>,
    /// Maximum time for a login [default: 20s]
    #[arg(long, value_name = "TIME", value_parser = value::time)]
    #[serde(deserialize_with = "value::a_time")]
    pub(crate) grace: Option<Duration>,
    /// Maximum time without a key press [default: 15m]
    #[arg(long, value_name = "TIME", value_parser = value::time)]
    #[serde(deserialize_with = "value::a_time")]
    pub(crate) idle: Option<Duration>,
    /// Maximum time for a session [default: 8h]
    #[arg(long, value_name = "TIME", value_parser = value::time)]
    #[serde(deserialize_with = "value::a_time")]
    pub(crate) max_session: Option<Duration>,
    /// Size of the longest record that the server opens; longer ones can be exported as json or ndjson [default: 64M]
    #[arg(long, value_name = "SIZE", value_parser = value::positive_size)]
    #[serde(deserialize_with = "value::a_positive_size")]
    pub(crate) max_record: Option<u64>,
    /// Maximum memory for all open records together [default: 1G]
    #[arg(long, value_name = "SIZE", value_parser = value::positive_size)]
    #[serde(deserialize_with = "value::a_positive_size")]
    pub(crate) max_open: Option<u64>,
    /// Offer compression (--compression=false: do not): less network traffic, more memory per session
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) compression: Option<bool>,
    /// Format of the log on standard error, one line per connection [default: text]
    #[arg(long, value_enum)]
    pub(crate) log_format: Option<LogFormat>,
}

/// The format of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LogFormat {
    /// Keys and values, for people
    #[default]
    Text,
    /// One JSON object a line, for programs
    Json,
}

impl ServeSettings {
    /// Returns these settings, completed by `others` where they set nothing. The keys and
    /// `anonymous` exclude each other, so either of them here replaces both.
    pub(crate) fn or(self, others: Self) -> Self {
        let admits = self.anonymous || self.authorized_keys.is_some();
        let others = if admits {
            Self { anonymous: false, authorized_keys: None, ..others }
        } else {
            others
        };
        Self {
            listen: self.listen.or(others.listen),
            host_key: self.host_key.or(others.host_key),
            authorized_keys: self.authorized_keys.or(others.authorized_keys),
            end_revoked: self.end_revoked || others.end_revoked,
            anonymous: self.anonymous || others.anonymous,
            public: self.public || others.public,
            max_connections: self.max_connections.or(others.max_connections),
            max_unauthenticated: self.max_unauthenticated.or(others.max_unauthenticated),
            max_per_address: self.max_per_address.or(others.max_per_address),
            rate: self.rate.or(others.rate),
            grace: self.grace.or(others.grace),
            idle: self.idle.or(others.idle),
            max_session: self.max_session.or(others.max_session),
            max_record: self.max_record.or(others.max_record),
            max_open: self.max_open.or(others.max_open),
            compression: self.compression.or(others.compression),
            log_format: self.log_format.or(others.log_format),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_take_precedence_and_keys_and_anonymous_replace_each_other() {
        let keys = |name: &str| Some(PathBuf::from(name));
        let file = ServeSettings {
            rate: Some(3),
            idle: Some(Duration::from_secs(1)),
            authorized_keys: keys("file"),
            public: true,
            compression: Some(true),
            ..ServeSettings::default()
        };
        let flags = ServeSettings {
            rate: Some(4),
            anonymous: true,
            compression: Some(false),
            ..ServeSettings::default()
        };
        let merged = flags.clone().or(file.clone());
        assert_eq!((merged.rate, merged.idle), (Some(4), file.idle));
        assert_eq!((merged.public, merged.compression), (true, Some(false)));
        assert_eq!((merged.anonymous, merged.authorized_keys), (true, None));
        let flags = ServeSettings { authorized_keys: keys("flag"), ..ServeSettings::default() };
        let file = ServeSettings { anonymous: true, ..file };
        let merged = flags.or(file.clone());
        assert_eq!((merged.anonymous, merged.authorized_keys), (false, keys("flag")));
        assert_eq!(ServeSettings::default().or(file.clone()), file);
    }
}
