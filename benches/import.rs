//! What importing a school costs, against the bare parse of its files and the bare batched inserts of the same rows.
//!
//! `cargo bench --bench import` runs 2,000 and 100,000 learners; sizes can be given (`-- 2000`). The school is made up, always
//! the same, in the shape of the official files. Memory is the highest resident size above what the idle service holds.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measurement stands outside the service, prints, and stops when something fails"
)]

use entity::establishment::{ActivationMode, SignInMessages};
use entity::id::{EstablishmentId, SessionId, UserId};
use entity::import_run::ImportState;
use entity::role_grant::Role;
use entity::user::AccountSource;
use entity::{
    enrolment, establishment, group_member, guardian, guardian_link, learner, role_grant, school_year, staff_member,
    teaching, user,
};
use etabli::access::{Act, Actor, Seen, Task};
use etabli::app::App;
use etabli::config::Config;
use etabli::cx::Cx;
use etabli::cx::clock::Clock;
use etabli::error::Result;
use etabli::imports::files_in::Incoming;
use etabli::imports::{self, StartImport};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, ModelTrait, Set};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write};
use std::path::Path;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const UAI: &str = "0999001W";
const FILES: [&str; 3] = ["sts_emp_0999001W_2025.xml", "ElevesSansAdresses.xml", "ResponsablesAvecAdresses.xml"];

#[tokio::main]
async fn main() {
    let given: Vec<usize> = std::env::args().filter_map(|size| size.parse().ok()).collect();
    let sizes = if given.is_empty() { vec![2_000, 100_000] } else { given };
    println!("learners      files   read+preview      apply      total   bare parse   bare inserts   ratio   memory");
    for size in sizes {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let bytes = write_school(folder.path(), size);
        let (read, applied, memory, app, school) = import(folder.path()).await;
        let parse = bare_parse(folder.path());
        let inserts = bare_inserts(folder.path(), &app, school).await;
        let (total, bare) = (read + applied, parse + inserts);
        println!(
            "{size:>8}   {:>6} kB   {:>10} ms   {:>6} ms   {:>6} ms   {:>7} ms   {:>9} ms   {:>5.2}   {:>3} MB",
            bytes / 1000,
            read.as_millis(),
            applied.as_millis(),
            total.as_millis(),
            parse.as_millis(),
            inserts.as_millis(),
            total.as_secs_f64() / bare.as_secs_f64(),
            memory / 1000,
        );
    }
}

/// Imports the three files into a new school; answers the times of reading and applying, and the memory in kB.
async fn import(folder: &Path) -> (Duration, Duration, u64, App, EstablishmentId) {
    let app = service(&folder.join("full")).await;
    let (school, admin) = found_school(&app).await;
    let actor = Actor::Person {
        user: admin,
        role: Role::Admin,
        establishment: school,
        session: SessionId(uuid::Uuid::from_u128(1)),
    };
    let idle = resident("VmRSS:");
    std::fs::write("/proc/self/clear_refs", "5").expect("the high-water mark is reset");
    let started = Instant::now();
    let mut uploads = Vec::new();
    for name in FILES {
        let cx = app.cx(actor.clone()).await.expect("an operation");
        let mut incoming = Incoming::begin(&cx, name).await.expect("a file begins");
        let mut file = File::open(folder.join(name)).expect("a file");
        let mut chunk = vec![0; 64 << 10];
        loop {
            let read = file.read(&mut chunk).expect("bytes");
            if read == 0 {
                break;
            }
            incoming.take(&chunk[..read]).await.expect("bytes are taken");
        }
        uploads.push(incoming.finish(&cx).await.expect("a file is kept").id);
    }
    let cx = app.cx(actor.clone()).await.expect("an operation");
    let run = imports::start_import(&cx, StartImport { uploads, client_mutation_id: None }).await.expect("it starts");
    etabli::jobs::run::until_idle(&app.shared).await.expect("it is read");
    let read = started.elapsed();
    let state = |run: Option<entity::import_run::Model>| run.map(|run| (run.state, run.message));
    let now = imports::import(&cx, run.id).await.expect("the import");
    assert_eq!(state(now), Some((ImportState::Ready, None)));
    let cx = app.cx(actor.clone()).await.expect("an operation");
    imports::apply_import(&cx, run.id, None, None).await.expect("it is asked for");
    etabli::jobs::run::until_idle(&app.shared).await.expect("it is applied");
    let applied = started.elapsed().saturating_sub(read);
    let memory = resident("VmHWM:").saturating_sub(idle);
    let now = imports::import(&cx, run.id).await.expect("the import");
    assert_eq!(state(now), Some((ImportState::Applied, None)));
    (read, applied, memory, app, school)
}

