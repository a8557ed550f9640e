//! A TCP stream that can be ended from outside at any stage: before the login, or during a write
//! that the client doesn't take. Nothing else ends an SSH session reliably.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// A stream and the signal that ends it.
#[derive(Debug)]
pub(super) struct KillableStream {
    stream: TcpStream,
    /// The receiver of the signal, until the signal has come.
    end: Option<oneshot::Receiver<()>>,
}

impl KillableStream {
    /// Creates a stream that ends when the sender of `end` sends or is dropped.
    pub(super) fn new(stream: TcpStream, end: oneshot::Receiver<()>) -> Self {
        Self { stream, end: Some(end) }
    }

    /// Returns an error if the stream has to end. Otherwise the task is woken when it has to.
    fn alive(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        // A receiver must not be polled again once it has returned.
        if let Some(end) = &mut self.end
            && Pin::new(end).poll(context).is_pending()
        {
            return Ok(());
        }
        self.end = None;
        Err(io::ErrorKind::TimedOut.into())
    }
}

impl AsyncRead for KillableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.alive(context)?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for KillableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.alive(context)?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.alive(context)?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn what_has_ended_stays_so() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let (end, ended) = oneshot::channel();
        let mut mortal = KillableStream::new(listener.accept().await.unwrap().0, ended);
        mortal.write_all(b"alive").await.unwrap();
        end.send(()).unwrap();
        for _ in 0..3 {
            let read = mortal.read(&mut [0; 8]).await.unwrap_err();
            let written = mortal.write(b"dead").await.unwrap_err();
            assert_eq!([read.kind(), written.kind()], [io::ErrorKind::TimedOut; 2]);
        }
    }
}
