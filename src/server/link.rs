//! The frontend of a session whose user is at the other end of a connection. It must not reach the
//! server's files or programs.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::mailbox::{Mailbox, NextInput};
use super::session_end::SessionEnd;
use super::state::Times;
use crate::app::{App, HostCommand, Msg};
use crate::session::{EventSender, Frontend, FrontendInput};
use crate::terminal::modes;
use crate::terminal::profile::Profile;
use crate::text::DisplayText;
use crate::theme::Theme;
use crate::view::terminal_view::{Display, copy, message};

/// How long before the end a user is warned, unless the timeouts are shorter than that.
const WARNING: Duration = Duration::from_mins(1);

impl Times {
    /// Returns when the session ends unless the user acts, and the reason.
    pub(super) fn ends(self, mailbox: &Mailbox) -> (Instant, SessionEnd) {
        let idle = (mailbox.acted() + self.idle, SessionEnd::Idle);
        let old = (mailbox.began() + self.session, SessionEnd::Old);
        if idle.0 <= old.0 { idle } else { old }
    }

    /// Returns how long before the end the user is warned.
    fn warning(self) -> Duration {
        WARNING.min(self.idle / 2).min(self.session / 2)
    }
}

/// The frontend of a user at the other end of a connection.
pub(super) struct Remote {
    mailbox: Arc<Mailbox>,
    display: Display,
    profile: Profile,
    times: Times,
    /// Whether the user was warned since the last key press.
    warned: bool,
    /// Sends events to the session.
    events: EventSender,
}

impl Remote {
    /// Creates the frontend and prepares the user's terminal.
    pub(super) fn new(
        mailbox: Arc<Mailbox>,
        (profile, theme): (Profile, Theme),
        title: &DisplayText,
        times: Times,
        events: EventSender,
    ) -> Self {
        mailbox.send(&modes::enter(profile, Some(title)));
        let display = Display::new(profile, theme);
        Self { mailbox, display, profile, times, warned: false, events }
    }

    /// Ends the session if its time is over, or warns the user shortly before.
    fn watch(&mut self, now: Instant) -> Option<FrontendInput> {
        let (end, why) = self.times.ends(&self.mailbox);
        if end <= now {
            self.mailbox.end(why);
            return Some(FrontendInput::End);
        }
        let before = self.times.warning();
        let near = end <= now + before;
        let warned = std::mem::replace(&mut self.warned, near);
        let soon = if before < WARNING { "soon" } else { "in a minute" };
        let words = || match why {
            SessionEnd::Idle => format!("you will be disconnected {soon} unless you press a key"),
            _ => format!("this session ends {soon}: it reaches its time limit"),
        };
        (near && !warned).then(|| FrontendInput::Msg(Msg::Notice(words())))
    }
}

impl Frontend for Remote {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wait(&mut self, until: Option<Instant>) -> io::Result<()> {
        let now = Instant::now();
        let (end, _) = self.times.ends(&self.mailbox);
        let left = end.saturating_duration_since(now);
        let warning = now + left.saturating_sub(self.times.warning());
        let due = if self.warned { end } else { warning };
        self.mailbox.wait(Some(until.map_or(due, |until| until.min(due))), now);
        Ok(())
    }

    fn input(&mut self) -> io::Result<Option<FrontendInput>> {
        loop {
            let now = Instant::now();
            // This comes before all other input: a client that sends without pause would otherwise
            // keep the session from ever ending.
            if let Some(input) = self.watch(now) {
                return Ok(Some(input));
            }
            return Ok(match self.mailbox.next(now) {
                NextInput::End => Some(FrontendInput::End),
                NextInput::Size(columns, rows) => {
                    self.display.forget();
                    Some(FrontendInput::Msg(Msg::Resize(columns, rows)))
                }
                NextInput::Notice(words) => Some(FrontendInput::Msg(Msg::Notice(words))),
                NextInput::Session(event) => {
                    self.events.send(event);
                    // A redraw is an input without a message. The session takes the event after
                    // this batch of inputs.
                    Some(FrontendInput::Redraw)
                }
                NextInput::Event(event) => match message(event) {
                    Some(msg) => Some(FrontendInput::Msg(msg)),
                    None => continue,
                },
                NextInput::Nothing => None,
            });
        }
    }

    fn is_free(&mut self) -> io::Result<bool> {
        Ok(self.mailbox.is_free())
    }

    fn draw(&mut self, app: &App) -> io::Result<()> {
        let mut frame = Vec::new();
        self.display.frame(app, &mut frame);
        self.mailbox.holds(app.held_bytes());
        self.mailbox.send(&frame);
        Ok(())
    }

    fn run(&mut self, errand: HostCommand) -> io::Result<Option<Msg>> {
        Ok(match errand {
            HostCommand::Copy(text) => {
                let (bytes, told) = copy(&text, &self.profile);
                self.mailbox.send(&bytes);
                Some(told)
            }
            HostCommand::Open(url) => {
                Some(Msg::Notice(format!("open it on your own machine: {url}")))
            }
            HostCommand::Mouse(ours) => {
                self.mailbox.send(modes::mouse(ours));
                None
            }
            HostCommand::Repaint => {
                self.display.forget();
                None
            }
            // Remote users aren't offered these commands.
            HostCommand::Edit { .. } | HostCommand::Suspend => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keymap::Keymap;
    use crate::app::{OpenDatasets, Purpose, Setup, Where};
    use crate::search::Corpus;
    use crate::session::Session;
    use crate::terminal::profile::Environment;
    use crate::theme::{Borders, Glyphs, Palette};

    #[test]
    fn the_longest_time_ends_whoever_never_stops_typing() {
        let mailbox = Arc::new(Mailbox::new(Instant::now()));
        let setup = Setup {
            keymap: Keymap::default(),
            purpose: Purpose::Explore,
            place: Where::Elsewhere,
            single: false,
            glyphs: Glyphs::Ascii,
            size: (80, 24),
            query: String::new(),
            about: Arc::new(OpenDatasets::default()),
        };
        let session = Session::new(setup, Arc::new(Corpus::default()), Arc::new(|| {})).unwrap();
        let profile = Environment::new(&|_| None).profile();
        let (palette, glyphs, borders) = (Palette::Mono, Glyphs::Ascii, Borders::Lines);
        let theme = Theme { palette, glyphs, borders };
        let grace = Duration::ZERO;
        let times = Times { grace, idle: Duration::from_mins(1), session: Duration::ZERO };
        let theirs = Arc::clone(&mailbox);
        let mut remote =
            Remote::new(theirs, (profile, theme), &"".into(), times, session.event_sender());
        mailbox.feed(b"jk", Instant::now());
        assert!(matches!(remote.input(), Ok(Some(FrontendInput::End))));
        assert_eq!(mailbox.ended(), Some(SessionEnd::Old));
    }
}
