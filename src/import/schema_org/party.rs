//! Persons and organisations as schema.org has them: an object, a bare name, an address. Claimants
//! are often put down with a post’s address for their own, or their name for an address.

use serde_json::Value;

use super::ids;
use super::node::GraphNode;
use crate::claim::{Agent, AgentKind};
use crate::import::distinct::Distinct;
use crate::import::draft::agent;
use crate::import::{ClaimDraft, Mending};
use crate::text;

/// What a party turned out to be.
#[derive(Debug, Default)]
pub(super) struct ResolvedParty {
    /// The agent’s id; none where nothing names it.
    pub(super) id: Option<String>,
    /// What it does, in the record’s words.
    pub(super) job: Option<String>,
    /// The address of a post that was given for the party’s own.
    pub(super) post: Option<String>,
    /// What is left of it.
    pub(super) left: Option<Value>,
}

/// Types of parties, with the kinds of agents they are.
pub(super) const TYPES: &[(&str, AgentKind)] = &[
    ("Person", AgentKind::Person),
    ("Organization", AgentKind::Organisation),
    ("NewsMediaOrganization", AgentKind::Publication),
];

/// Reads whom a value names.
pub(super) fn party(draft: &mut ClaimDraft, value: Value, at: &str) -> ResolvedParty {
    match GraphNode::of(value, at) {
        Ok(node) => of_node(draft, node, at),
        Err(Value::String(name)) if text::is_web_address(name.trim()) => {
            let id = nameless(draft, AgentKind::Unknown, at, vec![name.trim().to_owned()]);
            ResolvedParty { id, ..ResolvedParty::default() }
        }
        Err(Value::String(name)) if !name.trim().is_empty() => {
            let id = Some(draft.agent(AgentKind::Unknown, at, &name));
            ResolvedParty { id, ..ResolvedParty::default() }
        }
        Err(left) => ResolvedParty { left: Some(left), ..ResolvedParty::default() },
    }
}

/// The same, where a post’s address may stand for the party’s own.
pub(super) fn claimant(draft: &mut ClaimDraft, value: Value, at: &str) -> ResolvedParty {
    let mut node = match GraphNode::of(value, at) {
        Ok(node) => node,
        Err(value) => return party(draft, value, at),
    };
    let post = node.get("url").and_then(Value::as_str).filter(|url| is_post(url));
    let post = post.map(|url| url.trim().to_owned());
    if let Some(post) = &post {
        let path = node.path("url");
        node.take("url");
        draft.mended(&path, Mending::Place, 1, post.as_str());
    }
    // It stays with its party: ours has one for all claims.
    let job = node.peek("jobTitle");
    let job = job.and_then(|job| draft.some_text(&node.path("jobTitle"), &job));
    ResolvedParty { job, post, ..of_node(draft, node, at) }
}

fn of_node(draft: &mut ClaimDraft, mut node: GraphNode, at: &str) -> ResolvedParty {
    let kind = TYPES.iter().find(|(name, _)| node.is(name)).map(|(name, kind)| {
        node.take_type(name);
        *kind
    });
    let kind = kind.unwrap_or(AgentKind::Unknown);
    let own = node.own(ids::AGENT);
    let mut said = PartyNames::default();
    said.names.extend(node.raw("name").map(|name| (node.path("name"), name)));
    node.each("url", |value, at| said.elsewhere(draft, value, at));
    // One address says who it is; what else there is differs from record to record.
    let has_address = !said.addresses.is_empty();
    node.each("sameAs", |value, at| match value {
        Value::String(address) if has_address && text::is_web_address(address.trim()) => {
            Some(address.into())
        }
        value => said.elsewhere(draft, value, at),
    });
    let PartyNames { names, addresses, .. } = said;
    let mut names = names.into_iter();
    let id = match (names.next(), own) {
        (Some((at, name)), Some(own)) => draft.some_text(&at, &name).map(|name| {
            node.take_own(ids::AGENT);
            draft.refer(Agent { same_as: addresses, ..agent(own, kind, name) })
        }),
        (Some((at, name)), None) => Some(draft.agent_with(kind, &at, &name, addresses)),
        (None, _) => nameless(draft, kind, at, addresses),
    };
    ResolvedParty { id, left: node.left(), ..ResolvedParty::default() }
}

/// What a party is called, and where else it is.
#[derive(Default)]
struct PartyNames {
    addresses: Vec<String>,
    distinct: Distinct,
    /// Names, with the paths at which they stood.
    names: Vec<(String, String)>,
}

impl PartyNames {
    /// Takes where else a party is: an address; what is none is a name out of place.
    fn elsewhere(&mut self, draft: &mut ClaimDraft, value: Value, at: &str) -> Option<Value> {
        match value {
            Value::String(address) if text::is_web_address(address.trim()) => {
                let rooted = rooted(address.trim());
                // What was published is kept where it isn’t quite the same.
                let left = (rooted != address.trim()).then(|| address.into());
                self.distinct.add(&mut self.addresses, rooted);
                left
            }
            Value::String(name) if !name.trim().is_empty() => {
                draft.mended(at, Mending::Name, 1, name.as_str());
                self.names.push((at.to_owned(), name));
                None
            }
            other => Some(other),
        }
    }
}

/// An address in which a host alone has its `/`: both ways mean the same (RFC 3986, 6.2.3), and
/// one party shall not become two.
fn rooted(address: &str) -> String {
    let is_bare =
        address.split_once("://").is_some_and(|(_, rest)| !rest.contains(['/', '?', '#']));
    if is_bare { format!("{address}/") } else { address.to_owned() }
}

