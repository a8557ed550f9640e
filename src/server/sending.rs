//! Sends the frames of a session or the answer to a command to a client. Sending stops at any stage
//! when the connection is gone.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use russh::ChannelWriteHalf;
use russh::server::Msg;
use tokio::task::{JoinSet, spawn_blocking};

use super::answering::{broken, refusal};
use super::ending::Ending;
use super::gate::SessionPlace;
use super::mailbox::{Mailbox, Outgoing};
use super::session_channel::SessionHandle;
use super::session_end::SessionEnd;
use crate::commands::Answer;
use crate::text::DisplayText;

/// How long the end of a channel may take.
const CHANNEL_END: Duration = Duration::from_secs(2);
/// The bytes of an answer that are written and sent at a time.
const PIECE: usize = 16 << 10;
/// A piece is longer than [`PIECE`] if a single passage, row or record of a feed is. Pieces longer
/// than `LONG` may wait only while all waiting pieces together hold at most `LONG_WAITING` bytes.
const LONG: usize = 256 << 10;
const LONG_WAITING: u64 = 64 << 20;

/// Sends the frames that a session draws, each after the last one was taken, until the session
/// ends.
pub(super) async fn send_frames(
    mailbox: Arc<Mailbox>,
    channel: ChannelWriteHalf<Msg>,
    gone: Arc<Ending>,
    session: SessionHandle,
) {
    loop {
        match mailbox.outgoing() {
            Outgoing::Nothing => tokio::select! {
                () = mailbox.until_outgoing() => {}
                _ = gone.wait() => break,
            },
            Outgoing::Bytes(bytes) => {
                let sent = tokio::select! {
                    sent = channel.data_bytes(bytes) => sent.is_ok(),
                    _ = gone.wait() => false,
                };
                if !sent {
                    break;
                }
                mailbox.taken();
            }
            Outgoing::Over => {
                let code = mailbox.ended().map_or(0, SessionEnd::code);
                let _ = tokio::time::timeout(CHANNEL_END, close(&channel, code, &session)).await;
                session.end();
                return;
            }
        }
        // A client that no longer reads isn't waited for once the session has ended.
        if mailbox.ended().is_some() && gone.why().is_some() {
            break;
        }
    }
    mailbox.end(SessionEnd::Gone);
    session.end();
}

/// Sends the exit code and closes a channel. The session ends before the client can know that the
/// channel is closed, so that the client can open another one in its place.
async fn close(
    channel: &ChannelWriteHalf<Msg>,
    code: u32,
    session: &SessionHandle,
) -> Result<(), russh::Error> {
    channel.exit_status(code).await?;
    channel.eof().await?;
    session.end();
    channel.close().await
}

/// The answer to a command while it is being sent.
pub(super) struct Reply {
    pub(super) channel: ChannelWriteHalf<Msg>,
    pub(super) ends: LineEnds,
    pub(super) session: SessionHandle,
}

/// The reason why an answer is cut off.
#[derive(Debug, thiserror::Error)]
enum CutReason {
    #[error("cut off here: the client did not read for too long")]
    NotTaken,
    #[error(
        "cut off here: too many long answers are waiting to be read; try again later, or export as ndjson"
    )]
    Full,
    #[error("cut off here: the longest time of a session is over")]
    Old,
    #[error(transparent)]
    Line(#[from] russh::Error),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// Line feeds, as in a file: nothing between this server and a pipe changes them.
    Bare,
    /// Carriage return and line feed, for a terminal in raw mode, where a line feed alone only
    /// moves down.
    Returned,
}

impl LineEnds {
    fn of(self, bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Self::Bare => bytes,
            Self::Returned => {
                bytes.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..])
            }
        }
    }
}

impl Reply {
    /// Writes and sends the answer in the background. When the connection is gone, the answer is
    /// dropped along with the work on it. The session keeps its place while the answer is written.
    pub(super) fn begin(
        self,
        answer: impl Future<Output = Answer> + Send + 'static,
        place: Arc<SessionPlace>,
        gone: Arc<Ending>,
    ) {
        tokio::spawn(async move {
            let sending = async {
                let longest = self.session.server.times.session;
                let sent = async { self.send(whole(answer).await, place).await };
                if tokio::time::timeout(longest, sent).await.is_err() {
                    let _ = self.finish(refusal(&CutReason::Old)).await;
                }
            };
            tokio::select! {
                () = sending => {}
                _ = gone.wait() => {}
            }
            self.done();
            self.session.end();
        });
    }

