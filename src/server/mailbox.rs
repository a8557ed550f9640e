//! What passes between a connection and the thread that its session runs in: state under a
//! short lock, never a queue that grows. Keys are taken as they come; a frame is handed over
//! only when the last one was taken.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use crate::search::Corpus;
use crate::terminal::decode::{Decoder, TerminalEvent};

/// How long a reader rests who is moved on to a newer corpus though they do nothing.
const REST: Duration = Duration::from_mins(1);

/// What is told of a newer corpus before and after.
const THERE: &str = "the dataset has changed; press any key to reload";
const SHOWN: &str = "the dataset has changed; reloaded";

/// The most bytes that wait for a reader: more than any frame has. Copies and the like don't
/// wait for the last frame, and would pile up before somebody who reads nothing.
const MOST: usize = 1 << 20;

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEnd {
    /// The reader quit.
    Quit,
    /// The connection is gone.
    Gone,
    /// The reader pressed no key for too long.
    Idle,
    /// The session has lasted as long as one may.
    Old,
    /// The server stops.
    Stopped,
    /// The reader types on and takes nothing.
    Deaf,
    /// The reader's key is let in no more.
    Revoked,
    /// Something broke here.
    Broken,
}

impl SessionEnd {
    /// The word of the log.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Quit => "quit",
            Self::Gone => "gone",
            Self::Idle => "idle",
            Self::Old => "max-session",
            Self::Stopped => "stopped",
            Self::Deaf => "not-reading",
            Self::Revoked => "revoked",
            Self::Broken => "broken",
        }
    }

    /// The exit code that a session ends with.
    pub(super) fn code(self) -> u32 {
        u32::from(matches!(self, Self::Broken | Self::Revoked))
    }
}

/// The two ends of a session.
#[derive(Debug)]
pub struct Mailbox {
    state: Mutex<MailboxState>,
    /// For the session's thread: something came.
    came: Condvar,
    /// For the connection: there is something to send, or nothing more will be.
    out: Notify,
    /// The bytes of memory that the session's explorer held at its last frame.
    explorer: AtomicU64,
}

#[derive(Debug)]
struct MailboxState {
    decoder: Decoder,
    /// When the session began.
    began: Instant,
    /// When bytes came last, or the session began.
    fed: Instant,
    /// When the reader did something last, or the session began: what a terminal tells by itself
    /// is nothing that they did.
    acted: Instant,
    settled: Option<TerminalEvent>,
    size: Option<(u16, u16)>,
    /// A newer corpus, for when the reader acts.
    newer: Option<Newer>,
    notice: Option<String>,
    /// Whether the files can be read, where that has changed.
    files: Option<FileState>,
    /// What the connection has not taken yet, and whether it is at sending something.
    outgoing: Vec<u8>,
    sending: bool,
    rung: bool,
    ended: Option<(SessionEnd, Instant)>,
    /// The session's thread has ended: what is outgoing is the last.
    finished: bool,
    keys: u64,
    sent: u64,
}

/// Whether the dataset's files can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FileState {
    /// They can't: the place, and what is wrong there.
    Unreadable([String; 2]),
    /// They can be again.
    Readable,
}

/// A corpus that a reader has not moved on to.
#[derive(Debug)]
struct Newer {
    corpus: Arc<Corpus>,
    /// From when on they need not act: each reader who stays holds on to a whole old one.
    due: Instant,
}

impl MailboxState {
    fn end(&mut self, why: SessionEnd) {
        self.ended.get_or_insert_with(|| (why, Instant::now()));
    }

    /// When what has begun is taken for whole, should nothing more come until then.
    fn settles(&self) -> Option<Instant> {
        self.decoder.patience().map(|patience| self.fed + patience)
    }
}

/// What there is to send.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outgoing {
    Bytes(Vec<u8>),
    Nothing,
    /// Nothing, and there never will be.
    Over,
}

