//! Tells the pages of fact-checks and the names of fact-checkers from other addresses and names.

use super::field::folded;
use super::page_address::PageAddress;

/// The names of fact-checkers in their hosts, folded, in several languages. A host belongs to one
/// of them if the name is one of its labels, or begins one.
const CHECKERS: &[&str] = &[
    "politifact",
    "snopes",
    "factcheck",
    "fullfact",
    "factcheckafp",
    "leadstories",
    "africacheck",
    "chequeado",
    "aosfatos",
    "lupa",
    "maldita",
    "malditaes",
    "newtral",
    "correctiv",
    "boomlive",
    "altnews",
    "vishvasnews",
    "misbar",
    "fatabyyano",
    "teyit",
    "mygopen",
    "tfctaiwan",
    "turnbackhoax",
    "cekfakta",
    "factly",
    "newschecker",
    "factcrescendo",
    "logically",
    "truthorfiction",
    "hoaxslayer",
    "hoaxeye",
    "climatefeedback",
    "healthfeedback",
    "sciencefeedback",
    "verafiles",
    "pesacheck",
    "dubawa",
    "colombiacheck",
    "elsabueso",
    "verificado",
    "ecuadorchequea",
    "boatosorg",
    "efarsas",
    "fatooufake",
    "projetocomprova",
    "poligrafo",
    "pagellapolitica",
    "bufale",
    "butac",
    "mimikama",
    "faktenfinder",
    "faktencheck",
    "hoaxmap",
    "volksverpetzer",
    "lesdecodeurs",
    "checknews",
    "conspiracywatch",
    "hoaxbuster",
    "demagog",
    "konkret24",
    "fakehunter",
    "stopfake",
    "voxukraine",
    "voxcheck",
    "provereno",
    "raskrinkavanje",
    "raskrikavanje",
    "faktograf",
    "istinomer",
    "faktabaari",
    "faktiskno",
    "faktisk",
    "tjekdet",
    "dogrulukpayi",
    "malumatfurus",
    "factnameh",
    "ellinikahoaxes",
    "factreview",
    "rebaltica",
    "tempocekfakta",
    "factwatch",
    "jachai",
    "factchecklab",
    "factchecker",
    "washingtonpostfactchecker",
    "theferret",
    "thejournalfactcheck",
    "factcheckni",
    "channel4factcheck",
    "polygraph",
    "truthmeter",
    "truthometer",
    "checkyourfact",
    "usatodayfactcheck",
    "reutersfactcheck",
    "apfactcheck",
    "afpfactcheck",
    "afpfactuel",
    "factuel",
    "gossipcop",
    "factrakers",
    "congocheck",
    "ghanafact",
    "zimfact",
    "fasohack",
    "akhbarmeter",
    "dabegad",
    "matsda2sh",
    "verifysy",
    "norumors",
    "tayqan",
    "raskrinkano",
    "snufactcheck",
    "cofacts",
    "sisorg",
    "aapfactcheck",
    "rmitabcfactcheck",
    "factcheckorg",
    "euvsdisinfo",
];

/// The segments that addresses of fact-checks have, folded.
const PATHS: &[&str] = &[
    "factcheck",
    "factchecks",
    "factchecking",
    "factchecker",
    "factchecked",
    "truthometer",
    "faktencheck",
    "faktenfuchs",
    "faktenfinder",
    "checamos",
    "checagem",
    "checagens",
    "verificamos",
    "verificacion",
    "verificaciones",
    "chequeos",
    "chequeo",
    "desinformacion",
    "desinformation",
    "factual",
    "factuel",
    "verif",
    "vraioufake",
    "cekfakta",
    "doğrulama",
    "dogrulama",
    "analiz",
    "faktasjekk",
    "faktatjek",
    "faktacheck",
    "fakta",
    "hoaxcheck",
    "realitycheck",
    "claimreview",
    "lupa",
    "hechosono",
    "factcheckzh",
    "factcheckar",
    "teyit",
    "debunk",
    "debunked",
];

/// Returns true for the address of a fact-check, by its host or its path.
pub(super) fn is_check_page(page: &PageAddress<'_>) -> bool {
    if page.segments.is_empty() {
        return false;
    }
    let is_path = page.segments.iter().any(|segment| PATHS.contains(&folded(segment).as_str()));
    is_path || is_checkers_host(page.host) || is_politifact(page)
}

/// Returns true for PolitiFact’s paths of single statements, which scrapes give without a host.
fn is_politifact(page: &PageAddress<'_>) -> bool {
    page.day().is_some() && page.segments.contains(&"statements")
}

/// Returns the labels of a host without its top-level domain.
fn labels(host: &str) -> impl Iterator<Item = &str> {
    host.rsplit_once('.').map_or("", |(labels, _)| labels).split('.')
}

fn is_checkers_host(host: &str) -> bool {
    labels(host).any(is_checkers_label)
}

fn is_checkers_label(label: &str) -> bool {
    let label = folded(label);
    CHECKERS.contains(&label.as_str()) || label.starts_with("politifact")
}

/// Returns true for the name, the host or the home page of a known fact-checker: `PolitiFact`,
/// `snopes.com`, `https://fullfact.org`.
pub(super) fn is_fact_checker(words: &str) -> bool {
    const LONGEST: usize = 64;
    let words = words.trim();
    if words.len() > LONGEST {
        return false;
    }
    if let Some(page) = PageAddress::of(words) {
        return page.segments.is_empty() && is_checkers_host(page.host);
    }
    let is_host = words.contains('.') && !words.contains(char::is_whitespace);
    is_checkers_label(words) || is_host && is_checkers_host(&words.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_fact_checks_are_told_by_host_or_path() {
        let is = |words: &str| PageAddress::of(words).is_some_and(|page| is_check_page(&page));
        for page in [
            "https://www.politifact.com/factchecks/2023/apr/24/posts/x/",
            "/truth-o-meter/statements/2015/may/11/ann-doe/bridge/",
            "https://facts.example/fact-check/old-bridge/",
            "http://news.example/FactCheck/1",
            "https://fatabyyano.example/1/",
            "https://chequeado.com/a",
        ] {
            assert!(is(page), "{page}");
        }
        for page in
            ["https://x.com/a/status/1", "https://hoax.example/bridge", "https://snopes.com"]
        {
            assert!(!is(page), "{page}");
        }
    }

    #[test]
    fn fact_checkers_are_known_by_name_and_host() {
        for known in
            ["PolitiFact", "snopes.com", "https://fullfact.org/", "Aos Fatos", "Lead Stories"]
        {
            assert!(is_fact_checker(known), "{known}");
        }
        assert!(!is_fact_checker("Ann Doe") && !is_fact_checker("https://hoax.example"));
    }
}