/// A party that has addresses only goes by the host of the first.
fn nameless(
    draft: &mut ClaimDraft,
    kind: AgentKind,
    at: &str,
    addresses: Vec<String>,
) -> Option<String> {
    let first = addresses.first()?;
    let host = host(first).unwrap_or_else(|| first.clone());
    draft.mended(&format!("{at}.name"), Mending::Nameless, 1, Value::Null);
    Some(draft.agent_with(kind, at, &host, addresses))
}

/// The host of an address, without `www.`.
fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// The hosts of platforms on which people post.
const PLATFORMS: &[&str] = &[
    "facebook.com",
    "fb.com",
    "twitter.com",
    "x.com",
    "instagram.com",
    "threads.net",
    "tiktok.com",
    "youtube.com",
    "linkedin.com",
    "reddit.com",
    "bsky.app",
    "vk.com",
    "weibo.com",
    "t.me",
];

/// Hosts of which every address is a post’s.
const SHORT: &[&str] = &["youtu.be", "fb.watch"];

/// The parts between slashes that the addresses of single posts there have.
const POSTS: &[&str] = &[
    "posts",
    "post",
    "status",
    "statuses",
    "videos",
    "video",
    "photos",
    "p",
    "reel",
    "watch",
    "shorts",
    "comments",
    "permalink",
    "permalink.php",
];

/// Whether an address is a post’s on one of the platforms.
fn is_post(url: &str) -> bool {
    let url = url.trim();
    let Some((_, rest)) = url.split_once("://").filter(|_| text::is_web_address(url)) else {
        return false;
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.to_ascii_lowercase();
    let on = |platform: &&str| {
        host.strip_suffix(platform).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'))
    };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    // A channel’s name, and the number of a post in it; a post on somebody’s wall.
    let is_numbered = || {
        let last = path.rsplit('/').next().unwrap_or_default();
        let is_number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let on_wall = last.strip_prefix("wall").map(|rest| rest.trim_start_matches('-'));
        host == "t.me" && is_number(last) || on_wall.is_some_and(is_number)
    };
    let names_post =
        || path.split('/').any(|part| POSTS.contains(&part)) || query.contains("fbid=");
    SHORT.iter().any(on) && path.len() > 1
        || PLATFORMS.iter().any(on) && (names_post() || is_numbered())
        || is_of_somebody(path)
}

/// Whether a path is that of somebody’s post on any host, as those that share a protocol have:
/// `/ann/posts/17`.
fn is_of_somebody(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let (number, posts, who) = (parts.next(), parts.next(), parts.next());
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    number.is_some_and(is_number)
        && posts.is_some_and(|part| matches!(part, "posts" | "status" | "statuses"))
        && who.is_some_and(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_post_is_one_of_a_platform() {
        for post in [
            "https://www.facebook.com/a/posts/1",
            "https://x.com/a/status/1",
            "https://youtu.be/abc",
            "https://t.me/channel/12",
            "https://vk.com/wall-12_34",
            "https://www.youtube.com/watch?v=abc",
            "http://m.facebook.com/story.php?story_fbid=1&id=2",
        ] {
            assert!(is_post(post), "{post}");
        }
        for other in [
            "https://watchdog.org/",
            "https://a.example/post/1",
            "https://x.com/a",
            "https://x.com/wallstreet",
            "https://www.facebook.com/watcherguru",
            "https://t.me/channel",
            "https://fox.com/videos/",
            "/posts/",
        ] {
            assert!(!is_post(other), "{other}");
        }
    }

    fn read(value: Value) -> (ResolvedParty, Vec<Agent>) {
        let mut draft = ClaimDraft::new("", "x");
        let party = claimant(&mut draft, value, "author");
        (party, draft.agents)
    }

    #[test]
    fn parties_are_known_however_they_are_put() {
        for (value, name, same_as) in [
            (json!("Ann"), "Ann", vec![]),
            (json!({"@type": "Person", "name": "Ann", "sameAs": []}), "Ann", vec![]),
            (
                json!({"name": {"@value": "Ann"}, "sameAs": "https://a.org/"}),
                "Ann",
                vec!["https://a.org/"],
            ),
            (json!({"name": "", "sameAs": "Ann"}), "Ann", vec![]),
            (json!("https://www.a.org/x"), "a.org", vec!["https://www.a.org/x"]),
            (json!({"url": "https://a.org"}), "a.org", vec!["https://a.org/"]),
            (
                json!({"name": "Ann", "url": "https://a.org/", "sameAs": ["https://b.org/x"]}),
                "Ann",
                vec!["https://a.org/"],
            ),
        ] {
            let (party, agents) = read(value.clone());
            assert_eq!(party.id.as_deref(), Some(agents[0].id.as_str()), "{value}");
            assert_eq!(agents[0].name.as_deref(), Some(name));
            assert_eq!(agents[0].same_as, same_as);
        }
        let (nobody, agents) = read(json!({"name": "", "logo": {"width": ""}}));
        assert_eq!((nobody.id, agents.len()), (None, 0));
        assert_eq!(nobody.left, Some(json!({"name": "", "logo": {"width": ""}})));
    }

    #[test]
    fn a_post_s_address_is_the_claim_s_and_not_its_author_s() {
        let url = "https://social.example/ann/posts/17";
        let (party, agents) = read(json!({"name": "Ann", "url": url, "jobTitle": "Mayor"}));
        assert_eq!((party.post.as_deref(), party.job.as_deref()), (Some(url), Some("Mayor")));
        assert!(agents[0].same_as.is_empty());
    }
}
