//! Compares showing a claim over SSH by this server with a process behind OpenSSH’s server.

use std::process::Command;

use crate::openssh::{Sshd, client, found};
use crate::server::{Room, Server, WIDE};
use crate::settings::Settings;
use crate::table::Table;
use crate::timing::{median, seconds};

/// The id of the claim that is shown.
const CLAIM: &str = "c4711";
const WHAT: &str = "connect + `show` + exit, OpenSSH’s client";
const REACH: &str = "≤ 0.5x of sshd with one process a reader";

/// Measures both in turn.
pub fn measure(room: &Room, settings: &Settings, table: &mut Table) {
    if found("ssh").is_none() {
        let why = "there is no ssh: apt-get install openssh-client";
        return table.row(WHAT, REACH, why.to_owned(), None);
    }
    let sshd = match Sshd::start(room) {
        Ok(sshd) => sshd,
        Err(why) => return table.row(WHAT, REACH, why, None),
    };
    let server = room.serve(WIDE);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    // The first round warms up what both read from disk, such as the index.
    for round in 0..=settings.rounds {
        let (one, other) = (run(of_ours(&server)), run(of_theirs(room, &sshd)));
        if round > 0 {
            ours.push(one);
            theirs.push(other);
        }
    }
    let (ours, theirs) = (median(&ours), median(&theirs));
    let measured = format!(
        "{:.0} ms, sshd {:.0} ms: {:.2}x, medians of {}",
        ours * 1e3,
        theirs * 1e3,
        ours / theirs,
        settings.rounds
    );
    table.row(WHAT, REACH, measured, Some(ours <= 0.5 * theirs));
}

fn of_ours(server: &Server) -> Command {
    let mut command = client(server.at);
    command.args(["127.0.0.1", "show", CLAIM]);
    command
}

fn of_theirs(room: &Room, sshd: &Sshd) -> Command {
    let mut command = client(sshd.at);
    let home = room.folder.display();
    let program = room.program.display();
    let claims = room.claims.display();
    let line = format!("env HOME={home} XDG_CACHE_HOME={home} {program} show {CLAIM} -d {claims}");
    command.arg("-i").arg(&sshd.key).args(["-o", "IdentitiesOnly=yes", "127.0.0.1", &line]);
    command
}

/// Runs a command, which must succeed, and returns its duration in seconds.
fn run(mut command: Command) -> f64 {
    seconds(|| assert!(command.status().unwrap().success(), "no claim was shown: {command:?}"))
}
