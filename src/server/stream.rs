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
pub(super) struct Mortal {
    stream: TcpStream,
    end: oneshot::Receiver<()>,
}

impl Mortal {
    /// A connection that ends when `end` is told, or dropped.
    pub(super) fn new(stream: TcpStream, end: oneshot::Receiver<()>) -> Self {
        Self { stream, end }
    }

    /// Whether it is to end; else whoever asks is woken when it is.
    fn alive(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        match Pin::new(&mut self.end).poll(context) {
            Poll::Ready(_) => Err(io::ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }
}

impl AsyncRead for Mortal {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.alive(context)?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Mortal {
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
