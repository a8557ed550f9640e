//! What the terminal's decoder reports, in our own words.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

use crate::explorer::{Mouse, MouseUse, Msg};
use crate::key::{Code, Key};

/// The explorer's message for an event; `None` where it means nothing to it.
pub(super) fn msg(event: Event) -> Option<Msg> {
    match event {
        Event::Key(key) => self::key(key).map(Msg::Key),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Mouse(mouse) => self::mouse(mouse).map(Msg::Mouse),
        // The size is asked for when the signal comes.
        Event::Resize(..) | Event::FocusGained | Event::FocusLost => None,
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let code = match event.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    let types = matches!(code, Code::Char(_));
    let shift = event.modifiers.contains(KeyModifiers::SHIFT) && !types && code != Code::BackTab;
    let ctrl = event.modifiers.contains(KeyModifiers::CONTROL);
    let code = match code {
        Code::Char(c) if ctrl => Code::Char(c.to_ascii_lowercase()),
        other => other,
    };
    Some(Key { code, ctrl, alt: event.modifiers.contains(KeyModifiers::ALT), shift })
}

fn mouse(event: MouseEvent) -> Option<Mouse> {
    let what = match event.kind {
        MouseEventKind::Down(MouseButton::Left) => MouseUse::Press,
        MouseEventKind::ScrollDown => MouseUse::WheelDown,
        MouseEventKind::ScrollUp => MouseUse::WheelUp,
        _ => return None,
    };
    Some(Mouse { what, x: event.column, y: event.row })
}