async fn service(folder: &Path) -> App {
    let mut config = Config::defaults();
    config.data_dir = folder.to_owned();
    config.import_upload_mib = 4_000;
    config.import_unpacked_mib = 4_000;
    config.import_events = u64::MAX;
    config.import_learners = usize::MAX;
    config.import_guardians = usize::MAX;
    config.import_staff = usize::MAX;
    config.import_read_seconds = 3_600;
    let now = "2025-11-17T08:00:00Z".parse().expect("a moment");
    App::open(config, Clock::standing_at(now)).await.expect("the service opens")
}

/// A school with its year and its administrator.
async fn found_school(app: &App) -> (EstablishmentId, UserId) {
    let cx = Cx::task(&app.shared, Task::Seed, None);
    let school: EstablishmentId = cx.new_id();
    let row = establishment::ActiveModel {
        id: Set(school),
        uai: Set(UAI.to_owned()),
        name: Set("Lycée professionnel".to_owned()),
        town: Set(None),
        email: Set(None),
        phone: Set(None),
        time_zone: Set("Europe/Paris".to_owned()),
        activation: Set(ActivationMode::BirthDate),
        sign_in_messages: Set(SignInMessages::Uniform),
        change_seq: Set(0),
        created_at: Set(cx.now()),
        version: Set(1),
    };
    cx.write(Act::CreateEstablishment, async |tx| Ok(tx.insert(row).await?)).await.expect("a school");
    let cx = Cx::task(&app.shared, Task::Seed, Some(school));
    let admin: UserId = cx.new_id();
    let day = |year, month, day| chrono::NaiveDate::from_ymd_opt(year, month, day).expect("a day");
    let year = school_year::ActiveModel {
        id: Set(cx.new_id()),
        year: Set(2025),
        starts_on: Set(day(2025, 9, 1)),
        ends_on: Set(day(2026, 8, 31)),
        current: Set(true),
        ..Default::default()
    };
    let person = etabli::accounts::Newcomer {
        first_name: "Alain".to_owned(),
        last_name: "Admin".to_owned(),
        usage_name: None,
        civility: None,
        sex: None,
        email: None,
        birth_date: None,
        source: AccountSource::CommandLine,
        role: Role::Admin,
    };
    let (account, grant) = person.rows((admin, cx.new_id()), school, UAI.to_lowercase(), None, cx.now());
    cx.write(Act::CreateUser, async |tx| {
        tx.insert(year).await?;
        tx.insert(account).await?;
        tx.insert(grant).await?;
        Ok(())
    })
    .await
    .expect("its year and its administrator");
    (school, admin)
}

/// Every event of the three files, looked at by nobody.
fn bare_parse(folder: &Path) -> Duration {
    let started = Instant::now();
    for name in FILES {
        let file = BufReader::new(File::open(folder.join(name)).expect("a file"));
        let mut reader = quick_xml::Reader::from_reader(quick_xml::encoding::DecodingReader::new(file));
        let (mut buffer, mut events) = (Vec::new(), 0_u64);
        loop {
            match reader.read_event_into(&mut buffer).expect("an event") {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Decl(declared) => {
                    if let Some(encoding) = declared.encoder() {
                        reader.get_mut().set_encoding(encoding);
                    }
                }
                _ => events += 1,
            }
            buffer.clear();
        }
        assert!(events > 0);
    }
    started.elapsed()
}

