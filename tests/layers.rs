//! Who may use whom (architecture §3): read in the source, so that it fails with a sentence.

use std::path::{Path, PathBuf};

/// Domains, each able to call those before it.
const DOMAINS: [&str; 10] = [
    "frameworks",
    "establishments",
    "accounts",
    "imports",
    "periods",
    "bilans",
    "storage",
    "console",
    "help",
    "upkeep",
];

/// What each part that is not a domain may use of the others.
const PARTS: [(&str, &[&str]); 11] = [
    ("access", &["error", "cx"]),
    ("error", &["cx"]),
    ("config", &["PRODUCT"]),
    ("cx", &["access", "app", "audit", "changes", "config", "error", "jobs", "PRODUCT"]),
    ("files", &["access", "config", "cx", "error"]),
    ("mail", &["config", "error", "PRODUCT"]),
    ("print", &["error", "PRODUCT"]),
    ("audit", &["access", "cx", "error"]),
    ("changes", &["access", "app", "cx", "error"]),
    (
        "http",
        &["access", "accounts", "app", "config", "cx", "error", "files", "graphql", "imports", "upkeep", "PRODUCT"],
    ),
    ("graphql", &["access", "changes", "cx", "error"]),
];

/// What every domain may use beside the domains before it.
const FLOOR: [&str; 12] =
    ["access", "app", "audit", "changes", "config", "cx", "error", "files", "jobs", "mail", "print", "PRODUCT"];

/// A file of the source.
pub struct Source {
    /// Its place under the folder.
    pub path: String,
    /// First folder or file under `src/`.
    part: String,
    /// Text without its unit tests and comments.
    pub text: String,
}

impl Source {
    fn is_face(&self) -> bool {
        self.path.split('/').any(|step| step == "graphql.rs" || step == "graphql")
    }

    /// Parts named after `crate::`.
    fn uses(&self) -> Vec<String> {
        let mut named = Vec::new();
        for rest in self.text.split("crate::").skip(1) {
            let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
            match rest.strip_prefix('{') {
                Some(group) => {
                    let group = group.split('}').next().unwrap_or_default();
                    named.extend(group.split(',').map(|one| word(one.trim())));
                }
                None => named.push(word(rest)),
            }
        }
        named.retain(|name| *name != self.part && !name.is_empty());
        named
    }
}

/// The files under a folder of the repository.
pub fn sources(folder: &str) -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("the folder is read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    walk(&root, &mut found);
    found
        .into_iter()
        .map(|file| {
            let path = file.strip_prefix(&root).expect("it is under the root").display().to_string();
            let part = path.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
            let text = std::fs::read_to_string(&file).expect("the file is read");
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            Source { path, part, text: code.collect::<Vec<_>>().join("\n") }
        })
        .collect()
}

fn no_trouble(trouble: &[String]) {
    assert!(trouble.is_empty(), "{}", trouble.join("\n"));
}

#[test]
fn a_domain_calls_those_before_it_and_nobody_above_it() {
    let mut trouble = Vec::new();
    for source in sources("src") {
        let Some(rank) = DOMAINS.iter().position(|domain| *domain == source.part) else { continue };
        for used in source.uses() {
            let before = DOMAINS[..rank].contains(&used.as_str());
            let face = source.is_face() && (used == "graphql" || DOMAINS.contains(&used.as_str()));
            if !before && !face && !FLOOR.contains(&used.as_str()) {
                trouble.push(format!("src/{} may not use {used}", source.path));
            }
        }
    }
    no_trouble(&trouble);
}

#[test]
fn the_parts_below_the_domains_use_only_what_is_below_them() {
    let mut trouble = Vec::new();
    for source in sources("src") {
        let Some((_, allowed)) = PARTS.iter().find(|(part, _)| *part == source.part) else { continue };
        for used in source.uses() {
            // The schema merges the faces of all the domains, and `node` tells them apart: that is what they are for.
            let merging = ["graphql/schema.rs", "graphql/node.rs"].contains(&source.path.as_str())
                && DOMAINS.contains(&used.as_str());
            if !allowed.contains(&used.as_str()) && !merging {
                trouble.push(format!("src/{} may not use {used}", source.path));
            }
        }
    }
    no_trouble(&trouble);
}

#[test]
fn a_domain_knows_neither_the_transport_nor_the_schema_and_a_face_knows_no_table() {
    let mut trouble = Vec::new();
    for source in sources("src") {
        let domain = DOMAINS.contains(&source.part.as_str());
        if domain && source.text.contains("axum") {
            trouble.push(format!("src/{} knows axum", source.path));
        }
        // Closed sets are enums of the schema wherever they are told.
        if domain && !source.is_face() && source.text.replace("async_graphql::Enum", "").contains("async_graphql") {
            trouble.push(format!("src/{} knows async_graphql", source.path));
        }
        if domain && source.is_face() && source.text.contains("sea_orm") {
            trouble.push(format!("src/{} knows sea_orm", source.path));
        }
    }
    no_trouble(&trouble);
}

/// Without a connection a query has nothing to run on; starting one from an entity is refused all the same.
#[test]
fn a_query_starts_nowhere_but_in_cx() {
    let starts = ["Entity::find(", "Entity::find_by_id(", "Entity::insert", "Entity::update", "Entity::delete"];
    let connections = ["DatabaseConnection", "ConnectionTrait", "TransactionTrait", "sqlx::"];
    let mut trouble = Vec::new();
    // The index of the articles of help is a database of its own, in memory, which holds no record.
    let apart = |source: &&Source| source.part == "cx" || source.path == "help/search.rs";
    for source in sources("src").iter().filter(|source| !apart(source)) {
        for word in starts.iter().chain(&connections) {
            if source.text.contains(word) {
                trouble.push(format!("src/{} holds {word}", source.path));
            }
        }
    }
    no_trouble(&trouble);
}

#[test]
fn nothing_but_access_decides_by_role() {
    let roles = ["Admin", "Head", "Ddftp", "Teacher", "Tutor", "Learner", "Inspector"];
    let mut trouble = Vec::new();
    for source in sources("src").iter().filter(|source| source.part != "access") {
        for role in roles {
            for test in [format!("== Role::{role}"), format!("!= Role::{role}"), format!("Role::{role} =>")] {
                if source.text.contains(&test) {
                    trouble.push(format!("src/{} decides by role: {test}", source.path));
                }
            }
        }
    }
    no_trouble(&trouble);
}

#[test]
fn tables_know_nothing_of_the_service_and_old_migrations_know_no_table() {
    let mut trouble = Vec::new();
    for source in sources("entity/src") {
        if source.text.contains("etabli::") {
            trouble.push(format!("entity/src/{} knows the service", source.path));
        }
    }
    for source in sources("migration/src") {
        if source.text.contains("entity::") || source.text.contains("etabli::") {
            trouble.push(format!("migration/src/{} knows entity or the service", source.path));
        }
    }
    no_trouble(&trouble);
}
