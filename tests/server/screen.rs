//! A user's terminal at the end of an SSH connection. An emulator interprets the output, and a test
//! waits for what the screen shows.

use std::net::SocketAddr;
use std::num::NonZeroU16;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Instant;

use russh::client::Msg;
use russh::{ChannelMsg, ChannelWriteHalf, Pty};

use crate::client::{Client, beside, wait};
use crate::served::DEADLINE;

/// A session request: the terminal, its size and the command.
pub struct Ask<'a> {
    pub size: (u32, u32),
    pub term: &'a str,
    pub variables: &'a [(&'a str, &'a str)],
    pub modes: &'a [(Pty, u32)],
    /// The command to run; without one, the explorer is requested.
    pub command: Option<&'a str>,
}

impl Default for Ask<'_> {
    fn default() -> Self {
        Self { size: (100, 30), term: "xterm-256color", variables: &[], modes: &[], command: None }
    }
}

/// A terminal at the end of a connection.
pub struct Screen {
    pub client: Arc<Client>,
    channel: Arc<ChannelWriteHalf<Msg>>,
    messages: Receiver<ChannelMsg>,
    emulator: vt100::Parser,
    sent: Vec<u8>,
    code: Option<u32>,
}

impl Screen {
    /// Connects with a terminal of this size and waits for the list.
    #[track_caller]
    pub fn open(at: SocketAddr, columns: u16, rows: u16, term: &str) -> Self {
        let size = (columns.into(), rows.into());
        let mut screen = Self::ask(Client::new(at), &Ask { size, term, ..Ask::default() });
        screen.shows("1/24");
        screen
    }

    /// Requests a session on a connection, which may have others.
    #[track_caller]
    pub fn ask(client: impl Into<Arc<Client>>, ask: &Ask) -> Self {
        let client = client.into();
        let (mut read, write) = client.channel().split();
        let (columns, rows) = ask.size;
        wait(write.request_pty(false, ask.term, columns, rows, 0, 0, ask.modes)).unwrap();
        for (name, value) in ask.variables {
            wait(write.set_env(false, *name, *value)).unwrap();
        }
        match ask.command {
            Some(command) => wait(write.exec(false, command)).unwrap(),
            None => wait(write.request_shell(false)).unwrap(),
        }
        let (sender, messages) = channel();
        beside(async move {
            while let Some(message) = read.wait().await {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let (columns, rows) = shown(ask.size);
        let emulator = vt100::Parser::new(nonzero(rows), nonzero(columns), 0);
        Self { client, channel: Arc::new(write), messages, emulator, sent: Vec::new(), code: None }
    }

    /// Sends bytes in one packet.
    #[track_caller]
    pub fn send(&self, bytes: impl AsRef<[u8]>) {
        wait(self.channel.data_bytes(bytes.as_ref().to_vec())).unwrap();
    }

    /// Returns the write half of the channel, through which keys are sent.
    pub fn keyboard(&self) -> Arc<ChannelWriteHalf<Msg>> {
        Arc::clone(&self.channel)
    }

    /// Closes the channel but not the connection.
    #[track_caller]
    pub fn close(&self) {
        wait(self.channel.close()).unwrap();
    }

    /// Sends an end of file: no more input follows.
    #[track_caller]
    pub fn types_no_more(&self) {
        wait(self.channel.eof()).unwrap();
    }

    /// Sends bytes and waits until the screen shows a text.
    #[track_caller]
    pub fn send_shows(&mut self, bytes: &str, text: &str) {
        self.send(bytes);
        self.shows(text);
    }

    /// Waits until the screen satisfies `reached`, and fails with what it shows instead.
    #[track_caller]
    pub fn until(&mut self, what: &str, reached: impl Fn(&vt100::Screen) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !reached(self.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(left) {
                Ok(message) => self.take(message),
                Err(why) => panic!("no {what} ({why}) on this screen:\n{}", self.text()),
            }
        }
    }

    /// Waits until the screen shows a text.
    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        self.until(&format!("“{text}”"), |screen| screen.contents().contains(text));
    }

    /// Waits until the screen no longer shows a text.
    #[track_caller]
    pub fn hides(&mut self, text: &str) {
        self.until(&format!("screen without “{text}”"), |it| !it.contents().contains(text));
    }

    /// Resizes the emulator and tells the server the new size.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.emulator.screen_mut().set_size(nonzero(rows), nonzero(columns));
        self.tell_size(columns.into(), rows.into());
    }

    /// Tells the server a new size without resizing the emulator.
    #[track_caller]
    pub fn tell_size(&self, columns: u32, rows: u32) {
        wait(self.channel.window_change(columns, rows, 0, 0)).unwrap();
    }

    /// Waits until the server has closed the channel. Returns the exit status if the server sent
    /// one.
    #[track_caller]
    pub fn ended(&mut self) -> Option<u32> {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(left) {
                Ok(ChannelMsg::Close) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(message) => self.take(message),
                Err(why) => panic!("the session is still open ({why}):\n{}", self.text()),
            }
        }
        self.code
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.emulator.screen()
    }

    pub fn text(&self) -> String {
        self.screen().contents()
    }

    /// Returns everything that was sent to the terminal so far.
    pub fn sent(&self) -> String {
        String::from_utf8(self.sent.clone()).expect("the output is UTF-8")
    }

    /// Lists the terminal modes that were not restored; an empty list means that all were.
    pub fn left_behind(&self) -> Vec<&'static str> {
        let screen = self.screen();
        let mouse = screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None;
        let all = [
            (screen.alternate_screen(), "the alternate screen"),
            (screen.hide_cursor(), "a hidden cursor"),
            (screen.bracketed_paste(), "bracketed paste"),
            (mouse, "mouse reporting"),
        ];
        all.into_iter().filter_map(|(left, what)| left.then_some(what)).collect()
    }

    fn take(&mut self, message: ChannelMsg) {
        match message {
            ChannelMsg::Data { data } => {
                self.sent.extend_from_slice(&data);
                self.emulator.process(&data);
            }
            ChannelMsg::ExitStatus { exit_status } => self.code = Some(exit_status),
            _ => {}
        }
    }
}

/// Returns the size that the server draws for a requested size, which may be zero or absurd.
fn shown((columns, rows): (u32, u32)) -> (u16, u16) {
    let within = |size: u32, unknown: u16, most: u16| match size {
        0 => unknown,
        size => u16::try_from(size).unwrap_or(most).min(most),
    };
    (within(columns, 80, 300), within(rows, 24, 100))
}

/// Returns the last row, which shows the key hints once a whole frame of this size has arrived.
pub fn last_row(screen: &vt100::Screen) -> String {
    screen.rows(0, screen.size().1.get()).last().unwrap_or_default()
}

fn nonzero(size: u16) -> NonZeroU16 {
    NonZeroU16::new(size).expect("a terminal has at least one cell")
}
