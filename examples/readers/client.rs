//! A remote user: an SSH client with a terminal emulator.

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use russh::client::{Config, Handle, Handler, Msg};
use russh::keys::PublicKeyOrCertificate;
use russh::{ChannelMsg, ChannelReadHalf, ChannelWriteHalf, Pty};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpSocket, TcpStream};

/// The columns and rows of a user's screen.
pub const SIZE: (u16, u16) = (100, 30);
/// The beginning of the row with the search field and the counts. It is the second row, or the
/// first of a low screen.
const FIELD: &str = " / ";
/// The longest time that anything may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Trusts every host key, because this program started the server.
#[derive(Debug)]
pub struct Trust;

impl Handler for Trust {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

/// Connects to the server from an address of this machine.
pub async fn dial(at: SocketAddr, from: Ipv4Addr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from((from, 0)))?;
    let stream = socket.connect(at).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Logs in over a connection.
pub async fn login<S>(stream: S) -> anyhow::Result<Handle<Trust>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let coming = async {
        let mut session =
            russh::client::connect_stream(Arc::new(Config::default()), stream, Trust).await?;
        ensure!(session.authenticate_none("reader").await?.success(), "refused");
        Ok(session)
    };
    tokio::time::timeout(PATIENCE, coming).await.context("no login in time")?
}

/// A user with a session and a screen.
pub struct Reader {
    /// The connection lasts as long as this handle.
    _session: Handle<Trust>,
    read: ChannelReadHalf,
    write: ChannelWriteHalf<Msg>,
    emulator: vt100::Parser,
}

impl Reader {
    /// Opens a session and waits for its first screen.
    pub async fn come(at: SocketAddr) -> anyhow::Result<Self> {
        Self::come_from(at, Ipv4Addr::LOCALHOST).await
    }

    /// Opens a session from an address of this machine.
    pub async fn come_from(at: SocketAddr, from: Ipv4Addr) -> anyhow::Result<Self> {
        let size = (u32::from(SIZE.0), u32::from(SIZE.1));
        Self::over(dial(at, from).await?, size, &[]).await
    }

    /// Opens a session over a connection, with any screen size and terminal modes.
    pub async fn over<S>(
        stream: S,
        (columns, rows): (u32, u32),
        modes: &[(Pty, u32)],
    ) -> anyhow::Result<Self>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let session = login(stream).await?;
        let channel = session.channel_open_session().await?;
        channel.request_pty(false, "xterm-256color", columns, rows, 0, 0, modes).await?;
        channel.request_shell(false).await?;
        let (read, write) = channel.split();
        let emulator = vt100::Parser::new(drawn(rows, 24, 100), drawn(columns, 80, 300), 0);
        let mut reader = Self { _session: session, read, write, emulator };
        reader.until(|row| place(row) == Some(1)).await?;
        Ok(reader)
    }

    pub async fn press(&self, keys: impl Into<Vec<u8>>) -> anyhow::Result<()> {
        Ok(self.write.data_bytes(keys.into()).await?)
    }

    pub async fn resize(&self, (columns, rows): (u32, u32)) -> anyhow::Result<()> {
        Ok(self.write.window_change(columns, rows, 0, 0).await?)
    }

    /// Waits for one message of the server and processes it.
    pub async fn hear(&mut self) -> anyhow::Result<()> {
        match self.read.wait().await.context("the connection has ended")? {
            ChannelMsg::Data { data } => self.emulator.process(&data),
            ChannelMsg::Close | ChannelMsg::Eof => anyhow::bail!("the session has ended"),
            _ => {}
        }
        Ok(())
    }

    /// Waits until the row of the search field meets a condition.
    pub async fn until(&mut self, shown: impl Fn(&str) -> bool) -> anyhow::Result<()> {
        let seeing = async {
            while !shown(&self.row()) {
                self.hear().await?;
            }
            Ok(())
        };
        let seen = tokio::time::timeout(PATIENCE, seeing).await;
        seen.with_context(|| format!("the screen does not show it: {}", self.row()))?
    }

    /// Moves down and up once, and waits for both to show.
    pub async fn act(&mut self) -> anyhow::Result<()> {
        self.press(b"j").await?;
        self.until(|row| place(row) == Some(2)).await?;
        self.press(b"k").await?;
        self.until(|row| place(row) == Some(1)).await
    }

    /// Returns the row of the search field.
    pub fn row(&self) -> String {
        let mut rows = self.emulator.screen().rows(0, u16::MAX).take(2);
        rows.find(|row| row.starts_with(FIELD)).unwrap_or_default()
    }
}

/// Returns the number of rows or columns that the server draws if the client reports `said`.
fn drawn(said: u32, unknown: u16, most: u16) -> NonZero<u16> {
    let within = NonZero::new(u16::try_from(said).unwrap_or(most).min(most));
    within.unwrap_or(NonZero::new(unknown).unwrap())
}

/// Returns the rank of the selection from the counts in the row of the search field.
pub fn place(row: &str) -> Option<usize> {
    let counters = row.split_whitespace().filter_map(|word| word.split_once('/'));
    counters.filter(|(_, all)| !all.is_empty()).find_map(|(place, _)| place.parse().ok())
}
