//! The articles the service carries, and how they are found (R161, R162).

use crate::app::TestApp;
use crate::app::people::{Person, Said};
use entity::role_grant::Role;
use etabli::help::article::{Article, Span};
use sea_orm::Iterable as _;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const FIND: &str = "query ($text: String, $entry: HelpEntry, $first: Int, $after: String) {
    helpArticles(search: $text, entry: $entry, first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { article { slug entry roles } title { text style } excerpt { text style } } } }";

async fn find(person: &Person, text: &str) -> Vec<String> {
    slugs(&person.run(FIND, json!({ "text": text })).await.fine())
}

fn slugs(said: &Said) -> Vec<String> {
    let nodes = said.at("helpArticles.nodes").as_array().expect("articles");
    nodes.iter().map(|node| node["article"]["slug"].as_str().expect("a slug").to_owned()).collect()
}

async fn questions(person: &Person) -> Vec<String> {
    let said = person.ask("{ helpQuestions { slug } }").await.fine();
    let questions = said.at("helpQuestions").as_array().expect("questions").clone();
    questions.iter().map(|one| one["slug"].as_str().expect("a slug").to_owned()).collect()
}

async fn read(person: &Person, slug: &str, times: usize) {
    for _ in 0..times {
        let doing = "mutation ($input: CountHelpReadingInput!) { countHelpReading(input: $input) { errors { code } } }";
        person.run(doing, json!({ "input": { "slug": slug } })).await.fine();
    }
}

/// Addresses that `paths.ts` knows; what changes in them is a star.
fn known_paths() -> BTreeSet<String> {
    let text = include_str!("../../web/src/app/paths.ts");
    let quoted = text.split(['"', '`']).skip(1).step_by(2).filter(|quoted| quoted.starts_with('/'));
    let starred = |path: &str| {
        let steps: Vec<&str> = path.split('/').map(|step| if step.contains("${") { "*" } else { step }).collect();
        steps.join("/")
    };
    quoted.map(starred).collect()
}

fn texts(article: &Article) -> Vec<&str> {
    let spans: Vec<&Span> = article.blocks.iter().flat_map(|block| &block.lines).flatten().collect();
    spans.into_iter().map(|span| span.text.as_str()).chain([article.title.as_str(), article.summary.as_str()]).collect()
}