/// The rows that the import made, put in batches into an empty school, in one transaction.
async fn bare_inserts(folder: &Path, full: &App, school: EstablishmentId) -> Duration {
    let from = Cx::task(&full.shared, Task::Import, Some(school));
    let app = service(&folder.join("bare")).await;
    let (bare, _) = found_school(&app).await;
    let to = Cx::task(&app.shared, Task::Seed, Some(bare));
    // What the many rows point to is made beforehand and not counted.
    copy_few(&from, &to).await;
    let users = rows::<user::Entity, _>(&from).await;
    let users: Vec<_> = users.into_iter().filter(|row| *row.source.as_ref() != AccountSource::CommandLine).collect();
    let known: std::collections::HashSet<UserId> = users.iter().map(|row| *row.id.as_ref()).collect();
    let grants = rows::<role_grant::Entity, _>(&from).await;
    let grants: Vec<_> = grants.into_iter().filter(|row| known.contains(row.user_id.as_ref())).collect();
    let learners = rows::<learner::Entity, _>(&from).await;
    let staff = rows::<staff_member::Entity, _>(&from).await;
    let guardians = rows::<guardian::Entity, _>(&from).await;
    let links = rows::<guardian_link::Entity, _>(&from).await;
    let members = rows::<group_member::Entity, _>(&from).await;
    let years = years(&to).await;
    let mut enrolments = rows::<enrolment::Entity, _>(&from).await;
    for row in &mut enrolments {
        row.school_year_id = Set(years);
    }
    let mut taught = rows::<teaching::Entity, _>(&from).await;
    for row in &mut taught {
        row.school_year_id = Set(years);
    }
    let started = Instant::now();
    to.write(Act::CreateUser, async |tx| {
        tx.insert_many(users).await?;
        tx.insert_many(grants).await?;
        tx.insert_many(learners).await?;
        tx.insert_many(enrolments).await?;
        tx.insert_many(members).await?;
        tx.insert_many(staff).await?;
        tx.insert_many(taught).await?;
        tx.insert_many(guardians).await?;
        tx.insert_many(links).await
    })
    .await
    .expect("the rows are put in");
    started.elapsed()
}

/// Divisions, groups, diplomas, trainings: few rows that others point to.
async fn copy_few(from: &Cx, to: &Cx) {
    let year = years(to).await;
    let mut divisions = rows::<entity::division::Entity, _>(from).await;
    for row in &mut divisions {
        row.school_year_id = Set(year);
    }
    let mut groups = rows::<entity::learner_group::Entity, _>(from).await;
    for row in &mut groups {
        row.school_year_id = Set(year);
    }
    let specialties = rows::<entity::specialty::Entity, _>(from).await;
    let mefs = rows::<entity::mef::Entity, _>(from).await;
    to.write(Act::CreateUser, async |tx| {
        tx.insert_many(divisions).await?;
        tx.insert_many(groups).await?;
        tx.insert_many(specialties).await?;
        tx.insert_many(mefs).await
    })
    .await
    .expect("the few rows are put in");
}

async fn years(cx: &Cx) -> entity::id::SchoolYearId {
    cx.find::<school_year::Entity>().all().await.expect("years").first().expect("a year").id
}

/// All rows of a table, ready to be inserted elsewhere.
async fn rows<E, A>(cx: &Cx) -> Vec<A>
where
    E: Seen + EntityTrait<ActiveModel = A>,
    A: ActiveModelTrait<Entity = E>,
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<A>,
{
    let found: Result<Vec<E::Model>> = cx.find::<E>().all().await;
    found.expect("rows").into_iter().map(|row| row.into_active_model().reset_all()).collect()
}

/// A size the kernel tells of this process, in kB.
fn resident(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the kernel tells");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a size")
}

