//! The command line of Établi.

use chrono::NaiveDate;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use entity::establishment::SecondFactorPolicy;
use etabli::access::{HANDED_OUT, Role, Task};
use etabli::accounts::first_people::{self, Person, Welcome};
use etabli::accounts::second_factor::removal;
use etabli::app::App;
use etabli::audit::{self, Break, Log, Verified};
use etabli::config::Config;
use etabli::cx::Cx;
use etabli::cx::clock::Clock;
use etabli::demo::{self, Tour};
use etabli::error::{Code, Error, Problem};
use etabli::establishments::{self, Founding, uai};
use etabli::mail::About;
use etabli::{frameworks, http};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Établi : le suivi des compétences en lycée professionnel, en direct.
#[derive(Parser)]
#[command(name = "etabli", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the application until it is told to stop.
    Serve {
        /// Serves a fictional school, mid-year as of today, in a new database.
        #[arg(long)]
        demo: bool,
        #[command(flatten)]
        config: Config,
    },
    /// Brings the database up to date and stops.
    Migrate {
        #[command(flatten)]
        config: Config,
    },
    /// Prints the GraphQL contract.
    Schema,
    /// Official frameworks of diplomas.
    #[command(subcommand)]
    Framework(FrameworkCommand),
    /// Schools.
    #[command(subcommand)]
    Establishment(EstablishmentCommand),
    /// People whom no file names.
    #[command(subcommand)]
    User(UserCommand),
    /// The logs of what was done and of who read which file.
    #[command(subcommand)]
    Audit(AuditCommand),
}

#[derive(Subcommand)]
enum FrameworkCommand {
    /// Checks a framework file and loads it, in place of the revision that stands.
    Load {
        /// JSON file, in the format of the carried frameworks.
        file: PathBuf,
        #[command(flatten)]
        config: Config,
    },
}

#[derive(Subcommand)]
enum EstablishmentCommand {
    /// Makes a school, opens the carried frameworks to it, and prints the link of its administrator.
    Create {
        /// National code: seven digits and a letter.
        #[arg(long)]
        uai: String,
        /// Name as people read it.
        #[arg(long)]
        name: String,
        /// Address for letters.
        #[arg(long)]
        email: String,
        /// Town.
        #[arg(long)]
        town: Option<String>,
        /// Last day of the subscription, as YYYY-MM-DD; by default 31 August.
        #[arg(long)]
        until: Option<NaiveDate>,
        #[command(flatten)]
        config: Config,
    },
}

#[derive(Subcommand)]
enum UserCommand {
    /// Gives a person a role in a school, and prints the link where a password is chosen.
    Create {
        /// National code of the school.
        #[arg(long)]
        uai: String,
        /// What for.
        #[arg(long, value_parser = handed_out())]
        role: Role,
        /// Family name.
        #[arg(long)]
        last_name: String,
        /// First name.
        #[arg(long)]
        first_name: String,
        /// Address for letters.
        #[arg(long)]
        email: String,
        #[command(flatten)]
        config: Config,
    },
    /// Prints a new link for an account whose own was lost or is too old.
    Link {
        /// National code of the school.
        #[arg(long)]
        uai: String,
        /// Login of the account; the administrator's is the code of the school.
        #[arg(long)]
        login: String,
        #[command(flatten)]
        config: Config,
    },
    /// Takes the second step of signing in away from an account whose telephone and recovery codes are lost.
    ResetSecondFactor {
        /// National code of the school.
        #[arg(long)]
        uai: String,
        /// Login of the account; the administrator's is the code of the school.
        #[arg(long)]
        login: String,
        /// Why: its person reads it, and the log keeps it.
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        config: Config,
    },
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Follows the logs of each school, line by line, and says where a line was removed or changed.
    Verify {
        /// National code of one school; by default all of them.
        #[arg(long)]
        uai: Option<String>,
        /// Last hash of the log of acts noted at an earlier verification of that school: it must still be there.
        #[arg(long, requires = "uai")]
        noted: Option<String>,
        #[command(flatten)]
        config: Config,
    },
}

