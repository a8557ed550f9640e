//! A session channel of a connection: what the client has requested on it, and the explorer or the
//! answer that it carries. A connection may have several, which know nothing of each other.

use std::future::{Future, ready};
use std::sync::Arc;
use std::time::Instant;

use russh::ChannelWriteHalf;
use russh::server::Msg;

use super::answering::{answer, refusal};
use super::command::{self, RemoteCommand};
use super::connection::Connection;
use super::connection_record::SessionRecord;
use super::ending::Ending;
use super::gate::SessionPlace;
use super::mailbox::Mailbox;
use super::sending::{LineEnds, Reply, send_frames};
use super::session_end::SessionEnd;
use super::state::ServerState;
use super::user_session::{self, Seat};
use crate::claim::Address;
use crate::commands::Answer;
use crate::text::{self, DisplayText};

/// The most environment variables that are accepted, and the most bytes of a name (of a variable, a
/// user or a terminal) and of a value.
const VARIABLES: usize = 16;
pub(super) const NAME: usize = 64;
const VALUE: usize = 128;
/// The answer to a client that requests neither a terminal nor a command.
const NO_TERMINAL: &str =
    "no terminal was requested; use ssh -t, or give a command: search QUERY, show ID, help";

/// The answer to a client whose terminal can't show the explorer.
const DUMB: &str = "the explorer needs a terminal that can move its cursor, but TERM is dumb or empty: give a command: search QUERY, show ID, help";

/// A session of a connection, as the tasks that work for it know it.
#[derive(Clone)]
pub(super) struct SessionHandle {
    pub(super) server: Arc<ServerState>,
    connection: Arc<Connection>,
    number: usize,
}

impl SessionHandle {
    /// Begins a session of a connection.
    pub(super) fn begin(
        server: &Arc<ServerState>,
        connection: &Arc<Connection>,
        place: SessionPlace,
    ) -> Self {
        let number = connection.begin_session(place, &server.metrics);
        Self { server: Arc::clone(server), connection: Arc::clone(connection), number }
    }

    pub(super) fn note(&self, change: impl FnOnce(&mut SessionRecord)) {
        self.connection.note(self.number, change);
    }

    fn place(&self) -> Option<Arc<SessionPlace>> {
        self.connection.place(self.number)
    }

    /// Records that the channel is closed or is about to be.
    pub(super) fn end(&self) {
        self.connection.end_session(self.number, &self.server.metrics);
    }
}

/// A session channel.
pub(super) struct SessionChannel {
    session: SessionHandle,
    /// The channel, until an explorer or an answer takes it.
    write: Option<ChannelWriteHalf<Msg>>,
    has_terminal: bool,
    seat: Seat,
    mailbox: Option<Arc<Mailbox>>,
    /// Ends what is being sent when the client closes the channel or the connection.
    gone: Arc<Ending>,
}

impl SessionChannel {
    pub(super) fn new(session: SessionHandle, write: ChannelWriteHalf<Msg>) -> Self {
        Self {
            session,
            write: Some(write),
            has_terminal: false,
            seat: Seat::default(),
            mailbox: None,
            gone: Arc::default(),
        }
    }

    /// Returns whether the channel is closed.
    pub(super) fn is_closed(&self) -> bool {
        self.session.place().is_none()
    }

    /// Returns whether an explorer or an answer has taken the channel. Requests that come later are
    /// refused, and the log describes the one that was served.
    fn is_taken(&self) -> bool {
        self.write.is_none()
    }

    /// Sets the terminal. Returns `false` if the channel already serves a request.
    pub(super) fn set_terminal(&mut self, term: &str, size: (u16, u16)) -> bool {
        if self.is_taken() {
            return false;
        }
        self.has_terminal = true;
        self.seat.term = bounded(term, NAME);
        self.seat.size = Some(size);
        let term = self.seat.term.clone();
        self.session.note(|record| (record.term, record.size) = (term, Some(size)));
        true
    }

