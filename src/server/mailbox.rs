//! The mailbox between a connection and the thread that runs its session: state under a short lock,
//! never a queue that grows. Keys go into the decoder as they arrive; a frame is handed over only
//! after the last one was taken.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::session_end::SessionEnd;
use crate::parallel::locked;
use crate::search::Corpus;
use crate::session::Event;
use crate::terminal::decode::{Decoder, TerminalEvent};
use crate::text::DisplayText;

/// The time without input after which a session switches to a newer corpus by itself.
const REST: Duration = Duration::from_mins(1);

/// The messages before and after a session switches to a newer corpus.
const THERE: &str = "the dataset has changed; press any key to reload";
const SHOWN: &str = "the dataset has changed; reloaded";

/// The most bytes that wait for a client, more than any frame has. Clipboard copies and the like
/// don't wait for the last frame, so without a limit they would pile up for a client that reads
/// nothing.
const MOST: usize = 1 << 20;

/// The state that a connection and the thread of its session share.
#[derive(Debug)]
pub(crate) struct Mailbox {
    state: Mutex<MailboxState>,
    /// Wakes the session's thread when something has arrived.
    came: Condvar,
    /// Wakes the connection when there is something to send or the session has finished.
    out: Notify,
    /// The bytes of memory that the session's explorer held at its last frame.
    explorer: AtomicU64,
}

#[derive(Debug)]
struct MailboxState {
    decoder: Decoder,
    /// The time at which the session began.
    began: Instant,
    /// The time of the last bytes, or of the beginning.
    fed: Instant,
    /// The time of the user's last action, or of the beginning. Reports that a terminal sends by
    /// itself don't count.
    acted: Instant,
    settled: Option<TerminalEvent>,
    size: Option<(u16, u16)>,
    /// A newer corpus that the session switches to when the user acts.
    newer: Option<Newer>,
    notice: Option<String>,
    /// The event that the files can be read or can't, if that has changed.
    files: Option<Event>,
    /// The bytes that the connection hasn't taken yet, and whether it is sending some at present.
    outgoing: Vec<u8>,
    sending: bool,
    rung: bool,
    ended: Option<(SessionEnd, Instant)>,
    /// Whether the session's thread has ended, so that `outgoing` holds the last bytes.
    finished: bool,
    keys: u64,
    sent: u64,
}

/// A newer corpus that a session hasn't switched to.
#[derive(Debug)]
struct Newer {
    corpus: Arc<Corpus>,
    /// When the session switches even if the user doesn't act: until then it keeps a whole old
    /// corpus in memory.
    due: Instant,
}

impl MailboxState {
    fn end(&mut self, why: SessionEnd) {
        self.ended.get_or_insert_with(|| (why, Instant::now()));
    }

    /// Returns when an incomplete key sequence counts as complete unless more bytes arrive.
    fn settles(&self) -> Option<Instant> {
        self.decoder.patience().map(|patience| self.fed + patience)
    }
}

/// The bytes that the connection should send next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outgoing {
    Bytes(Vec<u8>),
    Nothing,
    /// There are no bytes, and no more will come.
    Over,
}