fn main() -> ExitCode {
    // Stacks of 8 MiB are a second wall behind the document gate (security 6).
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_stack_size(8 * 1024 * 1024).build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(run(Cli::parse().command)),
        Err(error) => Err(Error::internal("starting", error)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say_why(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Error> {
    match command {
        Command::Serve { demo: false, config } => serve(config, None).await?,
        Command::Serve { demo: true, config } => serve_demo(config).await?,
        Command::Migrate { config } => App::open(config, Clock::system()).await?.shared.db.clone().close().await,
        Command::Schema => say(etabli::graphql::sdl().trim_end()),
        Command::Framework(FrameworkCommand::Load { file, config }) => load_framework(&file, config).await?,
        Command::Establishment(EstablishmentCommand::Create { uai, name, email, town, until, config }) => {
            let second_factor = second_factor(&config);
            create_establishment(Founding { uai, name, town, email, second_factor }, until, config).await?;
        }
        Command::User(UserCommand::Create { uai, role, last_name, first_name, email, config }) => {
            let person = Person { first_name, last_name, email, role };
            let letter = Some(About::Welcome { told: true });
            welcome(config, letter, async |cx| first_people::create_user(cx, &uai, person).await).await?;
        }
        Command::User(UserCommand::Link { uai, login, config }) => {
            welcome(config, None, async |cx| first_people::renew_link(cx, &uai, &login).await).await?;
        }
        Command::User(UserCommand::ResetSecondFactor { uai, login, reason, config }) => {
            reset_second_factor(&uai, &login, &reason, config).await?;
        }
        Command::Audit(AuditCommand::Verify { uai, noted, config }) => verify_audit(uai, noted, config).await?,
    }
    Ok(())
}

/// Reads a role among those that the command line hands out.
fn handed_out() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(HANDED_OUT.map(|(word, _)| word)).try_map(|typed| {
        let role = HANDED_OUT.into_iter().find(|(word, _)| *word == typed).map(|(_, role)| role);
        role.ok_or("this role is not handed out here")
    })
}

/// Where strangers reach the service, those who could do the most harm prove twice who they are from the first day (security A14).
fn second_factor(config: &Config) -> SecondFactorPolicy {
    if config.is_private() { SecondFactorPolicy::Adults } else { SecondFactorPolicy::RequiredAdmin }
}

async fn create_establishment(founding: Founding, until: Option<NaiveDate>, config: Config) -> Result<(), Error> {
    if let uai::Written::WrongKey(right) = uai::check(&uai::tidy(&founding.uai)) {
        say(&format!("Attention : d’après ses chiffres, ce code UAI devrait finir par {right}. Vérifiez-le."));
    }
    let letter = Some(About::Founded);
    welcome(config, letter, async |cx| first_people::create_establishment(cx, founding, until).await).await
}

/// Does something for one person at the command line, tells what they need to come in, and sends it in a letter where one is given.
async fn welcome(
    config: Config,
    letter: Option<About>,
    work: impl AsyncFnOnce(&Cx) -> Result<Welcome, Error>,
) -> Result<(), Error> {
    let app = App::open(config, Clock::system()).await?;
    let cx = Cx::task(&app.shared, Task::CommandLine, None);
    let welcome = work(&cx).await?;
    let sent_to = match letter {
        Some(about) => first_people::send_letter(&cx, &welcome, about).await?,
        None => None,
    };
    let Welcome { school, user, link } = welcome;
    say(&format!("{} ({}) — identifiant : {}", school.name, school.uai, user.login));
    match link {
        Some(link) => say(&format!("Lien à remettre, valable 72 heures et une seule fois :\n{link}")),
        None => say("Ce compte a déjà un mot de passe ; le rôle lui est ajouté."),
    }
    if let Some(address) = sent_to {
        say(&format!("Une lettre part aussi à {address}, avec un lien qui vaut celui-ci."));
    }
    app.shared.db.clone().close().await;
    Ok(())
}

/// Takes the second step of signing in away from an account.
async fn reset_second_factor(uai: &str, login: &str, reason: &str, config: Config) -> Result<(), Error> {
    let app = App::open(config, Clock::system()).await?;
    let cx = Cx::task(&app.shared, Task::CommandLine, None);
    let (school, user) = removal::at_command_line(&cx, uai, login, reason).await?;
    say(&format!("{} ({}) — identifiant : {}", school.name, school.uai, user.login));
    say("La connexion en deux étapes est retirée et les sessions ouvertes sont terminées.");
    app.shared.db.clone().close().await;
    Ok(())
}

/// Fills a new database with the demonstration school and serves it; a folder that nobody named goes away with it.
async fn serve_demo(config: Config) -> Result<(), Error> {
    let named = config.data_dir.clone();
    let config = demo::settings(config)?;
    let folder = config.data_dir.clone();
    say("Préparation de l’établissement de démonstration…");
    let tour = demo::seed(&config, &Clock::system()).await?;
    let served = serve(config, Some(tour)).await;
    if folder != named {
        let _ = std::fs::remove_dir_all(&folder);
    }
    served
}

/// Tells who can sign in.
fn tell(tour: &Tour) {
    say(&format!("\n{}\n{}\n\nMot de passe de tous ces comptes : {}", tour.school, tour.address, demo::PASSWORD));
    for (function, login) in &tour.accounts {
        say(&format!("  {function:<22}{login}"));
    }
    say("\nPour essayer une première connexion, avec la date de naissance comme mot de passe :");
    for (function, login, birth_date) in &tour.newcomers {
        say(&format!("  {function:<22}{login:<22}{birth_date}"));
    }
    say("");
}

async fn serve(config: Config, tour: Option<Tour>) -> Result<(), Error> {
    let filter = EnvFilter::try_new(&config.log)
        .map_err(|error| Problem::whole(Code::Invalid, format!("LOG : réglage illisible ({error}).")))?;
    tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).init();
    let listener = http::server::listen(config.listen).map_err(|error| {
        Problem::whole(Code::Invalid, format!("LISTEN : l’adresse {} n’est pas libre ({error}).", config.listen))
    })?;
    let app = App::open(config, Clock::system()).await?;
    if app.shared.store.try_out().await.is_err() {
        say(
            "Attention : les fichiers ne peuvent pas être gardés dans FILES_URL (nom, clé ou réseau ; le journal dit pourquoi). Le \
             reste du service marche.",
        );
    }
    app.start();
    if let Some(tour) = &tour {
        tell(tour);
    }
    say(&format!("{} est prêt : {}", etabli::PRODUCT, app.shared.config.public_url));
    let db = app.shared.db.clone();
    http::server::serve(app, listener, told_to_stop()).await;
    db.close().await;
    Ok(())
}

/// Waits for Ctrl-C or SIGTERM.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => (),
        _ = tokio::signal::ctrl_c() => (),
    }
}

