//! What a school sets about itself: who it is, how people come in, transfers, and what it opens to inspectors (R135–R138, R168,
//! R172–R174).

mod identity;
mod inspectors;
mod security;
mod transfers;

use crate::app::people::{Person, Said};
use serde_json::{Value, json};

const SETTINGS: &str = "{ viewer { establishment { id name town timeZone settings {
    version email phone activation signInMessages reset secondFactor mailReachesPeople viewerCan
    sessionLengths { role minutes usual shortest longest }
    transfer { since registerReference officerName officerEmail decidedBy { displayName } } } } } }";

/// Changes something with a mutation of the settings, typed over `version`; without it, over what stands.
async fn change(who: &Person, mutation: &str, version: Option<i64>, rest: Value) -> Said {
    let version = match version {
        Some(version) => version,
        None => who.ask(SETTINGS).await.fine().number("viewer.establishment.settings.version"),
    };
    let mut input = json!({ "version": version });
    for (field, value) in rest.as_object().into_iter().flatten() {
        input[field] = value.clone();
    }
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let document = format!(
        "mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ establishment {{ id name town timeZone settings {{
            version email phone activation signInMessages reset secondFactor sessionLengths {{ role minutes }}
            transfer {{ since registerReference officerName officerEmail decidedBy {{ displayName }} }} }} }}
            errors {{ code path message }} }} }}"
    );
    who.run(&document, json!({ "input": input })).await
}

fn problem(code: &str, path: &str) -> [(String, String); 1] {
    [(code.to_owned(), path.to_owned())]
}
