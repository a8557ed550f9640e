//! Growth cases of files in other formats.

use serde_json::{Value, json};

use super::datasets::many;
use super::{Case, Files};

/// The text of a file.
struct Content(String);

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<Value> for Content {
    fn from(value: Value) -> Self {
        Self(value.to_string())
    }
}

fn file(name: &str, content: impl Into<Content>) -> Files {
    let Content(content) = content.into();
    vec![(name.to_owned(), content)]
}

/// Returns a file with `count` lines of JSON.
fn lines(count: usize, line: impl Fn(usize) -> Value) -> Files {
    file("a.jsonl", (0..count).map(|i| format!("{}\n", line(i))).collect::<String>())
}

fn import(
    name: &'static str,
    most: usize,
    arguments: &str,
    files: impl Fn(usize) -> Files + Sync + 'static,
) -> Case {
    Case::new(name, most, &format!("import -o out.ndjson {arguments}"), files)
}

fn review(number: usize) -> Value {
    json!({"@type": "ClaimReview", "claimReviewed": format!("Claim {number:05}"), "url": format!("https://r.example/{number:05}"),
        "author": {"@type": "Organization", "name": format!("O{number:05}")},
        "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": format!("P{number:05}")}},
        "reviewRating": {"@type": "Rating", "ratingValue": 1, "bestRating": 5, "worstRating": 1, "alternateName": "False"}})
}

/// Returns one review with a field of `count` items.
fn laden(
    field: &'static str,
    item: impl Fn(usize) -> Value + Sync + 'static,
) -> impl Fn(usize) -> Files + Sync {
    move |count| {
        let mut review = review(0);
        let items = many(count, &item);
        match field.split_once('/') {
            Some((outer, inner)) => review[outer][inner] = items.into(),
            None => review[field] = items.into(),
        }
        file("a.jsonld", review)
    }
}

pub(super) fn cases() -> Vec<Case> {
    let mut cases = tables();
    cases.extend(reviews());
    cases.extend(corpora());
    cases
}

fn tables() -> Vec<Case> {
    let map = "--map claim=c,by=b,verdict=v";
    let table = |separator: char| {
        move |n: usize| {
            let row = |i: usize| format!("Claim {i:05}{separator}By {i:05}{separator}false\n");
            let rows: String = (0..n).map(row).collect();
            file(
                if separator == ',' { "a.csv" } else { "a.tsv" },
                format!("c{separator}b{separator}v\n{rows}"),
            )
        }
    };
    vec![
        import("rows of csv", 400, &format!("a.csv {map}"), table(',')),
        import("rows of tsv", 400, &format!("a.tsv {map}"), table('\t')),
        import("rows of csv that say the same", 400, &format!("a.csv {map}"), |n| {
            file(
                "a.csv",
                format!(
                    "c,b,v\n{}",
                    (0..n).map(|i| format!("One,B,label {i:05}\n")).collect::<String>()
                ),
            )
        }),
        import("rows of csv that are the same", 400, &format!("a.csv {map}"), |n| {
            file("a.csv", format!("c,b,v\n{}", "One,B,false\n".repeat(n)))
        }),
        import("columns of csv", 2000, "a.csv --map claim=c", |n| {
            let names: String = (0..n).map(|i| format!(",n{i:05}")).collect();
            let cells: String = (0..n).map(|i| format!(",v{i:05}")).collect();
            file("a.csv", format!("c{names}\nClaim{cells}\n"))
        }),
        import("numbered columns of evidence", 1000, "a.csv", |n| {
            let names: String = (0..n).map(|i| format!(",evidence_{i},link_{i}")).collect();
            let cell = |i: usize| format!(",Text number {i} of the row,https://e.example/{i:05}");
            let cells: String = (0..n).map(cell).collect();
            file("a.csv", format!("claim{names}\nThe dam burst at noon.{cells}\n"))
        }),
        import("columns of ratings with their raters", 1000, "a.csv", |n| {
            let names: String = (0..n).map(|i| format!(",verdict_{i},verdict_by_{i}")).collect();
            let cells: String = (0..n).map(|i| format!(",false,By {i:05}")).collect();
            file("a.csv", format!("claim{names}\nThe dam burst at noon.{cells}\n"))
        }),
        import("rows of JSON under names of columns", 400, "a.json", |n| {
            let names: String = (0..n).map(|i| format!(",\"n{i:05}\"")).collect();
            let row = |i: usize| format!(",[\"The dam number {i} burst at noon.\",\"false\"]");
            let rows: String = (0..n).map(row).collect();
            file("a.json", format!("[[\"claim\",\"verdict\"{names}]{rows}]"))
        }),
        import("columns of csv of one name", 2000, "a.csv --map claim=c", |n| {
            file("a.csv", format!("c{}\nClaim{}\n", ",n".repeat(n), ",v".repeat(n)))
        }),
        import("rows of csv with too few cells", 400, &format!("a.csv {map} --skip-broken"), |n| {
            file("a.csv", format!("c,b,v\nOne,B,false\n{}", "One,B\n".repeat(n)))
        }),
        import("topics of a row", 2000, "a.csv --map claim=c,topic=t", |n| {
            let topics: Vec<String> = (0..n).map(|i| format!("t{i:05}")).collect();
            file("a.csv", format!("c,t\nClaim,{}\n", topics.join("|")))
        }),
        import("addresses of a row", 1000, "a.csv --map claim=c,evidence-url=e", |n| {
            let urls: Vec<String> = (0..n).map(|i| format!("https://e.example/{i:05}")).collect();
            file("a.csv", format!("c,e\nClaim,{}\n", urls.join(" ")))
        }),
        import("rows of liar", 400, "a.tsv --from liar", |n| {
            let row = |i: usize| {
                format!(
                    "{i:05}.json\tfalse\tClaim {i:05}\tt{i:05}\tspeaker-{i:05}\tjob\tstate\tparty\t0\t1\t2\t3\t4\tvenue\n"
                )
            };
            file("a.tsv", (0..n).map(row).collect::<String>())
        }),
    ]
}