/// What comes next from the reader.
#[derive(Debug)]
pub(super) enum NextInput {
    Event(TerminalEvent),
    Size(u16, u16),
    Notice(String),
    Files(FileState),
    Newer(Arc<Corpus>),
    End,
    Nothing,
}

impl Mailbox {
    pub(super) fn new(now: Instant) -> Self {
        let state = MailboxState {
            decoder: Decoder::default(),
            began: now,
            fed: now,
            acted: now,
            settled: None,
            size: None,
            newer: None,
            notice: None,
            files: None,
            outgoing: Vec::new(),
            sending: false,
            rung: false,
            ended: None,
            finished: false,
            keys: 0,
            sent: 0,
        };
        Self {
            state: Mutex::new(state),
            came: Condvar::new(),
            out: Notify::new(),
            explorer: AtomicU64::new(0),
        }
    }

    fn state(&self) -> MutexGuard<'_, MailboxState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, change: impl FnOnce(&mut MailboxState)) {
        let mut state = self.state();
        change(&mut state);
        state.rung = true;
        self.came.notify_one();
    }

    /// Wakes the session's thread.
    pub(super) fn ring(&self) {
        self.tell(|_| {});
    }

    /// The reader typed.
    pub(super) fn feed(&self, bytes: &[u8], now: Instant) {
        self.tell(|state| {
            state.decoder.feed(bytes);
            state.fed = now;
        });
    }

    /// The reader's screen has another size.
    pub(super) fn resize(&self, size: (u16, u16)) {
        self.tell(|state| state.size = Some(size));
    }

    /// Tells the reader something.
    pub(super) fn notice(&self, words: &str) {
        self.tell(|state| state.notice = Some(words.to_owned()));
    }

    /// Tells the reader whether the files can be read.
    pub(super) fn files_are(&self, files: &FileState) {
        self.tell(|state| state.files = Some(files.clone()));
    }

    /// There is a newer corpus: the reader is told, and gets it with their next key; at once where
    /// they have not taken the one before, and by themselves when they rest.
    pub(super) fn renew(&self, corpus: &Arc<Corpus>) {
        let now = Instant::now();
        self.tell(|state| {
            let due = if state.newer.is_some() { now } else { state.acted + REST };
            state.newer = Some(Newer { corpus: Arc::clone(corpus), due });
            state.notice = (due > now).then(|| THERE.to_owned());
        });
    }

    /// Ends the session; the first reason is the one that counts.
    pub(super) fn end(&self, why: SessionEnd) {
        self.tell(|state| state.end(why));
        self.out.notify_one();
    }

    /// Why the session ended, once it did.
    pub(super) fn ended(&self) -> Option<SessionEnd> {
        self.state().ended.map(|(why, _)| why)
    }

    /// When it did.
    pub(super) fn ended_at(&self) -> Option<Instant> {
        self.state().ended.map(|(_, at)| at)
    }

    /// When the session began.
    pub(super) fn began(&self) -> Instant {
        self.state().began
    }

    /// When the reader did something last, or the session began.
    pub(super) fn acted(&self) -> Instant {
        self.state().acted
    }

    /// Says how many bytes of memory the session's explorer holds.
    pub(super) fn holds(&self, bytes: usize) {
        self.explorer.store(bytes as u64, Ordering::Relaxed);
    }

    /// The bytes of memory that the session holds: its explorer's, and those on their way out.
    pub(super) fn held_bytes(&self) -> u64 {
        self.explorer.load(Ordering::Relaxed) + self.state().outgoing.capacity() as u64
    }

    /// Keys that came, and bytes that were sent.
    pub(super) fn counts(&self) -> (u64, u64) {
        let state = self.state();
        (state.keys, state.sent)
    }
}

