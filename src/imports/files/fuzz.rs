//! Official files, spoilt in every way chance finds: each is read or refused with a sentence, in little time and memory.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::Index;

use super::Reading;
use super::tests::{Read, fixtures, read};

/// Longest time for a small file, on a machine that does other things too.
const SOON: Duration = Duration::from_secs(5);

/// One way to spoil a file.
#[derive(Debug, Clone)]
enum Spoil {
    Cut(Index),
    Flip(Index, u8),
    Remove(Index, usize),
    Repeat(Index, usize),
    Insert(Index, &'static [u8]),
}

const PIECES: [&[u8]; 24] = [
    b"<",
    b">",
    b"&",
    b"\0",
    b"\xff",
    b"\xc3\x28",
    b"&#0;",
    b"&#xD800;",
    b"&#99999999999;",
    b"&lol;",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"<?xml version=\"1.0\"?>",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"<ELEVE ELEVE_ID=\"1\" ELENOET=\"1\">",
    b"<ELEVE>",
    b"</ELEVE>",
    b"<ELEVES/>",
    b"</BEE_ELEVES>",
    b"<STRUCTURE TYPE=\"\"/>",
    b"<DATE_NAISS>99/99/9999</DATE_NAISS>",
    b"<xi:include href=\"file:///etc/passwd\"/>",
    b"<A B=\"1\" B=\"2\"/>",
];

impl Spoil {
    fn done_to(&self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let end = |at: usize, many: usize| (at + many).min(bytes.len());
        match self {
            Self::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Self::Flip(at, mask) => {
                let at = at.index(bytes.len());
                bytes[at] ^= mask;
            }
            Self::Remove(at, many) => {
                let at = at.index(bytes.len());
                bytes.drain(at..end(at, *many));
            }
            Self::Repeat(at, many) => {
                let at = at.index(bytes.len());
                let again = bytes[at..end(at, *many)].to_vec();
                bytes.splice(at..at, again);
            }
            Self::Insert(at, piece) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
}

fn spoil() -> impl Strategy<Value = Spoil> {
    prop_oneof![
        any::<Index>().prop_map(Spoil::Cut),
        (any::<Index>(), 1_u8..).prop_map(|(at, mask)| Spoil::Flip(at, mask)),
        (any::<Index>(), 1_usize..200).prop_map(|(at, many)| Spoil::Remove(at, many)),
        (any::<Index>(), 1_usize..200).prop_map(|(at, many)| Spoil::Repeat(at, many)),
        (any::<Index>(), prop::sample::select(PIECES.to_vec())).prop_map(|(at, piece)| Spoil::Insert(at, piece)),
    ]
}

/// Reads bytes as an upload.
fn upload(bytes: &[u8]) -> Reading<Read> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    read(file.path())
}

/// The sentence of a refusal is ours: it ends, and repeats nothing of the reader's.
fn is_a_sentence(text: &str) -> bool {
    let words = ["expected", "invalid", "error", "unexpected", "utf-8 sequence", "Some(", "None"];
    text.ends_with(['.', '?']) && !words.iter().any(|word| text.contains(word))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_spoilt_file_is_read_or_refused_in_french(
        name in prop::sample::select(vec!["e01-plain.xml", "e29-cdata-comments-references.xml", "r01-plain.xml", "s01-plain.xml", "z01-as-exported.zip", "z05-two-files.zip"]),
        spoils in prop::collection::vec(spoil(), 1..5),
    ) {
        let mut bytes = std::fs::read(fixtures().join(name)).unwrap();
        for spoil in &spoils {
            spoil.done_to(&mut bytes);
        }
        let started = Instant::now();
        if let Err(refusal) = upload(&bytes) {
            prop_assert!(is_a_sentence(&refusal.message), "{}", refusal.message);
        }
        prop_assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    }
}

#[test]
fn a_small_file_cut_at_any_byte_is_refused() {
    for name in ["e01-plain.xml", "r01-plain.xml", "s01-plain.xml"] {
        let bytes = std::fs::read(fixtures().join(name)).unwrap();
        let whole = bytes.trim_ascii_end().len();
        // Every byte of the end, where a cut is hardest to see, and one in seven before.
        for at in (0..whole).filter(|at| at % 7 == 0 || whole - at < 60) {
            let refusal = upload(&bytes[..at]).expect_err(&format!("{name} cut at {at}"));
            assert!(is_a_sentence(&refusal.message), "{name} cut at {at}: {}", refusal.message);
        }
    }
}

/// Most memory this process has held so far, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

/// Files of the set, and those too large to be carried (security F1, F6).
#[test]
fn bombs_are_refused_in_bounded_memory_and_time() {
    let bytes = std::fs::read(fixtures().join("e01-plain.xml")).unwrap();
    let plain = encoding_rs::ISO_8859_15.decode(&bytes).0;
    let (head, tail) = plain.split_at(plain.find("<ELEVES>").unwrap_or_else(|| plain.find("<DONNEES>").unwrap()));
    let with = |bomb: &str| {
        let text = format!("{head}{bomb}{tail}");
        encoding_rs::ISO_8859_15.encode(&text).0.into_owned()
    };
    let attributes = (0..1_000_000).fold(String::new(), |mut all, n| {
        let _ = write!(all, " a{n}=\"\"");
        all
    });
    let bombs = [
        ("ten thousand deep", with(&"<A>".repeat(10_000))),
        ("a million attributes", with(&format!("<A{attributes}/>"))),
        ("an attribute of five megabytes", with(&format!("<A B=\"{}\"/>", "x".repeat(5 << 20)))),
        ("a name of five megabytes", with(&format!("<{}/>", "A".repeat(5 << 20)))),
        ("a comment of twenty megabytes", with(&format!("<!-- {}", "x".repeat(20 << 20)))),
        ("a document type", with("<!DOCTYPE lolz [<!ENTITY lol \"lol\">]>")),
    ];
    let before = peak();
    for (what, bytes) in &bombs {
        let started = Instant::now();
        let refusal = upload(bytes).expect_err(what);
        assert!(is_a_sentence(&refusal.message), "{what}: {}", refusal.message);
        assert!(started.elapsed() < Duration::from_secs(20), "{what}: {:?}", started.elapsed());
    }
    for entry in std::fs::read_dir(fixtures()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|kind| kind != "json") {
            let started = Instant::now();
            let _ = read(Path::new(&path));
            assert!(started.elapsed() < SOON, "{}: {:?}", path.display(), started.elapsed());
        }
    }
    let grown = peak().saturating_sub(before);
    assert!(grown < 64 << 10, "{grown} KiB");
}