#[derive(Debug)]
pub(super) enum NextInput {
    Event(TerminalEvent),
    Size(u16, u16),
    Notice(String),
    /// An event that the session takes like those of other threads.
    Session(Event),
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
        locked(&self.state)
    }

    fn tell(&self, change: impl FnOnce(&mut MailboxState)) {
        let mut state = self.state();
        change(&mut state);
        state.rung = true;
        self.came.notify_one();
    }

    pub(super) fn ring(&self) {
        self.tell(|_| {});
    }

    /// Takes bytes from the client.
    pub(super) fn feed(&self, bytes: &[u8], now: Instant) {
        self.tell(|state| {
            state.decoder.feed(bytes);
            state.fed = now;
        });
    }

    /// Records the new size of the user's screen.
    pub(super) fn resize(&self, size: (u16, u16)) {
        self.tell(|state| state.size = Some(size));
    }

    /// Shows a message to the user.
    pub(super) fn notice(&self, words: &str) {
        self.tell(|state| state.notice = Some(words.to_owned()));
    }

    /// Tells the session why the files can't be read, or that they can be read again.
    pub(super) fn files_are(&self, fault: Option<&[DisplayText<'static>; 2]>) {
        self.tell(|state| state.files = Some(Event::Stale(fault.cloned())));
    }

    /// Offers a newer corpus. The session tells the user and switches at the next key, or by itself
    /// once the user has been idle for [`REST`]. It switches at once if the corpus before this one
    /// still waits.
    pub(super) fn renew(&self, corpus: &Arc<Corpus>) {
        let now = Instant::now();
        self.tell(|state| {
            let due = if state.newer.is_some() { now } else { state.acted + REST };
            state.newer = Some(Newer { corpus: Arc::clone(corpus), due });
            state.notice = (due > now).then(|| THERE.to_owned());
        });
    }

    /// Ends the session. Only the first reason counts.
    pub(super) fn end(&self, why: SessionEnd) {
        self.tell(|state| state.end(why));
        self.out.notify_one();
    }

    /// Returns why the session ended, if it has.
    pub(super) fn ended(&self) -> Option<SessionEnd> {
        self.state().ended.map(|(why, _)| why)
    }

    /// Returns when the session ended, if it has.
    pub(super) fn ended_at(&self) -> Option<Instant> {
        self.state().ended.map(|(_, at)| at)
    }

    pub(super) fn began(&self) -> Instant {
        self.state().began
    }

    /// Returns when the user last acted, or when the session began.
    pub(super) fn acted(&self) -> Instant {
        self.state().acted
    }

    /// Records how many bytes of memory the session's explorer holds.
    pub(super) fn holds(&self, bytes: usize) {
        self.explorer.store(bytes as u64, Ordering::Relaxed);
    }

    /// Returns the bytes of memory that the session holds: those of its explorer and those that
    /// wait to be sent.
    pub(super) fn held_bytes(&self) -> u64 {
        self.explorer.load(Ordering::Relaxed) + self.state().outgoing.capacity() as u64
    }

    /// Returns the number of keys received and of bytes sent.
    pub(super) fn counts(&self) -> (u64, u64) {
        let state = self.state();
        (state.keys, state.sent)
    }
}

/// The methods for the session's thread.
impl Mailbox {
    /// Waits until something arrives or a time comes.
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
        // More bytes may have arrived in the meantime, so the pause counts from the last of them.
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
            return NextInput::Session(files);
        }
        if let Some(words) = state.notice.take() {
            return NextInput::Notice(words);
        }
        let Some(event) = state.settled.take().or_else(|| state.decoder.take()) else {
            let Some(newer) = state.newer.take_if(|newer| newer.due <= now) else {
                return NextInput::Nothing;
            };
            state.notice = Some(SHOWN.to_owned());
            return NextInput::Session(Event::Corpus(Ok(newer.corpus)));
        };
        // A user who acts gets the newest corpus first.
        if let Some(newer) = state.newer.take() {
            state.settled = Some(event);
            return NextInput::Session(Event::Corpus(Ok(newer.corpus)));
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

    /// Returns whether the connection has sent everything.
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

    /// Ends the session's thread with these last bytes.
    pub(super) fn finish(&self, why: SessionEnd, bytes: &[u8]) {
        let mut state = self.state();
        state.end(why);
        state.outgoing.extend_from_slice(bytes);
        state.finished = true;
        drop(state);
        self.out.notify_one();
    }
}

