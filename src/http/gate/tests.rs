use std::cell::Cell;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet};
use proptest::prelude::*;

use super::{Document, Kind, Refusal, judge};
use crate::config::{Config, Limits};

fn limits() -> Limits {
    Config::defaults().limits
}

thread_local! {
    /// Steps the gate took on this thread.
    pub(super) static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// The refusal of a text, after little work (security Q2, Q5): each word is read once, each selection is measured once and followed
/// as often as it is a field of the answer. That many steps take some milliseconds; the time itself is only looked at for what is
/// no step.
fn refused(text: &str) -> Refusal {
    let limits = limits();
    let (before, started) = (STEPS.get(), Instant::now());
    let refusal = judge(text, &limits).expect_err("the gate lets it through");
    let (steps, time) = (STEPS.get() - before, started.elapsed());
    assert!(steps <= 2 * limits.gate_tokens, "{steps} steps");
    assert!(time < Duration::from_secs(2), "{time:?}");
    refusal
}

fn code(text: &str) -> &'static str {
    refused(text).words().0
}

fn nested(depth: usize) -> String {
    format!("{}a{}", "{a".repeat(depth - 1) + "{", "}".repeat(depth))
}

fn many(line: impl Fn(usize) -> String, many: usize) -> String {
    (0..many).map(line).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_document_is_told_by_its_kind_name_and_root_fields() {
    let limits = limits();
    let text = "query Console($id: ID! = \"x\") { a: console { seq } ...R } fragment R on Query { viewer { id } }";
    let document = judge(text, &limits).unwrap();
    let root = vec!["console", "viewer"];
    assert_eq!(document, Document { kind: Kind::Query, name: Some("Console"), root, fields: 4, depth: 2, aliases: 1 });
    assert_eq!(judge("mutation { a }", &limits).unwrap().kind, Kind::Mutation);
    assert_eq!(judge("subscription S { a }", &limits).unwrap().kind, Kind::Subscription);
}

#[test]
fn depth_stops_after_twelve_fields_also_through_fragments() {
    // Q3
    assert!(judge(&nested(12), &limits()).is_ok());
    assert_eq!(code(&nested(13)), "TOO_COMPLEX");
    let chain = many(|n| format!("fragment F{n} on A {{ a {{ ...F{} }} }}", n + 1), 18) + " fragment F18 on A { a }";
    assert_eq!(code(&format!("{{ ...F0 }} {chain}")), "TOO_COMPLEX");
}

#[test]
fn reading_the_schema_may_be_twenty_deep() {
    let schema = |depth: usize| format!("{{__schema{}}}", nested(depth - 1));
    assert!(judge(&schema(20), &limits()).unwrap().only_introspects());
    assert_eq!(code(&schema(21)), "TOO_COMPLEX");
    let mixed = format!("{{viewer __schema{}}}", nested(12));
    assert_eq!(code(&mixed), "TOO_COMPLEX");
    assert!(judge("{ ...F } fragment F on Query { x: __schema { types { name } } }", &limits()).unwrap().introspects());
    assert!(!judge("{ __typename }", &limits()).unwrap().introspects());
}

#[test]
fn aliases_fields_and_root_fields_are_counted_after_expansion() {
    // Q4
    let aliases = |many_of: usize| format!("{{ x {{ {} }} }}", many(|n| format!("a{n}: a"), many_of));
    assert!(judge(&aliases(30), &limits()).is_ok());
    for over in [31, 600] {
        assert_eq!(code(&aliases(over)), "TOO_COMPLEX");
    }
    let fields = |many_of: usize| format!("{{ x {{ {} }} }}", many(|n| format!("a{n}"), many_of - 1));
    assert!(judge(&fields(500), &limits()).is_ok());
    for over in [501, 1_000, 10_000] {
        assert_eq!(code(&fields(over)), "TOO_COMPLEX");
    }
    assert!(judge(&format!("{{ {} }}", many(|n| format!("a{n}"), 10)), &limits()).is_ok());
    assert_eq!(code(&format!("{{ {} }}", many(|n| format!("a{n}"), 11))), "TOO_COMPLEX");
    assert!(judge("mutation { a b c d e }", &limits()).is_ok());
    assert_eq!(code("mutation { a b c d ...F } fragment F on Mutation { e f }"), "TOO_COMPLEX");
    assert_eq!(code("subscription { a b }"), "TOO_COMPLEX");
}

#[test]
fn fragments_that_turn_or_double_are_refused_at_once() {
    // Q5
    assert_eq!(refused("{ ...A } fragment A on A { ...A }"), Refusal::Cycle);
    assert_eq!(refused("{ ...A } fragment A on A { b { ...B } } fragment B on A { ...A }"), Refusal::Cycle);
    assert_eq!(refused("{ a } fragment A on A { ...A }"), Refusal::Cycle, "also when nothing calls it");
    let doubling = |end: &str| {
        many(|n| format!("fragment F{n} on A {{ ...F{m} ...F{m} }}", m = n + 1), 19)
            + " fragment F19 on A { "
            + end
            + " }"
    };
    assert_eq!(code(&format!("{{ ...F0 }} {}", doubling("a"))), "TOO_COMPLEX");
    assert_eq!(refused(&format!("{{ ...F0 }} {}", doubling("...Nowhere"))), Refusal::UnknownFragment);
    let chain = many(|n| format!("fragment F{n} on A {{ ...F{} }}", n + 1), 5_000);
    assert_eq!(code(&format!("{{ ...F0 }} {chain}")), "TOO_COMPLEX");
}

#[test]
fn only_skip_and_include_pass_and_skipped_fields_count() {
    // Q6
    assert!(judge("{ a @skip(if: true) @include(if: false) }", &limits()).is_ok());
    assert_eq!(refused("{ a @deprecated }"), Refusal::Directive);
    assert_eq!(code(&format!("{{ a {} }}", "@skip(if: true) ".repeat(3))), "TOO_COMPLEX");
    assert_eq!(code(&format!("{{ a {} }}", "@skip(if: true) ".repeat(1_000))), "TOO_COMPLEX");
    let skipped = |many_of| format!("{{ x {{ {} }} }}", many(|n| format!("a{n} @include(if: false)"), many_of));
    assert!(judge(&skipped(30), &limits()).is_ok());
    for over in [31, 5_000] {
        assert_eq!(code(&skipped(over)), "TOO_COMPLEX");
    }
}

#[test]
fn brackets_words_bytes_and_variables_have_a_bound() {
    // Q2
    let list = |depth: usize| format!("{{ a(x: {}1{}) }}", "[".repeat(depth), "]".repeat(depth));
    assert!(judge(&list(30), &limits()).is_ok());
    assert_eq!(code(&list(31)), "TOO_COMPLEX");
    for depth in [33, 100, 30_000] {
        assert_eq!(code(&list(depth)), "TOO_COMPLEX");
        assert_eq!(code(&"{a".repeat(depth)), "TOO_COMPLEX");
        assert_eq!(
            code(&format!("{{ a(x: {}", "{x:".repeat(depth).get(..60_000.min(depth * 3)).unwrap())),
            "TOO_COMPLEX"
        );
        assert_eq!(code(&format!("query(${}: {}", "a", "[".repeat(depth))), "TOO_COMPLEX");
    }
    let words = |many_of: usize| format!("{{ a(x: [{}]) }}", "1 ".repeat(many_of));
    assert!(judge(&words(2_000 - 9), &limits()).is_ok());
    assert_eq!(code(&words(2_000 - 8)), "TOO_COMPLEX");
    let padded = |bytes: usize| format!("{{a}}{}", " ".repeat(bytes - 3));
    assert!(judge(&padded(64 * 1024), &limits()).is_ok());
    assert_eq!(code(&padded(64 * 1024 + 1)), "TOO_COMPLEX");
    let variables = |many_of: usize| format!("query({}) {{ a }}", many(|n| format!("$v{n}: [Int!]"), many_of));
    assert!(judge(&variables(50), &limits()).is_ok());
    assert_eq!(code(&variables(51)), "TOO_COMPLEX");
    let fragments = |many_of: usize| format!("{{ a }} {}", many(|n| format!("fragment F{n} on A {{ a }}"), many_of));
    assert!(judge(&fragments(20), &limits()).is_ok());
    assert_eq!(code(&fragments(21)), "TOO_COMPLEX");
}

#[test]
fn one_operation_no_more_no_less() {
    assert_eq!(refused("{ a } { b }"), Refusal::SeveralOperations);
    assert_eq!(refused("query A { a } mutation B { b }"), Refusal::SeveralOperations);
    assert_eq!(refused("fragment A on A { a }"), Refusal::NoOperation);
    assert_eq!(refused(""), Refusal::NoOperation);
}

#[test]
fn signing_in_comes_alone_and_once() {
    // A5
    assert!(judge("mutation { signIn(input: {}) { viewer { id } } }", &limits()).is_ok());
    for text in [
        "mutation { signIn signOut }",
        "mutation { a: signIn }",
        "mutation { saveBilan useRole }",
        "mutation { ...F ...F } fragment F on Mutation { choosePassword }",
    ] {
        assert_eq!(refused(text), Refusal::Alone, "{text}");
    }
}

#[test]
fn what_is_not_graphql_is_told_by_its_place_only() {
    assert_eq!(refused("{\n  a(x: \"é\" %)\n}"), Refusal::Syntax { line: 2, column: 12 });
    for text in [
        "{",
        "}",
        "{}",
        "{a b:}",
        "{a(}",
        "{a)",
        "{ a(x: [1) }",
        "{ a(x: 01) }",
        "{ a(x: 1a) }",
        "{ a(x: -) }",
        "{ a(x: 1.) }",
        "{ a(x: \"\\ud800\") }",
        "{ a(x: \"\\q\") }",
        "{ a(x: \"\n\") }",
        "{ a(x: \"\"\" \\\"\"\" ) }",
        "{ a(x: \"",
        "{ \0 }",
        "{ é }",
        "queryA { a }",
        "{ ... on#\nA { a } }",
        "{ ...on }",
        "fragment on on A { a } { a }",
        "{..a}",
        "query ($a: [Int) { a }",
        "{ a } fragment A on A { a } fragment A on A { a }",
    ] {
        assert!(matches!(refused(text), Refusal::Syntax { .. }), "{text}");
    }
}

/// The same counts taken from the parser's tree, the slow and obvious way.
fn counted(document: &ExecutableDocument) -> (Kind, Vec<String>, usize, usize, usize) {
    fn walk(all: &ExecutableDocument, set: &SelectionSet, level: usize, root: &mut Vec<String>, sums: &mut [usize; 3]) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    sums[0] += 1;
                    sums[1] = sums[1].max(level);
                    sums[2] += usize::from(field.node.alias.is_some());
                    if level == 1 {
                        root.push(field.node.name.node.to_string());
                    }
                    walk(all, &field.node.selection_set.node, level + 1, root, sums);
                }
                Selection::InlineFragment(inline) => walk(all, &inline.node.selection_set.node, level, root, sums),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    walk(all, &all.fragments[name].node.selection_set.node, level, root, sums);
                }
            }
        }
    }
    let operations: Vec<_> = document.operations.iter().collect();
    assert_eq!(operations.len(), 1, "the gate lets one operation through");
    let operation = &operations[0].1.node;
    let kind = match operation.ty {
        OperationType::Query => Kind::Query,
        OperationType::Mutation => Kind::Mutation,
        OperationType::Subscription => Kind::Subscription,
    };
    let (mut root, mut sums) = (Vec::new(), [0; 3]);
    walk(document, &operation.selection_set.node, 1, &mut root, &mut sums);
    (kind, root, sums[0], sums[1], sums[2])
}

