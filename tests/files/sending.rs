//! What is taken of what people send, and what is refused with its reason.

use super::{PDF, document, limited, picture, send, sent, taken};
use crate::app::TestApp;
use crate::app::http::{upload, with};
use crate::app::people::Person;
use chrono::TimeDelta;
use entity::role_grant::Role;
use entity::stored_file;
use etabli::access::Task;
use etabli::error::Error;
use serde_json::json;

/// F7, Q14.
#[tokio::test]
async fn a_file_is_taken_by_what_it_holds_from_those_who_may_send_one() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let sophie = school.teacher("Sophie Garnier", "071100", &[]).await;
    let head = school.person("Hugo Chef", Role::Head).await;
    let http = app.http();

    let back = send(&http, "storage", "../Référentiel.pdf", PDF, &sophie).await;
    assert_eq!(back.status, 201, "{}", back.text());
    let told = back.json();
    let told = json!({ "name": told["name"], "size": told["size"], "type": told["type"] });
    assert_eq!(told, json!({ "name": "Référentiel.pdf", "size": PDF.len(), "type": "application/pdf" }));
    let named = send(&http, "storage", "photo.pdf", &picture(8, 8), &sophie).await;
    assert_eq!(named.json()["name"], "photo.pdf.png", "its content names it");

    assert_eq!(send(&http, "storage", "a.pdf", PDF, &head).await.code(), "FORBIDDEN", "the head keeps no file");
    assert_eq!(send(&http, "logo", "a.png", &picture(8, 8), &sophie).await.code(), "FORBIDDEN");
    assert_eq!(send(&http, "party", "a.pdf", PDF, &sophie).await.status, 400);
    let stranger = Person::stranger(&app);
    assert_eq!(send(&http, "storage", "a.pdf", PDF, &stranger).await.status, 401);
    let elsewhere = with(upload("storage", "a.pdf", PDF, &sophie), "origin", "https://evil.example");
    assert_eq!(http.send(elsewhere).await.code(), "FORBIDDEN");
    let foreign = with(upload("storage", "a.pdf", PDF, &sophie), "x-etabli-client", "");
    assert_eq!(http.send(foreign).await.code(), "FORBIDDEN");
}

/// F7, F8, R164.
#[tokio::test]
async fn what_is_too_large_or_is_not_what_it_says_is_refused_with_a_sentence_and_leaves_nothing() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (sophie, admin) = (school.teacher("Sophie Garnier", "071100", &[]).await, school.admin().await);
    let http = app.http();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    for (purpose, person, name, content, words) in [
        ("storage", &sophie, "page.png", b"<!DOCTYPE html><script>alert(1)</script>".to_vec(), "pas d’un type accepté"),
        ("storage", &sophie, "outil.exe", b"MZ\x90\0\x03\0\0\0".to_vec(), "pas d’un type accepté"),
        ("storage", &sophie, "vide.pdf", Vec::new(), "est vide"),
        ("storage", &sophie, "dessin.svg", svg.to_vec(), "Enregistrée en PNG"),
        ("storage", &sophie, "casse.png", b"\x89PNG\r\n\x1a\nrien".to_vec(), "ne peut pas être lue"),
        ("logo", &admin, "logo.png", svg.to_vec(), "Enregistrée en PNG"),
        ("logo", &admin, "logo.pdf", PDF.to_vec(), "n’est pas une image PNG, JPEG ou WebP"),
        ("stamp", &admin, "tampon.png", picture(4_097, 1), "4097 × 1 pixels"),
    ] {
        let back = send(&http, purpose, name, &content, person).await;
        assert!(back.status.is_client_error(), "{name}: {}", back.text());
        let sentence = back.json()["errors"][0]["message"].as_str().unwrap_or_default().to_owned();
        assert!(sentence.contains(words), "{name}: {sentence}");
    }
    let large = send(&http, "storage", "long.pdf", &document(6_291_457), &sophie).await;
    assert_eq!((large.status.as_u16(), large.text().contains("dépasse 6\u{a0}Mo")), (413, true), "{}", large.text());
    let large = send(&http, "logo", "logo.png", &vec![b' '; 2_097_153], &admin).await;
    assert_eq!((large.status.as_u16(), large.text().contains("dépasse 2\u{a0}Mo")), (413, true), "{}", large.text());

    let files = |folder: &str| std::fs::read_dir(app.folder().join(folder)).map_or(0, Iterator::count);
    assert_eq!((files("uploads"), files("files")), (0, 0), "nothing stays of what was refused");
    assert_eq!(school.cx().find::<stored_file::Entity>().count().await.unwrap(), 0);
    sent(&http, "storage", "long.pdf", &document(6_291_456), &sophie).await;
    assert_eq!(files("uploads"), 0, "what was received is in its place");
}

/// F7: what follows the end of a picture, and what is beside its points, is not kept.
#[tokio::test]
async fn a_picture_is_kept_without_what_hides_in_it() {
    let app = TestApp::new().await;
    let sophie = app.school().await.teacher("Sophie Garnier", "071100", &[]).await;
    let http = app.http();
    let two = [&picture(8, 4)[..], b"<script>alert(1)</script>"].concat();
    let id = sent(&http, "storage", "photo.png", &two, &sophie).await;
    let back = taken(&http, &id, &sophie).await;
    assert!(!back.text().contains("script"));
    assert_eq!(image::load_from_memory(&back.bytes).expect("a picture").width(), 8);
}