async fn load_framework(file: &Path, config: Config) -> Result<(), Error> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let message = format!("Le fichier {} ne peut pas être lu : {error}.", file.display());
        Problem::whole(Code::Invalid, message)
    })?;
    let app = App::open(config, Clock::system()).await?;
    let framework = frameworks::load(&Cx::task(&app.shared, Task::CommandLine, None), &text).await?;
    say(&format!("{} : révision {} chargée.", framework.short_title, framework.revision));
    app.shared.db.clone().close().await;
    Ok(())
}

/// Follows the chains of the audit log and says what was found; fails when one is broken.
async fn verify_audit(uai: Option<String>, noted: Option<String>, config: Config) -> Result<(), Error> {
    let app = App::open(config, Clock::system()).await?;
    let service = Cx::task(&app.shared, Task::CommandLine, None);
    let schools = match uai {
        None => establishments::all(&service).await?,
        Some(uai) => vec![establishments::by_uai(&service, &uai).await?.ok_or(Error::NotFound)?],
    };
    let mut broken = Vec::new();
    for school in schools {
        let here = service.acting_as(Task::CommandLine, Some(school.id));
        for (log, name) in [(Log::Acts, "journal des actions"), (Log::Reads, "journal des lectures")] {
            // A hash is noted of one log: it is looked for there alone.
            let noted = noted.as_deref().filter(|_| log == Log::Acts);
            let found = audit::verify(&here, log, noted).await?;
            say(&format!(
                "{} : {name}, {} lignes intactes, dernière empreinte {}",
                school.uai, found.lines, found.head
            ));
            broken.extend(
                trouble(&found)
                    .map(|trouble| Problem::whole(Code::Invalid, format!("{} : {name}, {trouble}", school.uai))),
            );
        }
    }
    app.shared.db.clone().close().await;
    if broken.is_empty() { Ok(()) } else { Err(Error::Rejected(broken)) }
}

/// What is wrong with a log, in words.
fn trouble(found: &Verified) -> Option<String> {
    match found.broken {
        Some(Break::Removed(number)) => Some(format!("des lignes manquent avant la ligne {number}.")),
        Some(Break::Changed(number)) => Some(format!("la ligne {number} a été modifiée.")),
        Some(Break::Forged(number)) => Some(format!("le scellé de la ligne {number} n’est pas celui du service.")),
        None if !found.noted_met => Some("l’empreinte notée n’y est plus.".to_owned()),
        None => None,
    }
}

/// Prints a line for the person at the terminal.
#[expect(clippy::print_stdout, reason = "the command line answers on its standard output")]
fn say(line: &str) {
    println!("{line}");
}

/// Prints why a command failed, for the person at the terminal.
#[expect(clippy::print_stderr, reason = "the command line complains on its error output")]
fn say_why(error: &Error) {
    match error {
        Error::Rejected(problems) => problems.iter().for_each(|problem| eprintln!("{}", problem.message)),
        Error::Internal(report) => eprintln!("Échec : {} ({}).", report.doing, report.cause),
        other => eprintln!("Échec : {other:?}."),
    }
}