    /// Sets an environment variable, if it is one that a session uses.
    pub(super) fn set_variable(&mut self, name: &str, value: &str) -> bool {
        let wanted = ["LANG", "COLORTERM", "NO_COLOR"].contains(&name) || name.starts_with("LC_");
        let small = name.len() <= NAME && value.len() <= VALUE;
        let room = self.seat.variables.len() < VARIABLES && !self.is_taken();
        let is_set = wanted && small && room;
        if is_set {
            self.seat.variables.push((name.to_owned(), value.to_owned()));
        }
        is_set
    }

    pub(super) fn resize(&mut self, size: (u16, u16)) {
        self.seat.size = Some(size);
        if let Some(mailbox) = &self.mailbox {
            mailbox.resize(size);
        }
    }

    pub(super) fn feed(&self, bytes: &[u8]) {
        if let Some(mailbox) = &self.mailbox {
            mailbox.feed(bytes, Instant::now());
        }
    }

    /// Starts the explorer. Returns `false` if it can't be started.
    pub(super) fn shell(&mut self) -> bool {
        if self.has_terminal { self.explore(None) } else { self.refuse(NO_TERMINAL) }
    }

    /// Runs a command. Returns `false` if the channel already serves another request.
    pub(super) fn exec(&mut self, line: &[u8]) -> bool {
        if self.is_taken() {
            return false;
        }
        let line = String::from_utf8_lossy(line);
        let command = command::parse(&line);
        self.session.note(|record| record.command = Some(bounded(&line, VALUE)));
        match command {
            Ok(RemoteCommand::Explore(claim)) if self.has_terminal => self.explore(Some(&claim)),
            Ok(command) => {
                let Some(place) = self.session.place() else { return false };
                self.reply(answer(self.session.server.corpus(), command, place))
            }
            Err(why) => self.reply(ready(Answer::from(&why))),
        }
    }

    /// Starts the explorer, or answers that it can't be shown. Returns `false` if it can't be
    /// started.
    fn explore(&mut self, claim: Option<&Address>) -> bool {
        if !self.seat.can_show() {
            return self.refuse(DUMB);
        }
        let (Some(write), Some(place)) = (self.write.take(), self.session.place()) else {
            return false;
        };
        let mailbox = Arc::new(Mailbox::new(Instant::now()));
        let server = &self.session.server;
        // Register the mailbox before the session takes the corpus, so that it misses no newer one.
        server.enter(&mailbox);
        if user_session::begin(server, &mailbox, self.seat.clone(), claim, place).is_err() {
            self.session.note(|record| record.done = Some(Instant::now()));
            return false;
        }
        self.session.note(|record| record.mailbox = Some(Arc::clone(&mailbox)));
        self.mailbox = Some(Arc::clone(&mailbox));
        tokio::spawn(send_frames(mailbox, write, Arc::clone(&self.gone), self.session.clone()));
        true
    }

    fn refuse(&mut self, why: &str) -> bool {
        self.reply(ready(refusal(&why)))
    }

    /// Sends an answer in the background. Returns `false` if the channel already serves another
    /// request.
    fn reply(&mut self, answer: impl Future<Output = Answer> + Send + 'static) -> bool {
        let (Some(channel), Some(place)) = (self.write.take(), self.session.place()) else {
            return false;
        };
        let ends = if self.has_terminal { LineEnds::Returned } else { LineEnds::Bare };
        let reply = Reply { channel, ends, session: self.session.clone() };
        reply.begin(answer, place, Arc::clone(&self.gone));
        true
    }

    /// Ends the explorer because its user can send no more keys. An answer needs none.
    pub(super) fn end_input(&self) {
        if let Some(mailbox) = &self.mailbox {
            mailbox.end(SessionEnd::Gone);
        }
    }

    /// Ends the explorer or the answer because the client has closed the channel or the connection.
    pub(super) fn abandon(&self) {
        self.gone.end(SessionEnd::Gone.word());
        self.end_input();
    }

    /// Ends the session because the client has closed the channel.
    pub(super) fn close(&self) {
        self.abandon();
        self.session.end();
    }
}

/// Returns foreign text, cut to at most `bytes` bytes of its display form at a character boundary.
pub(super) fn bounded(words: &str, bytes: usize) -> DisplayText<'static> {
    let shown = text::line(words);
    let end = (0..=bytes.min(shown.len())).rev().find(|end| shown.is_char_boundary(*end));
    shown.piece(0..end.unwrap_or(0)).into_owned()
}