#[tokio::test]
async fn every_article_leads_to_pages_that_are_there_and_each_role_has_its_own() {
    let app = TestApp::new().await;
    let articles = app.app.shared.help.all();
    assert!(articles.len() >= 18, "{}", articles.len());
    let known = known_paths();
    let slugs: BTreeSet<&str> = articles.iter().map(|article| article.slug.as_str()).collect();
    assert_eq!(slugs.len(), articles.len());
    let mut wrong = Vec::new();
    for article in articles {
        for path in article.paths() {
            let there = match path.strip_prefix("/aide/") {
                Some(slug) => slugs.contains(slug),
                None => known.contains(path),
            };
            if !there {
                wrong.push(format!("{} leads to {path}", article.slug));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for role in Role::iter() {
        let own = articles.iter().filter(|article| article.roles.contains(&role)).count();
        assert!(own >= 2, "{role:?} has {own}");
    }
}

#[tokio::test]
async fn every_article_is_written_as_french_is_printed() {
    let app = TestApp::new().await;
    let mut wrong = Vec::new();
    for article in app.app.shared.help.all() {
        for text in texts(article) {
            let bad = [" :", " ;", " ?", " !", " %", " »", "« ", "'", "!", "veuillez"];
            for found in bad.iter().filter(|bad| text.to_lowercase().contains(**bad)) {
                wrong.push(format!("{}: {found:?} in {text:?}", article.slug));
            }
        }
        let learners_alone = article.roles == [Role::Learner];
        let familiar =
            article.words().split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "tu" | "ton" | "tes"));
        if familiar != learners_alone {
            wrong.push(format!("{} says the wrong « vous » or « tu »", article.slug));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn words_are_found_whatever_their_accents_and_capitals_and_by_how_they_begin_r161() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    for text in ["importer les fichiers", "IMPORTER FICHIERS", "Comment importer un fichier ?", "import fichi"] {
        assert_eq!(find(&admin, text).await.first().map(String::as_str), Some("importer-les-fichiers"), "{text}");
    }
    for text in ["première connexion", "PREMIERE CONNEXION", "premiere connex"] {
        let found = find(&school.person("Tom Tuteur", Role::Tutor).await, text).await;
        assert_eq!(found.first().map(String::as_str), Some("premiere-connexion-personnel"), "{text}");
    }
    assert_eq!(find(&admin, "zzzzzz").await, Vec::<String>::new());
    // Some of the words are better than nothing.
    assert!(!find(&admin, "importer zzzzzz").await.is_empty());
    for hostile in ["\"", "* OR NEAR(", "title:import", "'; DROP TABLE article; --", "\u{0}", "%"] {
        admin.run(FIND, json!({ "text": hostile })).await.fine();
    }
    let long = admin.run(FIND, json!({ "text": "é".repeat(201) })).await;
    assert_eq!(long.code(), Some("BAD_REQUEST"));
}

#[tokio::test]
async fn the_words_found_are_marked_and_articles_of_one_s_role_come_first_r161() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let teacher = school.teacher("Sophie Garnier", "071100", &[]).await;
    let said = teacher.run(FIND, json!({ "text": "bilan" })).await.fine();
    let nodes = said.at("helpArticles.nodes").as_array().expect("articles").clone();
    let mine = |node: &Value| node["article"]["roles"].as_array().expect("roles").contains(&json!("TEACHER"));
    let first_of_others = nodes.iter().position(|node| !mine(node)).expect("others have some too");
    assert!(first_of_others > 0 && nodes[first_of_others..].iter().all(|node| !mine(node)));
    assert_eq!(nodes[0]["article"]["slug"], "valider-un-bilan");
    let found = |texts: &Value| {
        let texts = texts.as_array().expect("texts");
        texts
            .iter()
            .filter(|text| text["style"] == "FOUND")
            .map(|text| text["text"].as_str().unwrap_or_default().to_lowercase())
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&nodes[0]["title"]), ["bilan"]);
    for node in &nodes {
        let marked = [found(&node["title"]), found(&node["excerpt"])].concat();
        assert!(!marked.is_empty() && marked.iter().all(|word| word.starts_with("bilan")), "{node}");
    }
}

#[tokio::test]
async fn a_list_goes_on_where_it_stopped_and_a_door_shows_its_own() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    let whole = slugs(&admin.run(FIND, json!({})).await.fine());
    let mut pages = Vec::new();
    let mut after = Value::Null;
    loop {
        let said = admin.run(FIND, json!({ "first": 10, "after": after })).await.fine();
        pages.extend(slugs(&said));
        assert_eq!(said.number("helpArticles.totalCount"), i64::try_from(whole.len()).unwrap());
        if said.at("helpArticles.pageInfo.hasNextPage") == &json!(false) {
            break;
        }
        after = said.at("helpArticles.pageInfo.endCursor").clone();
    }
    assert_eq!(pages, whole);
    assert_eq!(admin.run(FIND, json!({ "after": "ailleurs" })).await.code(), Some("BAD_REQUEST"));
    for entry in ["ACCOUNT", "SUBSCRIPTION", "USE"] {
        let said = admin.run(FIND, json!({ "entry": entry })).await.fine();
        let nodes = said.at("helpArticles.nodes").as_array().expect("articles").clone();
        assert!(nodes.len() >= 2 && nodes.iter().all(|node| node["article"]["entry"] == entry), "{entry}");
    }
}

#[tokio::test]
async fn a_stranger_reads_what_helps_to_come_in_and_nothing_else() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (stranger, admin) = (Person::stranger(&app), school.admin().await);
    let public = slugs(&stranger.run(FIND, json!({})).await.fine());
    let expected = [
        "mot-de-passe-oublie",
        "mot-de-passe-oublie-apprenant",
        "premiere-connexion-apprenant",
        "premiere-connexion-personnel",
    ];
    assert_eq!(public.iter().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(expected));
    assert_eq!(find(&stranger, "importer").await, Vec::<String>::new());
    for (slug, outside) in [("mot-de-passe-oublie", true), ("importer-les-fichiers", false)] {
        let document =
            format!("{{ helpArticle(slug: \"{slug}\") {{ title blocks {{ kind lines {{ text {{ text }} }} }} }} }}");
        assert!(admin.ask(&document).await.fine().at("helpArticle").is_object());
        assert_eq!(stranger.ask(&document).await.fine().at("helpArticle").is_object(), outside, "{slug}");
    }
    assert_eq!(questions(&stranger).await.len(), 3);
}

