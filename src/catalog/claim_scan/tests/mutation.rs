//! Random changes to records: a tree of JSON in which keys may be repeated and values may be any
//! text.

use std::fmt;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

/// JSON that will be written.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// A text written unchanged.
    Raw(String),
    List(Vec<Node>),
    /// Members, their keys with quotation marks.
    Object(Vec<(String, Node)>),
}

/// One change to a tree, at one of its nodes.
#[derive(Debug, Clone)]
pub(super) struct Change {
    node: Index,
    member: Index,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Replace(String),
    Remove,
    Repeat,
    /// Adds a member under this key, if the node is an object.
    Add(String, String),
}

/// Generates a few changes.
pub(super) fn changes() -> impl Strategy<Value = Vec<Change>> {
    let what = prop_oneof![
        4 => value().prop_map(What::Replace),
        2 => Just(What::Remove),
        1 => Just(What::Repeat),
        4 => (key(), value()).prop_map(|(key, value)| What::Add(key, value)),
    ];
    let change = (any::<Index>(), any::<Index>(), what).prop_map(|(node, member, what)| Change {
        node,
        member,
        what,
    });
    prop::collection::vec(change, 1..4)
}

/// Generates keys of every record of the format, some of them in a wrong place, and unknown ones.
fn key() -> impl Strategy<Value = String> {
    let keys = "id text lang kind status topics happened amounts made wordings evidence denials \
        verdicts history notes ext date to place note value currency unit what by where first \
        quote quote_is source locator interpreted_by stance excerpt excerpt_is summary via \
        reliability level scope on_behalf_of answers channel label scale best worst at ids \
        before page section paragraph sentence line timecode char fragment characters unknown \
        odd odder \\u0069d \\u006fdd \\ud800 $serde_json::private::RawValue";
    let keys: Vec<&str> = keys.split_whitespace().collect();
    select(keys).prop_map(|key| format!("\"{key}\""))
}

/// Generates values that suit some field, or none.
fn value() -> impl Strategy<Value = String> {
    let values = r#"null true false 0 1 -0 -1 1.0 1.5 1e2 1e999 18446744073709551615
        18446744073709551616 -9223372036854775809 01 1. - "" "word" "\ud83d\ude00" "\ud800"
        "\u0061" "\x" "2020-01-01" "event" "disputed" "document" "supports" "full" "verbatim"
        "primary" "quote" {"event":null} {"full":null} {"verbatim":1} {"event":null,"x":1}
        {"disputed":{}} {"id":"a"} {"id":"a","id":"a"} {"odd":1} {"odd":1,"odd":2} {} []
        [null] [{}] [{"odd":1}] [1] [1,2] [1,2,3] [1,-2] ["a"] ["a",1] [[]] {"a":1e999}
        {"a":"\ud800"} {"\ud800":1} {"$serde_json::private::RawValue":"5"}
        {"$serde_json::private::RawValue":5} [{"by":"a","locator":{"odd":1}}] tru [1,] {"a"}"#;
    let values: Vec<String> = values.split_whitespace().map(str::to_owned).collect();
    let deep = (120_usize..132, any::<bool>()).prop_map(|(depth, object)| {
        let (open, close) = if object { ("{\"x\":", "}") } else { ("[", "]") };
        format!("{}0{}", open.repeat(depth), close.repeat(depth))
    });
    prop_oneof![8 => select(values), 1 => deep, 1 => Just("\"a\u{1}b\"".to_owned())]
}

/// Generates the text with a few of its characters replaced by others that have a meaning in JSON.
pub(super) fn garbled(text: &'static str) -> impl Strategy<Value = String> {
    let bits = vec!["", "\"", "{", "}", "[", "]", ",", ":", "\\", "0", "e", "-", "u", " ", "é"];
    prop::collection::vec((any::<Index>(), select(bits)), 1..4).prop_map(|places| {
        let mut text: Vec<String> = text.chars().map(String::from).collect();
        for (place, bit) in places {
            *place.get_mut(&mut text) = bit.to_owned();
        }
        text.concat()
    })
}

impl From<&Value> for Node {
    fn from(value: &Value) -> Self {
        match value {
            Value::Array(list) => Self::List(list.iter().map(Self::from).collect()),
            Value::Object(map) => Self::Object(
                map.iter().map(|(key, value)| (format!("{key:?}"), Self::from(value))).collect(),
            ),
            leaf => Self::Raw(leaf.to_string()),
        }
    }
}

impl Node {
    /// Applies the change to the tree.
    pub(super) fn take(&mut self, Change { node, member, what }: Change) {
        let number = node.index(self.size());
        let Some(node) = self.node(&mut { number }) else { return };
        match (what, node) {
            (What::Replace(text), node) => *node = Self::Raw(text),
            (What::Add(key, value), Self::Object(members)) => {
                members.insert(member.index(members.len() + 1), (key, Self::Raw(value)));
            }
            (What::Add(_, value), Self::List(list)) => list.push(Self::Raw(value)),
            (What::Remove, Self::Object(members)) if !members.is_empty() => {
                members.remove(member.index(members.len()));
            }
            (What::Remove, Self::List(list)) => drop(list.pop()),
            (What::Repeat, Self::Object(members)) if !members.is_empty() => {
                let again = member.get(members).clone();
                members.push(again);
            }
            _ => {}
        }
    }

    fn children(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Raw(_) => Vec::new(),
            Self::List(list) => list.iter_mut().collect(),
            Self::Object(members) => members.iter_mut().map(|(_, value)| value).collect(),
        }
    }

    /// Returns the number of nodes, including this one.
    fn size(&mut self) -> usize {
        1 + self.children().into_iter().map(Self::size).sum::<usize>()
    }

    /// Returns the node `ahead` places on, parents before their children.
    fn node(&mut self, ahead: &mut usize) -> Option<&mut Self> {
        if *ahead == 0 {
            return Some(self);
        }
        *ahead -= 1;
        self.children().into_iter().find_map(|child| child.node(ahead))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Raw(text) => f.write_str(text),
            Self::List(list) => {
                let list: Vec<String> = list.iter().map(Self::to_string).collect();
                write!(f, "[{}]", list.join(","))
            }
            Self::Object(members) => {
                let member = |(key, value): &(String, Self)| format!("{key}:{value}");
                let members: Vec<String> = members.iter().map(member).collect();
                write!(f, "{{{}}}", members.join(","))
            }
        }
    }
}