/// Writes the three files of a made-up school; answers their bytes.
fn write_school(folder: &Path, learners: usize) -> u64 {
    let divisions = learners.div_ceil(25);
    let open = |name: &str| BufWriter::new(File::create(folder.join(name)).expect("a file"));
    let mut file = open(FILES[0]);
    write_staff(&mut file, divisions).expect("the staff file");
    drop(file);
    let mut file = open(FILES[1]);
    write_learners(&mut file, learners).expect("the learners file");
    drop(file);
    let mut file = open(FILES[2]);
    write_guardians(&mut file, learners).expect("the guardians file");
    drop(file);
    FILES.iter().map(|name| folder.join(name).metadata().expect("a file").len()).sum()
}

const HEAD: &str = "<PARAMETRES>\n<UAJ>0999001W</UAJ>\n<ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE>\n\
                    <DATE_EXPORT>12/09/2025</DATE_EXPORT>\n<HORODATAGE>12/09/2025 18:42:07</HORODATAGE>\n</PARAMETRES>\n";
const LAST: [&str; 7] = ["BOUAZZA", "CR\u{c9}PIN", "TERRIER", "NO\u{cb}L", "DE LA TOUR", "GARNIER", "LEF\u{c8}VRE"];
const FIRST: [&str; 9] =
    ["C\u{e9}lia", "Jean", "In\u{e8}s", "Mathis", "Zo\u{e9}", "Ugo", "L\u{e9}a", "Paul", "Aminata"];
const MEF: [&str; 4] = ["24725520310", "24725520320", "24731213330", "24125524210"];

/// Text whose characters are all below 256, as ISO-8859-15 bytes.
fn put(out: &mut impl Write, text: &str) -> std::io::Result<()> {
    let bytes: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
    out.write_all(&bytes)
}

fn name(k: usize) -> (String, &'static str) {
    (format!("{} {}", LAST[k % LAST.len()], LAST[(k / 7) % LAST.len()]), FIRST[(k / 3) % FIRST.len()])
}

fn write_staff(out: &mut impl Write, divisions: usize) -> std::io::Result<()> {
    put(out, "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<STS_EDT>\n<PARAMETRES>\n<UAJ CODE=\"0999001W\"/>\n")?;
    put(
        out,
        "<ANNEE_SCOLAIRE ANNEE=\"2025\"/>\n</PARAMETRES>\n<NOMENCLATURES>\n<MATIERES>\n<MATIERE CODE=\"071100\">\n",
    )?;
    put(
        out,
        "<LIBELLE_LONG>ENS. PRO.</LIBELLE_LONG>\n</MATIERE>\n</MATIERES>\n</NOMENCLATURES>\n<DONNEES>\n<INDIVIDUS>\n",
    )?;
    for k in 0..divisions * 2 {
        let (last, first) = name(k);
        put(out, &format!("<INDIVIDU ID=\"{}\" TYPE=\"epp\">\n<SEXE>1</SEXE>\n<CIVILITE>1</CIVILITE>\n", 4_000 + k))?;
        put(
            out,
            &format!(
                "<NOM_USAGE>{last}</NOM_USAGE>\n<PRENOM>{first}</PRENOM>\n<DATE_NAISSANCE>1975-03-02</DATE_NAISSANCE>\n"
            ),
        )?;
        put(out, "<FONCTION>ENS</FONCTION>\n</INDIVIDU>\n")?;
    }
    put(out, "</INDIVIDUS>\n<STRUCTURE>\n<DIVISIONS>\n")?;
    for d in 0..divisions {
        put(out, &format!("<DIVISION CODE=\"D{d}\">\n<LIBELLE_LONG>DIVISION {d}</LIBELLE_LONG>\n<SERVICES>\n"))?;
        for k in 0..6 {
            let teacher = 4_000 + (d * 2 + k) % (divisions * 2);
            put(out, &format!("<SERVICE CODE_MATIERE=\"{:06}\" CODE_MOD_COURS=\"CG\">\n<ENSEIGNANTS>\n", 71_100 + k))?;
            put(out, &format!("<ENSEIGNANT TYPE=\"epp\" ID=\"{teacher}\"/>\n</ENSEIGNANTS>\n</SERVICE>\n"))?;
        }
        put(out, "</SERVICES>\n</DIVISION>\n")?;
    }
    put(out, "</DIVISIONS>\n<GROUPES>\n")?;
    for d in 0..divisions * 2 {
        put(
            out,
            &format!(
                "<GROUPE CODE=\"G{d}\">\n<DIVISIONS_APPARTENANCE>\n<DIVISION_APPARTENANCE CODE=\"D{}\"/>\n",
                d / 2
            ),
        )?;
        put(out, "</DIVISIONS_APPARTENANCE>\n<SERVICES/>\n</GROUPE>\n")?;
    }
    put(out, "</GROUPES>\n</STRUCTURE>\n</DONNEES>\n</STS_EDT>\n")
}