fn reviews() -> Vec<Case> {
    let one = |name, most, field, item: fn(usize) -> Value| {
        import(name, most, "a.jsonld", laden(field, item))
    };
    vec![
        import("reviews in an array", 300, "a.json", |n| {
            file("a.json", Value::from(many(n, review)))
        }),
        import("reviews in a graph", 320, "a.json", |n| {
            file("a.json", json!({"@context": "https://schema.org", "@graph": many(n, review)}))
        }),
        import("reviews in a feed", 320, "a.json", |n| {
            let items = many(n, |i| json!({"@type": "DataFeedItem", "item": review(i)}));
            file(
                "a.json",
                json!({"@context": "https://schema.org", "@type": "DataFeed", "dataFeedElement": items}),
            )
        }),
        import("reviews of one claim", 240, "a.json", |n| {
            file(
                "a.json",
                Value::from(many(n, |i| {
                    let mut review = review(i);
                    review["claimReviewed"] = "One".into();
                    review["itemReviewed"]["author"]["name"] = "P".into();
                    review
                })),
            )
        }),
        import("references in a graph", 200, "a.json", |n| {
            let mut nodes = many(n, |i| {
                let mut review = review(i);
                review["author"] = json!({"@id": format!("#o{i:05}")});
                review["itemReviewed"] = json!({"@id": format!("#c{i:05}")});
                review
            });
            nodes.extend(many(n, |i| json!({"@id": format!("#o{i:05}"), "@type": "Organization", "name": format!("O{i:05}")})));
            nodes.extend(many(
                n,
                |i| json!({"@id": format!("#c{i:05}"), "@type": "Claim", "author": {"name": "P"}}),
            ));
            file("a.json", json!({"@context": "https://schema.org", "@graph": nodes}))
        }),
        import("reviews that share a node", 200, "a.json", |n| {
            let mut nodes = many(n, |i| {
                let mut review = review(i);
                review["author"] = json!({"@id": "#o"});
                review
            });
            nodes.push(json!({"@id": "#o", "@type": "Organization", "name": "O"}));
            file("a.json", json!({"@context": "https://schema.org", "@graph": nodes}))
        }),
        import("nodes of one id", 400, "a.json", |n| {
            let mut nodes = many(
                n,
                |i| json!({"@id": "#o", "@type": "Organization", "name": format!("O{i:05}")}),
            );
            let mut one = review(0);
            one["author"] = json!({"@id": "#o"});
            nodes.push(one);
            file("a.json", json!({"@context": "https://schema.org", "@graph": nodes}))
        }),
        one(
            "appearances",
            400,
            "itemReviewed/appearance",
            |i| json!({"@type": "CreativeWork", "url": format!("https://a.example/{i:05}")}),
        ),
        one(
            "authors of a review",
            400,
            "author",
            |i| json!({"@type": "Person", "name": format!("P{i:05}")}),
        ),
        one(
            "authors of a claim",
            400,
            "itemReviewed/author",
            |i| json!({"@type": "Person", "name": format!("P{i:05}")}),
        ),
        one("subjects", 1000, "about", |i| json!({"@type": "Thing", "name": format!("S{i:05}")})),
        one("keywords", 1000, "keywords", |i| format!("k{i:05}").into()),
        one(
            "ratings",
            400,
            "reviewRating",
            |i| json!({"@type": "Rating", "alternateName": format!("R{i:05}")}),
        ),
        one(
            "things reviewed",
            400,
            "itemReviewed",
            |i| json!({"@type": "Claim", "name": format!("N{i:05}")}),
        ),
        one(
            "citations",
            400,
            "citation",
            |i| json!({"@type": "CreativeWork", "url": format!("https://a.example/{i:05}")}),
        ),
        one("addresses that mean the same", 1000, "sameAs", |i| {
            format!("https://a.example/{i:05}").into()
        }),
        import("foreign fields of a review", 1000, "a.jsonld", |n| {
            let mut review = review(0);
            for number in 0..n {
                review[format!("x{number:05}")] = number.into();
            }
            file("a.jsonld", review)
        }),
        import("a field of a review that stands again", 1000, "a.jsonld", |n| {
            let review = review(0).to_string();
            let again: String = (0..n).map(|i| format!(",\"x\":1{i:05}")).collect();
            file("a.jsonld", format!("{}{again}}}", review.strip_suffix('}').unwrap()))
        }),
        import("scripts of a page", 200, "a.html", |n| {
            let script =
                |i| format!("<script type=\"application/ld+json\">{}</script>\n", review(i));
            file(
                "a.html",
                format!("<html><body>{}</body></html>", (0..n).map(script).collect::<String>()),
            )
        }),
        import("elements of a page", 4000, "a.html", |n| {
            let script = format!("<script type=\"application/ld+json\">{}</script>\n", review(0));
            file(
                "a.html",
                format!("<html><body>{script}{}</body></html>", "<div a=b>x</div>".repeat(n)),
            )
        }),
        import("reviews of a page in microdata", 200, "a.html", |n| {
            let review = |i| {
                format!(
                    "<div itemscope itemtype=https://schema.org/ClaimReview><p itemprop=claimReviewed>Claim {i:05}<p>x\
                    <div itemprop=author itemscope><b itemprop=name>O{i:05}</b></div></div>"
                )
            };
            file("a.html", (0..n).map(review).collect::<String>())
        }),
        import("properties of a review in microdata", 1000, "a.html", |n| {
            let properties: String =
                (0..n).map(|i| format!("<i itemprop=a{i:05}>x</i></b>")).collect();
            file(
                "a.html",
                format!(
                    "<div itemscope itemtype=https://schema.org/ClaimReview><b itemprop=claimReviewed>One</b>{properties}</div>"
                ),
            )
        }),
        import("items of a page in rdfa", 400, "a.html", |n| {
            let item = |i| {
                format!(
                    "<li resource='#i{i:05}' typeof=Claim><b property=text>Claim {i:05}</b></li>"
                )
            };
            let items: String = (0..n).map(item).collect();
            file("a.html", format!("<ul vocab=https://schema.org/>{items}</ul>"))
        }),
        import("claims of Fact Check Tools", 300, "a.json --from fact-check-tools", |n| {
            let claims = many(n, |i| {
                json!({"text": format!("Claim {i:05}"), "claimant": format!("P{i:05}"),
                "claimReview": [{"publisher": {"name": "O", "site": "o.example"}, "url": format!("https://o.example/{i:05}"), "textualRating": "False"}]})
            });
            file("a.json", json!({"claims": claims}))
        }),
        import("one review many times", 300, "a.json --from fact-check-tools", |n| {
            let review = |i| json!({"publisher": {"name": "O"}, "url": "https://o.example/1", "title": format!("T{i:05}"), "textualRating": "False"});
            let claims = many(n, |i| json!({"text": "One", "claimReview": [review(i)]}));
            file("a.json", json!({"claims": claims}))
        }),
        import(
            "reviews of one claim of Fact Check Tools",
            300,
            "a.json --from fact-check-tools",
            |n| {
                let reviews = many(
                    n,
                    |i| json!({"publisher": {"name": format!("O{i:05}"), "site": "o.example"}, "url": format!("https://o.example/{i:05}"), "textualRating": "False"}),
                );
                file(
                    "a.json",
                    json!({"claims": [{"text": "Claim", "claimant": "P", "claimReview": reviews}]}),
                )
            },
        ),
    ]
}