/// For the session's thread.
impl Mailbox {
    /// Waits until something came, or until a time.
    pub(super) fn wait(&self, until: Option<Instant>, now: Instant) {
        let mut state = self.state();
        let moves = state.newer.as_ref().map(|newer| newer.due);
        if let Some(until) = until.into_iter().chain(state.settles()).chain(moves).min() {
            let left = until.saturating_duration_since(now);
            let woken = self.came.wait_timeout_while(state, left, |state| !state.rung);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
        } else {
            let woken = self.came.wait_while(state, |state| !state.rung);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
        state.rung = false;
        // Bytes may have come meanwhile: the silence counts from the last of them.
        if state.settles().is_some_and(|due| due <= Instant::now()) {
            state.settled = state.decoder.settle();
        }
    }

    pub(super) fn next(&self, now: Instant) -> NextInput {
        let mut state = self.state();
        if state.decoder.wants_out() {
            state.end(SessionEnd::Quit);
        }
        if state.ended.is_some() {
            return NextInput::End;
        }
        if let Some((columns, rows)) = state.size.take() {
            return NextInput::Size(columns, rows);
        }
        if let Some(files) = state.files.take() {
            return NextInput::Files(files);
        }
        if let Some(words) = state.notice.take() {
            return NextInput::Notice(words);
        }
        let Some(event) = state.settled.take().or_else(|| state.decoder.take()) else {
            let Some(newer) = state.newer.take_if(|newer| newer.due <= now) else {
                return NextInput::Nothing;
            };
            state.notice = Some(SHOWN.to_owned());
            return NextInput::Newer(newer.corpus);
        };
        // Who acts moves on to what is newest.
        if let Some(newer) = state.newer.take() {
            state.settled = Some(event);
            return NextInput::Newer(newer.corpus);
        }
        if matches!(
            event,
            TerminalEvent::Key(_) | TerminalEvent::Paste(_) | TerminalEvent::Mouse(_)
        ) {
            state.acted = now;
        }
        state.keys += u64::from(matches!(event, TerminalEvent::Key(_)));
        NextInput::Event(event)
    }

    /// Whether the connection has taken everything.
    pub(super) fn is_free(&self) -> bool {
        let state = self.state();
        state.outgoing.is_empty() && !state.sending
    }

    pub(super) fn send(&self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let mut state = self.state();
        if state.outgoing.len() > MOST {
            state.end(SessionEnd::Deaf);
        } else {
            state.outgoing.extend_from_slice(bytes);
        }
        drop(state);
        self.out.notify_one();
    }

    /// The session's thread ends with these bytes.
    pub(super) fn finish(&self, why: SessionEnd, bytes: &[u8]) {
        let mut state = self.state();
        state.end(why);
        state.outgoing.extend_from_slice(bytes);
        state.finished = true;
        drop(state);
        self.out.notify_one();
    }
}

/// For the connection.
impl Mailbox {
    /// What is to be sent now; whoever takes bytes says with [`Mailbox::taken`] when they are sent.
    pub(super) fn outgoing(&self) -> Outgoing {
        let mut state = self.state();
        if !state.outgoing.is_empty() {
            state.sending = true;
            let bytes = std::mem::take(&mut state.outgoing);
            state.sent += bytes.len() as u64;
            return Outgoing::Bytes(bytes);
        }
        if state.finished { Outgoing::Over } else { Outgoing::Nothing }
    }

    pub(super) fn taken(&self) {
        self.tell(|state| state.sending = false);
    }