fn write_learners(out: &mut impl Write, learners: usize) -> std::io::Result<()> {
    put(out, "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<BEE_ELEVES VERSION=\"3.0\">\n")?;
    put(out, HEAD)?;
    put(out, "<DONNEES>\n<ELEVES>\n")?;
    for k in 0..learners {
        let (last, first) = name(k);
        put(
            out,
            &format!(
                "<ELEVE ELEVE_ID=\"{}\" ELENOET=\"{k}\">\n<ID_NATIONAL>{:09}AB</ID_NATIONAL>\n",
                1_200_000 + k,
                990_000_000 + k
            ),
        )?;
        put(
            out,
            &format!("<ELENOET>{k}</ELENOET>\n<NOM_DE_FAMILLE>{last}</NOM_DE_FAMILLE>\n<PRENOM>{first}</PRENOM>\n"),
        )?;
        put(out, &format!("<DATE_NAISS>{:02}/{:02}/{}</DATE_NAISS>\n", k % 28 + 1, k % 12 + 1, 2007 + k % 4))?;
        put(
            out,
            "<DOUBLEMENT>0</DOUBLEMENT>\n<CODE_PAYS>100</CODE_PAYS>\n<ACCEPTE_SMS>0</ACCEPTE_SMS>\n<DATE_MODIFICATION>27/07/2025</DATE_MODIFICATION>\n",
        )?;
        put(
            out,
            &format!(
                "<MEL>eleve{k}@courriel.example</MEL>\n<CODE_REGIME>0</CODE_REGIME>\n<DATE_ENTREE>01/09/2025</DATE_ENTREE>\n<VILLE_NAISS></VILLE_NAISS>\n"
            ),
        )?;
        put(
            out,
            &format!(
                "<CODE_SEXE>{}</CODE_SEXE>\n<CODE_PAYS_NAT>100</CODE_PAYS_NAT>\n<CODE_STATUT>ST</CODE_STATUT>\n",
                k % 2 + 1
            ),
        )?;
        put(
            out,
            &format!(
                "<CODE_MEF>{}</CODE_MEF>\n<CODE_DEPARTEMENT_NAISS>059</CODE_DEPARTEMENT_NAISS>\n",
                MEF[(k / 25) % MEF.len()]
            ),
        )?;
        put(
            out,
            "<ADHESION_TRANSPORT>0</ADHESION_TRANSPORT>\n<CODE_PROVENANCE>2</CODE_PROVENANCE>\n<SCOLARITE_AN_DERNIER>\n<CODE_MEF>10310019110</CODE_MEF>\n",
        )?;
        put(
            out,
            "<CODE_STRUCTURE>3EME4</CODE_STRUCTURE>\n<CODE_RNE>0999105J</CODE_RNE>\n<SIGLE>CLG</SIGLE>\n<DENOM_PRINC>COLLEGE</DENOM_PRINC>\n",
        )?;
        put(
            out,
            "<MEL>ce.0999105j@etab.example</MEL>\n<LL_COMMUNE_INSEE>ROUBAIX</LL_COMMUNE_INSEE>\n</SCOLARITE_AN_DERNIER>\n</ELEVE>\n",
        )?;
    }
    put(out, "</ELEVES>\n<OPTIONS></OPTIONS>\n<STRUCTURES>\n")?;
    for k in 0..learners {
        let division = k / 25;
        put(
            out,
            &format!(
                "<STRUCTURES_ELEVE ELEVE_ID=\"{}\">\n<STRUCTURE>\n<CODE_STRUCTURE>G{}</CODE_STRUCTURE>\n",
                1_200_000 + k,
                division * 2 + k % 2
            ),
        )?;
        put(
            out,
            &format!(
                "<TYPE_STRUCTURE>G</TYPE_STRUCTURE>\n</STRUCTURE>\n<STRUCTURE>\n<CODE_STRUCTURE>D{division}</CODE_STRUCTURE>\n"
            ),
        )?;
        put(out, "<TYPE_STRUCTURE>D</TYPE_STRUCTURE>\n</STRUCTURE>\n</STRUCTURES_ELEVE>\n")?;
    }
    put(out, "</STRUCTURES>\n<BOURSES/>\n</DONNEES>\n</BEE_ELEVES>\n")
}