#[tokio::test]
async fn the_three_questions_are_those_of_every_school_then_those_that_this_school_asks_r162() {
    let app = TestApp::new().await;
    let (school, elsewhere) = (app.school().await, app.school_of("0999002X").await);
    let (admin, far) = (school.admin().await, elsewhere.admin().await);
    let usual = ["importer-les-fichiers", "renouveler-l-abonnement", "transferer-un-apprenant"];
    assert_eq!(questions(&admin).await, usual);
    read(&admin, "fermer-un-compte", 12).await;
    assert_eq!(questions(&admin).await, usual, "a few readings say nothing yet");
    read(&admin, "creer-un-compte", 7).await;
    read(&admin, "la-console", 3).await;
    assert_eq!(questions(&admin).await, ["fermer-un-compte", "creer-un-compte", "importer-les-fichiers"]);
    assert_eq!(questions(&far).await, usual, "each school asks its own");
    let nothing = admin.run(
        "mutation ($input: CountHelpReadingInput!) { countHelpReading(input: $input) { errors { code } } }",
        json!({ "input": { "slug": "ailleurs" } }),
    );
    assert_eq!(nothing.await.code(), Some("NOT_FOUND"));
    // Learners are asked nothing of imports.
    let learner = school.person("Inès Lambert", Role::Learner).await;
    assert!(questions(&learner).await.iter().all(|slug| !usual.contains(&slug.as_str())));
}

#[tokio::test]
async fn a_reading_leaves_a_number_and_nobody_s_name_r162() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    read(&admin, "la-console", 2).await;
    let cx = school.cx();
    let rows = cx.find::<entity::help_reading::Entity>().all().await.expect("the counts");
    assert_eq!(rows.iter().map(|row| (row.slug.as_str(), row.readings)).collect::<Vec<_>>(), [("la-console", 2)]);
    let lines = cx.find::<entity::audit_line::Entity>().all().await.expect("the log");
    assert!(lines.iter().all(|line| line.act != "CountHelpReading"));
}

/// R162.
#[tokio::test]
async fn an_article_counts_whom_it_helped_and_only_who_answers_reads_the_counts() {
    const RATE: &str =
        "mutation ($input: RateHelpArticleInput!) { rateHelpArticle(input: $input) { errors { code } } }";
    const COUNTS: &str = "{ helpArticle(slug: \"la-console\") { counts { readings helped notHelped } }
        helpQuestions { counts { readings } } }";
    let app = TestApp::new().await;
    let (school, elsewhere) = (app.school().await, app.school_of("0999002X").await);
    let (admin, learner) = (school.admin().await, school.person("Inès Lambert", Role::Learner).await);
    let rate = async |person: &Person, slug: &str, helped: bool| {
        person.run(RATE, json!({ "input": { "slug": slug, "helped": helped } })).await
    };
    for (person, helped) in [(&learner, true), (&learner, false), (&admin, true)] {
        rate(person, "la-console", helped).await.fine();
    }
    read(&admin, "la-console", 4).await;
    let seen = admin.ask(COUNTS).await.fine();
    assert_eq!(*seen.at("helpArticle.counts"), json!({ "readings": 4, "helped": 2, "notHelped": 1 }));
    assert_eq!(*seen.at("helpQuestions.0.counts.readings"), json!(0), "what nobody opened has none");
    assert!(learner.ask(COUNTS).await.fine().at("helpArticle.counts").is_null());
    let far = elsewhere.admin().await.ask(COUNTS).await.fine();
    assert_eq!(*far.at("helpArticle.counts"), json!({ "readings": 0, "helped": 0, "notHelped": 0 }));
    assert_eq!(rate(&learner, "ailleurs", true).await.code(), Some("NOT_FOUND"));
    assert_eq!(rate(&Person::stranger(&app), "la-console", true).await.code(), Some("UNAUTHENTICATED"));
    let lines = school.cx().find::<entity::audit_line::Entity>().all().await.expect("the log");
    assert!(lines.iter().all(|line| line.act != "RateHelpArticle"), "nobody is named");
}
