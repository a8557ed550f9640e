//! An SSH client for the tests.

use std::future::Future;
use std::net::{Shutdown, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use russh::client::{AuthResult, Config, Handle, Handler, Msg};
use russh::keys::{PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate};
use russh::{Channel, ChannelMsg};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

use crate::served::DEADLINE;
use crate::stalling::Stalling;

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().unwrap())
}

/// Runs a future to its end, with a time limit.
#[track_caller]
pub fn wait<T>(what: impl Future<Output = T>) -> T {
    let bounded = async { tokio::time::timeout(DEADLINE, what).await };
    runtime().block_on(bounded).expect("the operation ends in time")
}

/// Runs a future in the background.
pub fn beside(what: impl Future<Output = ()> + Send + 'static) {
    runtime().spawn(what);
}

/// An SSH connection to the server.
pub struct Client {
    pub handle: Handle<Trusting>,
    line: Line,
}

/// An SSH handler that accepts any host key.
pub struct Trusting;

impl Handler for Trusting {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(true)
    }
}

/// Controls a connection from outside of the SSH library.
#[derive(Clone)]
pub struct Line {
    socket: Arc<std::net::TcpStream>,
    deaf: Arc<AtomicBool>,
}

impl Line {
    /// Stops reading from the socket for good.
    pub fn stop_reading(&self) {
        self.deaf.store(true, Ordering::SeqCst);
    }

    /// Shuts the socket down without any SSH message.
    pub fn cut(&self) {
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

/// The output and the exit code of a command.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    pub code: Option<u32>,
    pub out: String,
    pub err: String,
}

impl Client {
    /// Connects and logs in without a key.
    #[track_caller]
    pub fn new(at: SocketAddr) -> Self {
        Self::with_window(at, 2 << 20)
    }

    /// Connects with a receive window of `window` bytes that is never extended, and logs in.
    #[track_caller]
    pub fn with_window(at: SocketAddr, window: u32) -> Self {
        let mut client = Self::connect(at, window).unwrap();
        assert!(wait(client.handle.authenticate_none("reader")).unwrap().success());
        client
    }

    /// Connects without logging in.
    pub fn connect(at: SocketAddr, window: u32) -> Result<Self, russh::Error> {
        wait(async {
            let socket = std::net::TcpStream::connect(at)?;
            let line = Line { socket: Arc::new(socket.try_clone()?), deaf: Arc::default() };
            socket.set_nonblocking(true)?;
            let stalled = Arc::clone(&line.deaf);
            let stream = Stalling { stream: TcpStream::from_std(socket)?, stalled };
            let config = Config { window_size: window, ..Config::default() };
            let handle = russh::client::connect_stream(Arc::new(config), stream, Trusting).await?;
            Ok(Self { handle, line })
        })
    }

    /// Offers a key. Returns whether the server accepts it.
    pub fn log_in(&mut self, key: &PrivateKey) -> bool {
        let key = PrivateKeyWithHashAlg::new(Arc::new(key.clone()), None);
        matches!(wait(self.handle.authenticate_publickey("reader", key)), Ok(AuthResult::Success))
    }

    pub fn line(&self) -> Line {
        self.line.clone()
    }

    #[track_caller]
    pub fn channel(&self) -> Channel<Msg> {
        wait(self.handle.channel_open_session()).unwrap()
    }

    /// Runs a command without a terminal.
    #[track_caller]
    pub fn run(&self, command: &str) -> Ran {
        let channel = self.channel();
        wait(channel.exec(true, command)).unwrap();
        ran(channel)
    }
}

/// Runs a command on a connection of its own.
#[track_caller]
pub fn run(at: SocketAddr, command: &str) -> Ran {
    Client::new(at).run(command)
}

/// Collects the output of a channel until it closes.
#[track_caller]
pub fn ran(mut channel: Channel<Msg>) -> Ran {
    let (mut out, mut err, mut code) = (Vec::new(), Vec::new(), None);
    while let Some(message) = wait(channel.wait()) {
        match message {
            ChannelMsg::Data { data } => out.extend_from_slice(&data),
            ChannelMsg::ExtendedData { data, .. } => err.extend_from_slice(&data),
            ChannelMsg::ExitStatus { exit_status } => code = Some(exit_status),
            ChannelMsg::Close => break,
            _ => {}
        }
    }
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code, out: text(out), err: text(err) }
}

/// Returns whether the server accepted the last request that wanted a reply.
#[track_caller]
pub fn agreed(channel: &mut Channel<Msg>) -> bool {
    loop {
        match wait(channel.wait()).expect("the channel is closed") {
            ChannelMsg::Success => return true,
            ChannelMsg::Failure => return false,
            _ => {}
        }
    }
}