/// Five guardians for three learners.
fn write_guardians(out: &mut impl Write, learners: usize) -> std::io::Result<()> {
    let persons = learners * 5 / 3;
    put(out, "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<BEE_RESPONSABLES VERSION=\"2.1\">\n")?;
    put(out, HEAD)?;
    put(out, "<DONNEES>\n<PERSONNES>\n")?;
    for k in 0..persons {
        let (last, first) = name(k);
        put(
            out,
            &format!(
                "<PERSONNE PERSONNE_ID=\"{}\">\n<LC_CIVILITE>MME</LC_CIVILITE>\n<LL_CIVILITE>MADAME</LL_CIVILITE>\n",
                500_000 + k
            ),
        )?;
        put(
            out,
            &format!(
                "<NOM_DE_FAMILLE>{last}</NOM_DE_FAMILLE>\n<PRENOM>{first}</PRENOM>\n<TEL_PORTABLE>+3363998{:04}</TEL_PORTABLE>\n",
                k % 10_000
            ),
        )?;
        put(
            out,
            &format!(
                "<ACCEPTE_SMS>0</ACCEPTE_SMS>\n<MEL>parent{k}@courriel.example</MEL>\n<ADRESSE_ID>{}</ADRESSE_ID>\n",
                1_000_000 + k
            ),
        )?;
        put(out, "<CODE_PROFESSION>22</CODE_PROFESSION>\n</PERSONNE>\n")?;
    }
    put(out, "</PERSONNES>\n<RESPONSABLES>\n")?;
    for k in 0..persons {
        put(
            out,
            &format!(
                "<RESPONSABLE_ELEVE>\n<ELEVE_ID>{}</ELEVE_ID>\n<PERSONNE_ID>{}</PERSONNE_ID>\n",
                1_200_000 + k * 3 / 5,
                500_000 + k
            ),
        )?;
        put(
            out,
            "<NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE>\n<CODE_PARENTE>10</CODE_PARENTE>\n<PAIE_FRAIS_SCOLAIRES>1</PAIE_FRAIS_SCOLAIRES>\n",
        )?;
        put(
            out,
            "<HEBERGE_ELEVE>true</HEBERGE_ELEVE>\n<A_CONTACTER_EN_PRIORITE>true</A_CONTACTER_EN_PRIORITE>\n</RESPONSABLE_ELEVE>\n",
        )?;
    }
    put(out, "</RESPONSABLES>\n<ADRESSES>\n")?;
    for k in 0..persons {
        put(
            out,
            &format!(
                "<ADRESSE ADRESSE_ID=\"{}\">\n<LIGNE1_ADRESSE>{k} RUE DU CANAL</LIGNE1_ADRESSE>\n<CODE_POSTAL>59100</CODE_POSTAL>\n",
                1_000_000 + k
            ),
        )?;
        put(out, "<LIBELLE_POSTAL>ROUBAIX</LIBELLE_POSTAL>\n</ADRESSE>\n")?;
    }
    put(out, "</ADRESSES>\n</DONNEES>\n</BEE_RESPONSABLES>\n")
}
