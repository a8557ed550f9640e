//! Makes up claims, for the example that writes them and the benchmarks that read them.
//!
//! Claims are sentences of 30 to 250 bytes in mixed case, each with two or three pieces of evidence
//! and one or two denials. About 15 in 100 contain letters beyond ASCII.

use std::fmt::Write as _;
use std::io::{self, Write};

const PEOPLE: &[&str] = &[
    "Senator Alvarez",
    "Governor Whitfield",
    "Minister Okafor",
    "Dr Hale",
    "Mayor Lindqvist",
    "Judge Moreno",
    "Professor Tan",
    "Commissioner Reyes",
    "Captain Brandt",
    "Ms Petrova",
    "Mr Delacroix",
    "President Ndiaye",
    "Chancellor Weber",
    "Secretary Holt",
    "Bishop Carrow",
];
/// Names with letters beyond ASCII. How often they are chosen decides the share of such claims.
const PEOPLE_BEYOND: &[&str] = &[
    "Senator Gómez",
    "Minister Łukasiewicz",
    "Dr Müller",
    "Mayor Ødegård",
    "Frau Schröder",
    "Président Lefèvre",
    "Señora Ibáñez",
    "Мария Волкова",
    "محمد السيد",
    "Bürgermeister Groß",
    "Başkan Erdoğan",
    "Αλέξης Παππάς",
    "田中さん",
];
const BODIES: &[&str] = &[
    "The Ministry of Health",
    "the city council",
    "The Port Authority",
    "the school board",
    "Northern Rail",
    "the water company",
    "The Daily Ledger",
    "the dockers’ union",
    "Harbour Bank",
    "the election office",
    "The Royal Society of Surveyors",
    "the tax agency",
];
const VERBS: &[&str] = &[
    "promised",
    "cut",
    "raised",
    "sold",
    "closed",
    "paid for",
    "hid",
    "leaked",
    "cancelled",
    "approved",
    "delayed",
    "misreported",
    "bought back",
    "tested",
    "banned",
    "funded",
    "knew about",
    "covered up",
    "recommended",
    "withdrew",
];
const THINGS: &[&str] = &[
    "unemployment benefits",
    "a vaccine trial",
    "the border fence",
    "health care for children",
    "middle class tax cuts",
    "the harbour bridge",
    "private messages of customers",
    "a coal mine",
    "school lunches",
    "the housing budget",
    "voting machines",
    "medicare fraud",
    "mask deliveries",
    "an inbox interface",
    "police cameras",
    "jobs at the shipyard",
    "drinking water reports",
    "immigration figures",
    "the stadium contract",
    "pension savings",
    "a secret list of donors",
    "night trains",
    "climate measurements",
    "hospital beds",
];
const PLACES: &[&str] = &[
    "in Texas",
    "in the northern districts",
    "at the old airport",
    "in Port Elmsley",
    "along the river",
    "in Ohio",
    "on the islands",
    "at the border",
    "in three states",
    "in the capital",
    "behind the school",
    "in most villages",
];
const TIMES: &[&str] = &[
    "in 2017",
    "before the election",
    "last winter",
    "since May 2018",
    "for ten years",
    "two days after the vote",
    "in the first quarter",
    "while parliament was closed",
];
const TAILS: &[&str] = &[
    ", although nobody had asked for it",
    ", which the auditors never saw",
    ", and then denied it",
    " without telling the people who pay for it",
    ", according to documents that were never published",
    ", says a former clerk",
    ", costing every household more than they were told at the time",
    " so that the figures would look better before the hearing",
    ", twice",
];
const STANCES: &[&str] = &["supports", "undercuts", "context"];
const EVIDENCE_KINDS: &[&str] = &["document", "testimony", "data", "media", "expert"];
const SCOPES: &[&str] =
    &["full", "partial", "blanket", "non-denial", "context", "no-comment", "unclear"];
const DENYING: &[&str] = &["full", "partial", "blanket"];
const TOPICS: &[&str] = &["health", "money", "transport", "elections", "climate", "schools"];
/// The number of agents and of sources.
const AGENTS: u64 = 500;
const SOURCES: u64 = 2_000;

/// The generator `SplitMix64` by Sebastiano Vigna (2015): small, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `bound`.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// Returns true in `percent` of 100 cases.
    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn of(&mut self, words: &'static [&'static str]) -> &'static str {
        let index = usize::try_from(self.below(words.len() as u64)).unwrap_or(0);
        words.get(index).copied().unwrap_or_default()
    }
}