/// Both readers are given one text; where both accept it they must have seen the same document.
fn agree(text: &str) -> Result<bool, TestCaseError> {
    let limits = limits();
    let Ok(seen) = judge(text, &limits) else { return Ok(false) };
    let Ok(parsed) = async_graphql::parser::parse_query(text) else { return Ok(false) };
    let (kind, root, fields, depth, aliases) = counted(&parsed);
    prop_assert_eq!(seen.kind, kind, "{}", text);
    prop_assert_eq!(&seen.root, &root, "{}", text);
    prop_assert_eq!((seen.fields, seen.depth, seen.aliases), (fields, depth, aliases), "{}", text);
    Ok(true)
}

/// A selection of the grammar, small enough to pass.
fn selection() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["a", "b", "on", "onA", "fragment", "query", "true", "_1"]);
    let leaf = prop_oneof![
        name.clone().prop_map(str::to_owned),
        name.clone().prop_map(|n| format!("k: {n}")),
        name.clone()
            .prop_map(|n| format!("{n}(x: [1, -0.5e3, \"}}\", \"\"\"{{\\\"\"\"\"\"\"], y: {{ z: $v }}) @skip(if: $b)")),
        Just("...F".to_owned()),
        Just("... @include(if: true) { c }".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let set = prop::collection::vec(inner, 1..4).prop_map(|lines| lines.join(" "));
        prop_oneof![
            (name.clone(), set.clone()).prop_map(|(n, s)| format!("{n} {{ {s} }}")),
            set.clone().prop_map(|s| format!("... on\tA {{ {s} }}")),
            set.prop_map(|s| format!("...#x\n{{ {s} }}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn gate_and_parser_read_the_same_document(set in prop::collection::vec(selection(), 1..4), head in prop::sample::select(vec!["", "query ", "mutation M", "query Q($v: [Int!]! = [1], $b: Boolean)"])) {
        let text = format!("{head}{{ {} }} fragment F on A {{ f ff {{ g }} }}", set.join("\n"));
        prop_assume!(judge(&text, &limits()).is_ok());
        prop_assert!(agree(&text)?, "the parser refuses {}", text);
    }

    #[test]
    fn no_mixture_of_words_is_read_in_two_ways(words in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "{", "}", "(", ")", "[", "]", ":", "$", "@", "!", "=", "...", "... on ", "...on", "on", " ", "\n", "#", ",", "\u{feff}", "a", "b", "F",
        "fragment F on A", "fragment", "query", "mutation", "subscription", "skip", "include", "(if: true)", "\"", "\"\"\"", "\\", "\\u0041",
        "0", "1", "-", ".5", "e3", "null", "true", "{a}", "{...F}", "x:1", "é", "&", "|",
    ]), 0..40)) {
        agree(&words.concat())?;
    }

    #[test]
    fn a_character_changed_anywhere_does_not_part_them(set in prop::collection::vec(selection(), 1..4), at in any::<prop::sample::Index>(), new in prop::sample::select(vec!["", " ", "{", "}", "\"", "#", "\n", "on ", "...", ":", "a", "0", "@", "\\"])) {
        let text = format!("{{ {} }} fragment F on A {{ f }}", set.join(" "));
        let place = at.index(text.len());
        let mut changed = String::new();
        write!(changed, "{}{new}{}", &text[..place], &text[place + 1..]).unwrap();
        agree(&changed)?;
    }

    #[test]
    fn any_text_is_judged_without_a_panic(text in "\\PC{0,200}") {
        agree(&text)?;
    }
}