/// The methods for the connection.
impl Mailbox {
    /// Takes the bytes to send now. After sending them, the caller must call [`Mailbox::taken`].
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
        let mailbox = Mailbox::new(Instant::now());
        assert!(mailbox.is_free() && mailbox.outgoing() == Outgoing::Nothing);
        mailbox.send(b"one");
        assert!(!mailbox.is_free());
        assert_eq!(mailbox.outgoing(), Outgoing::Bytes(b"one".to_vec()));
        assert!(!mailbox.is_free(), "it is on its way");
        mailbox.taken();
        assert!(mailbox.is_free());
        mailbox.finish(SessionEnd::Quit, b"bye");
        assert_eq!(mailbox.outgoing(), Outgoing::Bytes(b"bye".to_vec()));
        assert_eq!((mailbox.outgoing(), mailbox.ended()), (Outgoing::Over, Some(SessionEnd::Quit)));
        assert_eq!(mailbox.counts(), (0, 6));
    }

    #[test]
    fn nothing_piles_up_before_who_takes_nothing() {
        let mailbox = Mailbox::new(Instant::now());
        for _ in 0..MOST {
            mailbox.send(b"copies");
        }
        assert!(
            matches!(mailbox.next(Instant::now()), NextInput::End)
                && mailbox.ended() == Some(SessionEnd::Deaf)
        );
        assert!(mailbox.state().outgoing.len() <= MOST + 6);
    }

    #[test]
    fn who_acts_moves_on_to_the_newest() {
        let mailbox = Mailbox::new(Instant::now());
        let corpus = Arc::new(Corpus::default());
        mailbox.renew(&corpus);
        assert!(
            matches!(mailbox.next(Instant::now()), NextInput::Notice(words) if words.contains("changed"))
        );
        assert!(matches!(mailbox.next(Instant::now()), NextInput::Nothing));
        mailbox.feed(b"j", Instant::now());
        assert!(matches!(mailbox.next(Instant::now()), NextInput::Session(_)));
        assert!(
            matches!(mailbox.next(Instant::now()), NextInput::Event(TerminalEvent::Key(key)) if key == Key::char('j'))
        );
        mailbox.end(SessionEnd::Gone);
        mailbox.end(SessionEnd::Idle);
        assert!(
            matches!(mailbox.next(Instant::now()), NextInput::End)
                && mailbox.ended() == Some(SessionEnd::Gone)
        );
    }

    #[test]
    fn who_rests_moves_on_too() {
        let began = Instant::now();
        let mailbox = Mailbox::new(began);
        let corpora = [(); 3].map(|()| Arc::new(Corpus::default()));
        let next = |after| mailbox.next(began + after);
        mailbox.renew(&corpora[0]);
        assert!(matches!(next(Duration::ZERO), NextInput::Notice(words) if words == THERE));
        assert!(matches!(next(REST / 2), NextInput::Nothing));
        let moved = |next| matches!(next, NextInput::Session(Event::Corpus(Ok(newer))) if Arc::ptr_eq(&newer, &corpora[0]));
        assert!(moved(next(REST)));
        assert!(matches!(next(REST), NextInput::Notice(words) if words == SHOWN));
        // The second one, offered before the first was taken, comes at once.
        mailbox.renew(&corpora[1]);
        mailbox.renew(&corpora[2]);
        let moved = |next| matches!(next, NextInput::Session(Event::Corpus(Ok(newer))) if Arc::ptr_eq(&newer, &corpora[2]));
        assert!(moved(mailbox.next(Instant::now())));
        let old = corpora.each_ref().map(Arc::strong_count);
        assert_eq!(old, [1; 3], "output that is not read is not kept");
    }

    #[test]
    fn what_a_terminal_tells_by_itself_is_nothing_that_its_user_did() {
        let began = Instant::now();
        let mailbox = Mailbox::new(began);
        let later = began + Duration::from_secs(5);
        mailbox.feed(b"\x1b[I\x1b[0n\x1b]11;rgb:0/0/0\x07", later);
        while !matches!(mailbox.next(later), NextInput::Nothing) {}
        assert_eq!(mailbox.acted(), began);
        for typed in ["j", "\x1b[200~words\x1b[201~", "\x1b[<0;5;5M"] {
            let mailbox = Mailbox::new(began);
            mailbox.feed(typed.as_bytes(), later);
            assert!(matches!(mailbox.next(later), NextInput::Event(_)));
            assert_eq!(mailbox.acted(), later, "{typed:?}");
        }
    }

    #[test]
    fn a_lone_escape_settles() {
        let mailbox = Mailbox::new(Instant::now());
        mailbox.feed(b"\x1b", Instant::now());
        mailbox.wait(None, Instant::now());
        while matches!(mailbox.next(Instant::now()), NextInput::Nothing) {
            mailbox.wait(None, Instant::now());
        }
        assert_eq!(mailbox.counts().0, 1);
    }
}
