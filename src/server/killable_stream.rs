//! A connection that can be ended from outside, at whatever stage it is: before the login, in
//! the midst of a write that nobody takes. Nothing else ends an SSH session for certain.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// A connection, and what ends it.
#[derive(Debug)]
pub(super) struct KillableStream {
    stream: TcpStream,
    /// What tells that it is to end; nothing once it has told.
    end: Option<oneshot::Receiver<()>>,
}

impl KillableStream {
    /// A connection that ends when `end` is told, or dropped.
    pub(super) fn new(stream: TcpStream, end: oneshot::Receiver<()>) -> Self {
        Self { stream, end: Some(end) }
    }

    /// Whether it is to end; else whoever asks is woken when it is.
    fn alive(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        // One that has told is not to be asked again.
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
