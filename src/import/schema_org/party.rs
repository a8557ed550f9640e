//! Reads schema.org’s persons and organisations: an object, a bare name, or an address. Publishers
//! often give a post’s address as that of its author, or a name as an address.

use serde_json::Value;

use super::ids;
use super::node::GraphNode;
use crate::claim::{Agent, AgentKind};
use crate::import::distinct::Distinct;
use crate::import::draft::agent;
use crate::import::posts::is_post;
use crate::import::{ClaimDraft, Mending};
use crate::text;

/// A party, as far as a value identifies it.
#[derive(Debug, Default)]
pub(super) struct ResolvedParty {
    /// The agent’s id, or `None` if nothing names the party.
    pub(super) id: Option<String>,
    /// The party’s job, in the record’s words.
    pub(super) job: Option<String>,
    /// The address of a post that was given as the party’s own.
    pub(super) post: Option<String>,
    pub(super) left: Option<Value>,
}

/// The types of parties, with the corresponding kinds of agents.
pub(super) const TYPES: &[(&str, AgentKind)] = &[
    ("Person", AgentKind::Person),
    ("Organization", AgentKind::Organisation),
    ("NewsMediaOrganization", AgentKind::Publication),
];

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

/// Reads a party like [`party`], whose address may be that of a post.
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
    // The job stays in the party’s node: an agent of the dataset has one role for all claims.
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
    // One address identifies the party; further ones differ from record to record.
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

#[derive(Default)]
struct PartyNames {
    addresses: Vec<String>,
    distinct: Distinct,
    /// The names, with the paths at which they stood.
    names: Vec<(String, String)>,
}

impl PartyNames {
    /// Takes an address of the party; any other text is noted as a name out of place.
    fn elsewhere(&mut self, draft: &mut ClaimDraft, value: Value, at: &str) -> Option<Value> {
        match value {
            Value::String(address) if text::is_web_address(address.trim()) => {
                let rooted = rooted(address.trim());
                // The published form is kept if it isn’t quite the same.
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

/// Adds the `/` to an address of a host alone. Both forms mean the same (RFC 3986, 6.2.3), and one
/// party must not become two.
fn rooted(address: &str) -> String {
    let is_bare =
        address.split_once("://").is_some_and(|(_, rest)| !rest.contains(['/', '?', '#']));
    if is_bare { format!("{address}/") } else { address.to_owned() }
}

/// Adds a party that has only addresses, named by the host of the first.
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

/// Returns the host of an address, without `www.`.
fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