    /// Waits until there may be something to send.
    pub(super) async fn until_outgoing(&self) {
        self.out.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Key;

    #[test]
    fn a_frame_waits_for_the_last() {
        let wire = Mailbox::new(Instant::now());
        assert!(wire.is_free() && wire.outgoing() == Outgoing::Nothing);
        wire.send(b"one");
        assert!(!wire.is_free());
        assert_eq!(wire.outgoing(), Outgoing::Bytes(b"one".to_vec()));
        assert!(!wire.is_free(), "it is on its way");
        wire.taken();
        assert!(wire.is_free());
        wire.finish(SessionEnd::Quit, b"bye");
        assert_eq!(wire.outgoing(), Outgoing::Bytes(b"bye".to_vec()));
        assert_eq!((wire.outgoing(), wire.ended()), (Outgoing::Over, Some(SessionEnd::Quit)));
        assert_eq!(wire.counts(), (0, 6));
    }

    #[test]
    fn nothing_piles_up_before_who_takes_nothing() {
        let wire = Mailbox::new(Instant::now());
        for _ in 0..MOST {
            wire.send(b"copies");
        }
        assert!(
            matches!(wire.next(Instant::now()), NextInput::End)
                && wire.ended() == Some(SessionEnd::Deaf)
        );
        assert!(wire.state().outgoing.len() <= MOST + 6);
    }

    #[test]
    fn who_acts_moves_on_to_the_newest() {
        let wire = Mailbox::new(Instant::now());
        let corpus = Arc::new(Corpus::default());
        wire.renew(&corpus);
        assert!(
            matches!(wire.next(Instant::now()), NextInput::Notice(words) if words.contains("changed"))
        );
        assert!(matches!(wire.next(Instant::now()), NextInput::Nothing));
        wire.feed(b"j", Instant::now());
        assert!(matches!(wire.next(Instant::now()), NextInput::Newer(_)));
        assert!(
            matches!(wire.next(Instant::now()), NextInput::Event(TerminalEvent::Key(key)) if key == Key::char('j'))
        );
        wire.end(SessionEnd::Gone);
        wire.end(SessionEnd::Idle);
        assert!(
            matches!(wire.next(Instant::now()), NextInput::End)
                && wire.ended() == Some(SessionEnd::Gone)
        );
    }

    #[test]
    fn who_rests_moves_on_too() {
        let began = Instant::now();
        let wire = Mailbox::new(began);
        let corpora = [(); 3].map(|()| Arc::new(Corpus::default()));
        let next = |after| wire.next(began + after);
        wire.renew(&corpora[0]);
        assert!(matches!(next(Duration::ZERO), NextInput::Notice(words) if words == THERE));
        assert!(matches!(next(REST / 2), NextInput::Nothing));
        let moved =
            |next| matches!(next, NextInput::Newer(newer) if Arc::ptr_eq(&newer, &corpora[0]));
        assert!(moved(next(REST)));
        assert!(matches!(next(REST), NextInput::Notice(words) if words == SHOWN));
        // The second before they have taken the first comes at once.
        wire.renew(&corpora[1]);
        wire.renew(&corpora[2]);
        let moved =
            |next| matches!(next, NextInput::Newer(newer) if Arc::ptr_eq(&newer, &corpora[2]));
        assert!(moved(wire.next(Instant::now())));
        let old = corpora.each_ref().map(Arc::strong_count);
        assert_eq!(old, [1; 3], "output that is not read is not kept");
    }

    #[test]
    fn what_a_terminal_tells_by_itself_is_nothing_that_its_reader_did() {
        let began = Instant::now();
        let wire = Mailbox::new(began);
        let later = began + Duration::from_secs(5);
        wire.feed(b"\x1b[I\x1b[0n\x1b]11;rgb:0/0/0\x07", later);
        while !matches!(wire.next(later), NextInput::Nothing) {}
        assert_eq!(wire.acted(), began);
        for typed in ["j", "\x1b[200~words\x1b[201~", "\x1b[<0;5;5M"] {
            let wire = Mailbox::new(began);
            wire.feed(typed.as_bytes(), later);
            assert!(matches!(wire.next(later), NextInput::Event(_)));
            assert_eq!(wire.acted(), later, "{typed:?}");
        }
    }

    #[test]
    fn a_lone_escape_settles() {
        let wire = Mailbox::new(Instant::now());
        wire.feed(b"\x1b", Instant::now());
        wire.wait(None, Instant::now());
        while matches!(wire.next(Instant::now()), NextInput::Nothing) {
            wire.wait(None, Instant::now());
        }
        assert_eq!(wire.counts().0, 1);
    }
}