    /// Records that the answer was sent completely or given up.
    fn done(&self) {
        self.session.note(|record| {
            record.done.get_or_insert_with(Instant::now);
        });
    }

    async fn send(&self, answer: Answer, place: Arc<SessionPlace>) -> Result<(), russh::Error> {
        let answer = match self.print(answer, place).await {
            Ok(answer) => answer,
            Err(CutReason::Line(error)) => return Err(error),
            // The message tells the client that the file it was receiving is incomplete.
            Err(cut) => refusal(&cut),
        };
        self.finish(answer).await
    }

    /// Sends the messages and the exit code of an answer whose output is over, and closes the
    /// channel. A client that reads nothing is waited for only shortly.
    async fn finish(&self, answer: Answer) -> Result<(), russh::Error> {
        let code = answer.code().into();
        let said = std::iter::once(answer.message.clone()).chain(answer.notes());
        let said: Vec<String> = said.filter(|said| !said.is_empty()).collect();
        if !said.is_empty() {
            // Text that the message repeats from a request or a dataset is foreign.
            let said = format!("gainsay: {}\n", DisplayText::from(said.join("; ")));
            let said = self.channel.extended_data_bytes(1, self.ends.of(said.into_bytes()));
            // A client that takes nothing doesn't take this either.
            if let Ok(sent) = tokio::time::timeout(CHANNEL_END, said).await {
                sent?;
            }
        }
        self.done();
        let closed = close(&self.channel, code, &self.session);
        tokio::time::timeout(CHANNEL_END, closed).await.unwrap_or(Ok(()))
    }

    /// Sends the output piece by piece. The next piece is written when the last one was taken.
    async fn print(
        &self,
        mut answer: Answer,
        place: Arc<SessionPlace>,
    ) -> Result<Answer, CutReason> {
        let metrics = &self.session.server.metrics;
        loop {
            // Pieces of long records take much memory while they are written.
            let permit = metrics.making.acquire().await;
            let held = Arc::clone(&place);
            let write = move || {
                let piece = answer.piece(PIECE);
                drop(held);
                (piece, answer)
            };
            let written = spawn_blocking(write).await;
            drop(permit);
            let Ok((piece, rest)) = written else { return Ok(broken()) };
            answer = rest;
            let piece = match piece {
                Ok(piece) if piece.is_empty() => return Ok(answer),
                Ok(piece) => self.ends.of(piece),
                Err(error) => return Ok(refusal(&error)),
            };
            let _waiting = metrics.waiting.begin(piece.len());
            if piece.len() > LONG && metrics.waiting.get().1 > LONG_WAITING {
                metrics.cut.add(1);
                return Err(CutReason::Full);
            }
            for part in piece.chunks(PIECE) {
                let sent = self.channel.data_bytes(part.to_vec());
                let sent = tokio::time::timeout(self.session.server.times.idle, sent).await;
                sent.map_err(|_| CutReason::NotTaken)??;
                self.session.note(|record| record.answered += part.len() as u64);
            }
        }
    }
}

/// Runs the answer in a task of its own and returns an error answer if that panics, so that the
/// connection doesn't stay open. Dropping this future drops the task.
async fn whole(answer: impl Future<Output = Answer> + Send + 'static) -> Answer {
    let mut apart = JoinSet::new();
    apart.spawn(answer);
    match apart.join_next().await {
        Some(Ok(answer)) => answer,
        Some(Err(_)) | None => broken(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::exit;

    #[tokio::test]
    async fn an_answer_that_breaks_down_is_told_of() {
        let answer = whole(async { panic!("as it is meant to") }).await;
        assert_eq!(answer.code(), exit::BAD_INPUT);
        assert!(answer.message.contains("an internal error occurred"), "{}", answer.message);
    }

    #[tokio::test]
    async fn an_answer_that_nobody_waits_for_is_given_up() {
        let (held, dropped) = tokio::sync::oneshot::channel::<()>();
        let endless = async move {
            let _held = held;
            std::future::pending().await
        };
        tokio::select! {
            biased;
            _ = whole(endless) => panic!("it has no end"),
            () = tokio::task::yield_now() => {}
        }
        assert!(dropped.await.is_err(), "what works it out is dropped");
    }
}
