//! Tests of the real program on the command line: its output and its exit codes.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod checking;
mod help;
#[path = "../support/home.rs"]
mod home;
mod hostile;
mod importing;
#[cfg(not(feature = "server"))]
mod no_server;
mod searching;
#[cfg(feature = "server")]
mod serving;
mod settings;
mod showing;

use home::{Home, Ran, finish};

fn gainsay(arguments: &[&str]) -> Ran {
    Home::new().run(arguments)
}

/// Returns a dataset with one claim of this id and text.
fn dataset(id: &str, claim: &str, text: &str) -> String {
    format!(
        r#"{{"gainsay":1,"dataset":{{"id":"{id}","title":"T"}},"agents":[{{"id":"meta","kind":"organisation","name":"Meta of {id}"}}],
"claims":[
{{"id":"{claim}","text":"{text}","made":[{{"by":"meta"}}]}}]}}"#
    )
}