fn corpora() -> Vec<Case> {
    vec![
        import("claims of AVeriTeC", 300, "a.json --from averitec", |n| {
            file(
                "a.json",
                Value::from(many(
                    n,
                    |i| json!({"claim": format!("Claim {i:05}"), "label": "Refuted", "speaker": format!("S{i:05}"), "questions": []}),
                )),
            )
        }),
        import("questions of AVeriTeC", 300, "a.json --from averitec", |n| {
            let questions = many(
                n,
                |i| json!({"question": format!("Q{i:05}"), "answers": [{"answer": "No.", "answer_type": "Boolean", "source_url": format!("https://e.example/{i:05}")}]}),
            );
            file("a.json", json!([{"claim": "Claim", "label": "Refuted", "questions": questions}]))
        }),
        import("answers of AVeriTeC", 300, "a.json --from averitec", |n| {
            let answers = many(
                n,
                |i| json!({"answer": format!("A{i:05}"), "answer_type": "Extractive", "source_url": "https://e.example/"}),
            );
            file(
                "a.json",
                json!([{"claim": "Claim", "label": "Refuted", "questions": [{"question": "Q", "answers": answers}]}]),
            )
        }),
        import("claims of AVeriTeC that say the same", 300, "a.json --from averitec", |n| {
            file(
                "a.json",
                Value::from(many(
                    n,
                    |i| json!({"claim": "Claim", "label": format!("L{i:05}"), "speaker": "S", "questions": []}),
                )),
            )
        }),
        import("claims of FEVER", 300, "a.jsonl --from fever", |n| {
            lines(
                n,
                |i| json!({"id": i, "label": "REFUTES", "claim": format!("Claim {i:05}"), "evidence": [[[1, 2, format!("Page_{i:05}"), 3]]]}),
            )
        }),
        import("sentences of FEVER", 400, "a.jsonl --from fever", |n| {
            let sets = many(n, |i| json!([[1, 2, format!("Page_{i:05}"), i]]));
            lines(1, |_| json!({"id": 1, "label": "REFUTES", "claim": "Claim", "evidence": sets}))
        }),
        import("sentences of one set of FEVER", 400, "a.jsonl --from fever", |n| {
            let set = many(n, |i| json!([1, 2, "Page", i]));
            lines(1, |_| json!({"id": 1, "label": "REFUTES", "claim": "Claim", "evidence": [set]}))
        }),
        import("sentences of Climate-FEVER", 300, "a.jsonl --from climate-fever", |n| {
            let evidences = many(
                n,
                |i| json!({"evidence_id": format!("P:{i:05}"), "evidence_label": "REFUTES", "article": "P", "evidence": format!("E{i:05}"), "entropy": 0, "votes": ["REFUTES", null]}),
            );
            lines(
                1,
                |_| json!({"claim_id": "1", "claim": "Claim", "claim_label": "REFUTES", "evidences": evidences}),
            )
        }),
        import(
            "claims and abstracts of SciFact",
            192,
            "a.jsonl corpus.jsonl --from scifact",
            |n| {
                let mut files = lines(
                    n,
                    |i| json!({"id": i, "claim": format!("Claim {i:05}"), "evidence": {format!("{i:05}"): [{"sentences": [0], "label": "SUPPORT"}]}, "cited_doc_ids": [i]}),
                );
                let abstracts: String = (0..n).map(|i| format!("{}\n", json!({"doc_id": i, "title": format!("D{i:05}"), "abstract": ["One."], "structured": false}))).collect();
                files.push(("corpus.jsonl".to_owned(), abstracts));
                files
            },
        ),
        import(
            "abstracts that a claim of SciFact cites",
            300,
            "a.jsonl corpus.jsonl --from scifact",
            |n| {
                let evidence: serde_json::Map<String, Value> = (0..n)
                    .map(|i| (i.to_string(), json!([{"sentences": [0], "label": "SUPPORT"}])))
                    .collect();
                let mut files = lines(
                    1,
                    |_| json!({"id": 1, "claim": "Claim", "evidence": evidence, "cited_doc_ids": (0..n).collect::<Vec<_>>()}),
                );
                let abstracts: String = (0..n).map(|i| format!("{}\n", json!({"doc_id": i, "title": format!("D{i:05}"), "abstract": ["One."], "structured": false}))).collect();
                files.push(("corpus.jsonl".to_owned(), abstracts));
                files
            },
        ),
        import("records that can't be read", 800, "a.jsonl --from averitec --skip-broken", |n| {
            lines(n, |i| {
                if i == 0 {
                    json!({"claim": "Claim", "questions": []})
                } else {
                    json!({"claim": i, "questions": []})
                }
            })
        }),
        Case::new("files of other formats", 300, "import -o out.ndjson --from averitec", |n| {
            let mut files = Vec::new();
            let mut names = Vec::new();
            for number in 0..n {
                files.push((
                    format!("{number:05}.jsonl"),
                    format!(
                        "{}\n",
                        json!({"claim": format!("Claim {number:05}"), "questions": []})
                    ),
                ));
                names.push(format!("{number:05}.jsonl"));
            }
            files.push((super::ARGUMENTS.to_owned(), names.join("\0")));
            files
        }),
        import("records of ours that come back", 300, "a.jsonld", |n| {
            let claim = |i| super::datasets::claim(i)["claim"].clone();
            let elements = many(n, |i| json!({"@type": "DataFeedItem", "gainsay:claim": claim(i)}));
            file(
                "a.jsonld",
                json!({"@type": "DataFeed", "@id": "urn:gainsay:dataset:d", "name": "D", "dataFeedElement": elements}),
            )
        }),
    ]
}