fn sentence(random: &mut Random) -> String {
    let who = match random.below(100) {
        0..15 => random.of(PEOPLE_BEYOND),
        15..60 => random.of(PEOPLE),
        _ => random.of(BODIES),
    };
    let mut text = format!("{who} {} {}", random.of(VERBS), random.of(THINGS));
    if random.chance(30) {
        let _ = write!(text, " and {}", random.of(THINGS));
    }
    if random.chance(40) {
        let amount = 1 + random.below(999);
        let _ = write!(text, " for ${amount} million");
    }
    for words in [PLACES, TIMES] {
        if random.chance(60) {
            let _ = write!(text, " {}", random.of(words));
        }
    }
    while text.len() < 40 || (text.len() < 170 && random.chance(40)) {
        text.push_str(random.of(TAILS));
    }
    text.push('.');
    let first = text.chars().next().map(|c| c.to_uppercase().collect::<String>());
    let rest: String = text.chars().skip(1).collect();
    first.unwrap_or_default() + &rest
}

fn date(random: &mut Random) -> String {
    format!("{}-{:02}-{:02}", 2010 + random.below(16), 1 + random.below(12), 1 + random.below(28))
}

fn evidence(item: u64, random: &mut Random) -> serde_json::Value {
    serde_json::json!({
        "id": format!("e{item}"),
        "kind": random.of(EVIDENCE_KINDS),
        "stance": random.of(STANCES),
        "summary": sentence(random),
        "source": format!("s{}", random.below(SOURCES)),
        "locator": { "paragraph": 1 + random.below(40), "sentence": 1 + random.below(6) },
        "date": date(random),
        "reliability": { "level": "reported-second-hand" },
    })
}

fn denial(item: u64, random: &mut Random) -> serde_json::Value {
    serde_json::json!({
        "id": format!("d{item}"),
        "by": format!("a{}", random.below(AGENTS)),
        "scope": random.of(SCOPES),
        "quote": sentence(random),
        "quote_is": "verbatim",
        "source": format!("s{}", random.below(SOURCES)),
        "date": date(random),
    })
}

fn claim(number: u64, random: &mut Random) -> serde_json::Value {
    let evidence: Vec<_> = (1..=2 + random.below(2)).map(|item| evidence(item, random)).collect();
    let denials: Vec<_> = (1..=1 + random.below(2)).map(|item| denial(item, random)).collect();
    // The status must agree with the record: a claim is disputed if one of its denials denies it.
    let denies = |denial: &serde_json::Value| {
        denial["scope"].as_str().is_some_and(|scope| DENYING.contains(&scope))
    };
    let status = if denials.iter().any(denies) { "disputed" } else { "open" };
    serde_json::json!({ "claim": {
        "id": format!("c{number}"),
        "text": sentence(random),
        "kind": "event",
        "status": status,
        "topics": [random.of(TOPICS)],
        "made": [{
            "by": format!("a{}", random.below(AGENTS)),
            "date": date(random),
            "source": format!("s{}", random.below(SOURCES)),
        }],
        "evidence": evidence,
        "denials": denials,
    }})
}

/// Writes a dataset of this many claims as NDJSON. The same number gives the same bytes.
pub fn write(out: &mut impl Write, claims: u64) -> io::Result<()> {
    let mut random = Random(1);
    let about = serde_json::json!({ "gainsay": 1, "dataset": {
        "id": "synthetic", "title": format!("{claims} made-up claims"), "language": "en",
    }});
    writeln!(out, "{about}")?;
    for number in 0..AGENTS {
        let names = if random.chance(20) { PEOPLE_BEYOND } else { PEOPLE };
        let name = format!("{} {}", random.of(names), number + 1);
        writeln!(
            out,
            "{}",
            serde_json::json!({ "agent": { "id": format!("a{number}"), "kind": "person", "name": name } })
        )?;
    }
    for number in 0..SOURCES {
        let title = sentence(&mut random);
        let url = format!("https://example.org/{number}");
        writeln!(
            out,
            "{}",
            serde_json::json!({ "source": { "id": format!("s{number}"), "kind": "article", "title": title, "url": url } })
        )?;
    }
    for number in 0..claims {
        writeln!(out, "{}", claim(number, &mut random))?;
    }
    out.flush()
}