/// Security 8.3: below the floor nothing is received, for an import either, and what is there is still read.
#[tokio::test]
async fn a_disk_that_fills_up_takes_nothing_more() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let (sophie, admin) = (school.teacher("Sophie Garnier", "071100", &[]).await, school.admin().await);
    let id = sent(&app.http(), "storage", "a.pdf", PDF, &sophie).await;

    let mut full = app;
    full.reconfigured(|config| config.limits.files_free_mib = u64::MAX >> 20).await;
    let http = full.http();
    let (sophie, admin) = (Person::again(&full, &sophie), Person::again(&full, &admin));
    for (purpose, person) in [("storage", &sophie), ("logo", &admin), ("import", &admin)] {
        let back = send(&http, purpose, "a.pdf", PDF, person).await;
        assert_eq!((back.status.as_u16(), back.code().as_str()), (507, "STORAGE_FULL"), "{purpose}");
    }
    assert_eq!(taken(&http, &id, &sophie).await.bytes, PDF);
}

/// One person cannot fill the disk with files that nothing uses; those go after a day, with the bytes that no row tells of.
#[tokio::test]
async fn files_that_nothing_took_are_few_and_go_after_a_day() {
    let app = limited(|config| config.limits.files_waiting = 2).await;
    let school = app.school().await;
    let sophie = school.teacher("Sophie Garnier", "071100", &[]).await;
    let http = app.http();
    let lost = sent(&http, "storage", "a.pdf", PDF, &sophie).await;
    let kept = sent(&http, "storage", "b.pdf", PDF, &sophie).await;
    let third = send(&http, "storage", "c.pdf", PDF, &sophie).await;
    assert!(third.text().contains("attendent d’être rangés"), "{}", third.text());
    let store = &app.app.shared.store;
    assert_eq!(store.all(school.id).await.unwrap().len(), 2, "what was refused is not there");

    let put = "mutation($file: ID!) { storeFile(input: { fileId: $file, spaceId: \"personal\" }) { file { id } errors { code path } } }";
    sophie.run(put, json!({ "file": kept })).await.fine().text("storeFile.file.id");
    let orphan = app.task(Task::Files, Some(school.id)).new_id();
    store.put(school.id, orphan, PDF.to_vec()).await.unwrap();
    let sweep = async || etabli::files::sweep(&app.task(Task::RunJobs, Some(school.id))).await.expect("the sweep ends");
    let there = async || {
        let mut ids: Vec<String> = store.all(school.id).await.unwrap().iter().map(ToString::to_string).collect();
        ids.sort();
        ids
    };
    app.clock.advance(TimeDelta::hours(24));
    sweep().await;
    assert_eq!(there().await.len(), 3, "a day is not over");
    let half = app.folder().join("files").join(school.id.to_string()).join(format!("{orphan}#1"));
    std::fs::write(&half, b"half").unwrap();
    app.clock.advance(TimeDelta::seconds(1));
    sweep().await;
    assert_eq!(there().await, std::slice::from_ref(&kept));
    assert!(!half.exists(), "what a stop left half written goes too");
    // Her session of yesterday is over, her rights are the same.
    let cx = app.cx(sophie.actor.clone()).await;
    let gone = etabli::files::readable(&cx, lost.parse().unwrap()).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    assert_eq!(etabli::files::readable(&cx, kept.parse().unwrap()).await.unwrap().content, PDF);
    let late = sophie.run(put, json!({ "file": lost })).await.fine();
    assert_eq!(late.problems("storeFile"), [("NOT_FOUND".to_owned(), "fileId".to_owned())]);
}

/// Security 8.1: what a kill leaves of a file half received goes, and what an import waits for stays.
#[tokio::test]
async fn a_file_half_received_is_forgotten_once_nothing_comes_of_it() {
    let app = TestApp::new().await;
    let school = app.school().await;
    let admin = school.admin().await;
    sent(&app.http(), "import", "ElevesSansAdresses.xml", b"<BEE_ELEVES/>", &admin).await;
    let folder = app.folder().join("uploads");
    let names = || {
        let entries = std::fs::read_dir(&folder).expect("the folder");
        entries.map(|entry| entry.expect("a file").path()).collect::<std::collections::BTreeSet<_>>()
    };
    let waited_for = names();
    assert_eq!(waited_for.len(), 1);
    let quiet = std::time::SystemTime::now() - std::time::Duration::from_mins(2);
    let (left, coming) = (folder.join("left"), folder.join("coming"));
    std::fs::write(&left, b"half").unwrap();
    std::fs::write(&coming, b"half").unwrap();
    for path in waited_for.iter().chain([&left]) {
        std::fs::File::options().write(true).open(path).unwrap().set_modified(quiet).unwrap();
    }
    etabli::files::forget_halves(&app.task(Task::RunJobs, None)).await.expect("the folder is looked at");
    let kept: std::collections::BTreeSet<_> = waited_for.into_iter().chain([coming]).collect();
    assert_eq!(names(), kept);
}

/// Security 8.3: a bucket that is down is told as such at the start and to who sends, and nothing is half kept.
#[tokio::test]
async fn a_bucket_that_does_not_answer_is_told_and_keeps_nothing_half() {
    let app = limited(|config| {
        config.files_url = Some("s3://school-files".to_owned());
        // Nobody listens there.
        config.files_endpoint = Some("http://127.0.0.1:1".to_owned());
        config.files_key = Some("key".to_owned());
        config.files_secret = Some("secret".to_owned());
    })
    .await;
    assert!(matches!(app.app.shared.store.try_out().await, Err(Error::Unavailable)));
    let school = app.school().await;
    let sophie = school.teacher("Sophie Garnier", "071100", &[]).await;
    let back = send(&app.http(), "storage", "cours.pdf", PDF, &sophie).await;
    assert_eq!((back.status.as_u16(), back.code().as_str()), (503, "UNAVAILABLE"), "{}", back.text());
    let rows = app.task(Task::RunJobs, Some(school.id)).find::<stored_file::Entity>().count().await.unwrap();
    assert_eq!(rows, 0);
}
