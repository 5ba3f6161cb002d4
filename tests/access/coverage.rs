//! Nothing of the file is left untried: what exists has its case, and a case has something that exists.

use super::requirement::Requirement;
use super::tries::Case;
use super::{accounts, bilans, calendar, imports, kept, oneself, school};
use etabli::access::{Act, TABLES};
use std::collections::BTreeSet;

/// Every case, whatever it is about.
fn cases() -> impl Iterator<Item = &'static Case> {
    [accounts::CASES, bilans::CASES, calendar::CASES, imports::CASES, kept::CASES, oneself::CASES, school::CASES]
        .into_iter()
        .flatten()
}

#[test]
fn no_act_is_without_a_case_and_no_operation_without_an_act_or_a_table_but_those_to_come() {
    let tried: BTreeSet<&str> = cases().map(|case| case.act.name()).collect();
    let missing: Vec<&str> = Act::ALL.iter().map(|act| act.name()).filter(|name| !tried.contains(name)).collect();
    assert!(missing.is_empty(), "acts without a case in tests/access: {}", missing.join(", "));
    assert_eq!(cases().count(), tried.len(), "an act has two cases");

    let exist: BTreeSet<&str> =
        Act::ALL.iter().map(|act| act.operation()).chain(TABLES.iter().map(|(_, operation, _)| *operation)).collect();
    let required: BTreeSet<String> = Requirement::read().operations().into_iter().collect();
    let gone: Vec<&&str> = exist.iter().filter(|operation| !required.contains(**operation)).collect();
    assert!(gone.is_empty(), "operations that the file does not have: {gone:?}");
    let to_come: Vec<&String> = required.iter().filter(|operation| !exist.contains(operation.as_str())).collect();
    println!("{} operations exist, {} are of later work: {to_come:?}", exist.len(), to_come.len());
}
