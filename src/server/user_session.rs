//! Runs the session of one remote user: the same loop and the same explorer as on a local terminal,
//! in a thread of its own, behind a [`Mailbox`].

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use super::gate::SessionPlace;
use super::link::Remote;
use super::mailbox::Mailbox;
use super::session_end::SessionEnd;
use super::state::ServerState;
use crate::app::keymap::Keymap;
use crate::app::{OpenDatasets, Purpose, Setup, Where};
use crate::claim::Address;
use crate::search::spelled;
use crate::session::{Event, Session, shared_about};
use crate::terminal::modes;
use crate::terminal::profile::{Colours, Environment, Profile};
use crate::text::DisplayText;
use crate::theme::{Borders, Glyphs, Palette, Theme};

/// The most columns and rows of a user's screen.
const LARGEST: (u16, u16) = (300, 100);
/// The columns and rows of a screen of unknown size.
const UNKNOWN: (u16, u16) = (80, 24);
/// The stack of a session's thread in bytes. The session's loop doesn't recurse.
const STACK: usize = 1 << 20;

/// The client's description of the user's terminal.
#[derive(Debug, Clone, Default)]
pub(super) struct Seat {
    pub(super) term: DisplayText<'static>,
    pub(super) variables: Vec<(String, String)>,
    pub(super) size: Option<(u16, u16)>,
}

impl Seat {
    fn lookup(&self, name: &str) -> Option<String> {
        if name == "TERM" {
            return Some(self.term.to_string());
        }
        let found = self.variables.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone())
    }

    /// Returns whether the terminal can show the explorer. A terminal without a name may be a dumb
    /// one.
    pub(super) fn can_show(&self) -> bool {
        !self.term.is_empty() && !Environment::new(&|name| self.lookup(name)).is_dumb()
    }

    fn profile(&self) -> Profile {
        Environment::new(&|name| self.lookup(name)).profile()
    }
}

/// Limits the size that a client reports to one that a screen can have.
pub(super) fn clamped(columns: u32, rows: u32) -> (u16, u16) {
    let within = |size: u32, unknown: u16, largest: u16| match size {
        0 => unknown,
        size => u16::try_from(size).unwrap_or(largest).min(largest),
    };
    (within(columns, UNKNOWN.0, LARGEST.0), within(rows, UNKNOWN.1, LARGEST.1))
}

/// Starts a user's session, on a claim if one is given. It frees its place when its thread has
/// dropped everything that it held.
pub(super) fn begin(
    server: &Arc<ServerState>,
    mailbox: &Arc<Mailbox>,
    seat: Seat,
    claim: Option<&Address>,
    place: Arc<SessionPlace>,
) -> io::Result<()> {
    let query = claim.map(|address| spelled("id", &address.to_string())).unwrap_or_default();
    let (server, theirs) = (Arc::clone(server), Arc::clone(mailbox));
    let run = move || {
        let terminal = (seat.profile(), seat.size.unwrap_or(UNKNOWN));
        let run = || {
            let ended = session(&server, &theirs, terminal, query);
            drop(place);
            ended
        };
        until_the_end(&theirs, terminal, run);
    };
    thread::Builder::new().name("session".to_owned()).stack_size(STACK).spawn(run)?;
    Ok(())
}

/// Runs a session and ends its mailbox however the session ends. The timeouts of a session run in
/// its thread, so a thread that panicked without a word would leave its connection open for ever.
fn until_the_end(
    mailbox: &Mailbox,
    (profile, size): (Profile, (u16, u16)),
    session: impl FnOnce() -> io::Result<()>,
) {
    // Of the state that a panic may leave inconsistent, only the mailbox is used again, and that is
    // consistent whenever its lock is free.
    let why = match catch_unwind(AssertUnwindSafe(session)) {
        Ok(Ok(())) => mailbox.ended().unwrap_or(SessionEnd::Quit),
        Ok(Err(_)) | Err(_) => SessionEnd::Broken,
    };
    mailbox.finish(why, &farewell(profile, size, why));
}

fn session(
    server: &ServerState,
    mailbox: &Arc<Mailbox>,
    (profile, size): (Profile, (u16, u16)),
    query: String,
) -> io::Result<()> {
    let corpus = server.corpus();
    let theme = Theme {
        palette: if profile.colours == Colours::Mono { Palette::Mono } else { Palette::Sixteen },
        glyphs: if profile.unicode { Glyphs::Unicode } else { Glyphs::Ascii },
        borders: Borders::Lines,
    };
    let title = theme.words(&shared_about(&corpus).window_title());
    let setup = Setup {
        keymap: Keymap::default(),
        purpose: Purpose::Explore,
        place: Where::Elsewhere,
        single: false,
        glyphs: theme.glyphs,
        size,
        query,
        about: Arc::new(OpenDatasets::default()),
    };
    let bell = Arc::clone(mailbox);
    let session = Session::new(setup, corpus, Arc::new(move || bell.ring()))?;
    if let Some(fault) = server.fault() {
        session.event_sender().send(Event::Stale(Some(fault)));
    }
    let mut remote = Remote::new(
        Arc::clone(mailbox),
        (profile, theme),
        &title,
        server.times,
        session.event_sender(),
    );
    session.run(&mut remote)?;
    Ok(())
}

/// Returns the bytes that restore the terminal and tell the user why the session ended, if that
/// needs telling.
fn farewell(profile: Profile, (_, rows): (u16, u16), why: SessionEnd) -> Vec<u8> {
    let mut bytes = modes::leave(profile, rows, false);
    let words = match why {
        SessionEnd::Idle => "gainsay: no key was pressed for too long\r\n",
        SessionEnd::Old => "gainsay: this session reached its time limit\r\n",
        SessionEnd::Stopped => "gainsay: the server is stopping\r\n",
        SessionEnd::Revoked => "gainsay: your key is no longer accepted\r\n",
        SessionEnd::Broken => "gainsay: an internal error occurred; please try again\r\n",
        SessionEnd::Quit | SessionEnd::Gone | SessionEnd::Deaf => "",
    };
    bytes.extend_from_slice(words.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::server::mailbox::Outgoing;

    #[test]
    fn a_session_that_breaks_down_gives_the_terminal_back() {
        let terminal = (Seat { term: "xterm".into(), ..Seat::default() }.profile(), UNKNOWN);
        let mailbox = Arc::new(Mailbox::new(Instant::now()));
        let theirs = Arc::clone(&mailbox);
        let breaks = move || until_the_end(&theirs, terminal, || panic!("as it is meant to"));
        assert!(thread::spawn(breaks).join().is_ok(), "the panic goes no further");
        assert_eq!(mailbox.ended(), Some(SessionEnd::Broken));
        assert_eq!((SessionEnd::Broken.code(), SessionEnd::Idle.code()), (1, 0));
        let Outgoing::Bytes(bytes) = mailbox.outgoing() else { panic!("no farewell") };
        let said = String::from_utf8(bytes).unwrap();
        assert!(
            said.contains("\x1b[?1049l") && said.contains("an internal error occurred"),
            "{said:?}"
        );
        assert_eq!(mailbox.outgoing(), Outgoing::Over);
    }

    #[test]
    fn sizes_are_made_possible() {
        assert_eq!(clamped(0, 0), (80, 24));
        assert_eq!(clamped(65_535, 4_000_000_000), (300, 100));
        assert_eq!(clamped(1, 40), (1, 40));
    }
}
