//! The command line of Établi.

use clap::{Parser, Subcommand};
use etabli::access::Task;
use etabli::app::App;
use etabli::config::Config;
use etabli::cx::Cx;
use etabli::cx::clock::Clock;
use etabli::error::{Code, Error, Problem};
use etabli::frameworks;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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
    /// Brings the database up to date and stops.
    Migrate {
        #[command(flatten)]
        config: Config,
    },
    /// Prints the GraphQL contract.
    Schema,
    /// Official frameworks of diplomas.
    #[command(subcommand)]
    Framework(Framework),
}

#[derive(Subcommand)]
enum Framework {
    /// Checks a framework file and loads it, in place of the revision that stands.
    Load {
        /// JSON file, in the format of the carried frameworks.
        file: PathBuf,
        #[command(flatten)]
        config: Config,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say_why(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Error> {
    match command {
        Command::Migrate { config } => App::open(config, Clock::system()).await?.shared.db.clone().close().await,
        Command::Schema => say(etabli::graphql::sdl().trim_end()),
        Command::Framework(Framework::Load { file, config }) => load_framework(&file, config).await?,
    }
    Ok(())
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
