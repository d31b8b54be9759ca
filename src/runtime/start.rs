//! From a configuration to a running dashboard, and back to the shell.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Arc, RwLock};

use jiff::tz::TimeZone;
use rand::TryRng;
use rand::rngs::SysRng;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use super::leave::{Left, Submits};
use super::looks::{asks_for_ground, is_dumb, looks};
use super::perform::Service;
use super::run::{Parts, run};
use super::stage::{Tty, can_stop};
use super::terminal::Wanted;
use super::{Clock, Screen, desktop, editor, input, language, opening, terminal};
use crate::api::{Client, Limits};
use crate::app::{self, keymap::Keymap};
use crate::config::{Config, ConfigError, KeyWish, Mode};
use crate::engine;
use crate::job::{Failure, Origin, Pace};
use crate::sandbox::{self, Sandbox};
use crate::store::{News, OpenError, Store, WithoutLog};
use crate::ui::View;
use crate::words::{Notices, Words};

/// Why the dashboard could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The keys that are wanted cannot be had.
    #[error(transparent)]
    Keys(ConfigError),
    /// The ledger cannot be opened: without it nothing is sent.
    #[error("the ledger cannot be opened: {0}")]
    Ledger(#[from] OpenError),
    /// The embedded sandbox did not start.
    #[error("the sandbox did not start: {0}")]
    Sandbox(#[from] sandbox::StartError),
    /// The key or the address cannot be used.
    #[error("{}", .0.detail)]
    Client(Failure),
    /// The terminal says that it can only print, line after line.
    #[error("this terminal cannot place text on a screen (TERM=dumb)")]
    Dumb,
    /// The terminal or the operating system.
    #[error(transparent)]
    System(#[from] io::Error),
}

impl StartError {
    /// What the person can do about it.
    pub fn hint(&self) -> Cow<'static, str> {
        let hint = match self {
            Self::Keys(error) => return error.hint().into(),
            Self::Ledger(_) => {
                "Nothing was sent. Choose a folder that can be written with --data-dir, or put this one right."
            }
            Self::Sandbox(_) => "The sandbox keeps its jobs beside the ledger: choose another folder with --data-dir.",
            Self::Client(_) => "Check the key and SEEDANCE_BASE_URL.",
            Self::Dumb => "Start it in a terminal, or set TERM to what this one is.",
            Self::System(_) => "Try another terminal, or close programs that hold many files.",
        };
        hint.into()
    }

    /// The configuration is at fault, not a passing state of the system.
    pub fn is_configuration(&self) -> bool {
        match self {
            Self::Keys(_) | Self::Ledger(_) | Self::Sandbox(_) | Self::Client(_) | Self::Dumb => true,
            Self::System(_) => false,
        }
    }
}

/// Requests a second on the sandbox, where `poll.ceiling` says nothing: it is our own and beside us.
const SANDBOX_CEILING: f64 = 50.0;
/// Requests a second on the service, where `poll.ceiling` says nothing. The service publishes no limit.
const LIVE_CEILING: f64 = 5.0;

/// Runs the dashboard until the person leaves it.
pub fn dashboard(config: Config) -> Result<Left, StartError> {
    if is_dumb(&config) {
        return Err(StartError::Dumb);
    }
    let keys = keymap(&config.keys)?;
    let clock = Clock::start();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let left = runtime.block_on(open(config, keys, clock));
    // whatever is left, such as a name look-up that hangs, does not keep the person waiting
    runtime.shutdown_background();
    left
}

/// The usual keys, but for those that the person wants otherwise.
fn keymap(wishes: &[KeyWish]) -> Result<Keymap, StartError> {
    let named = wishes.iter().map(|wish| (wish.name.as_str(), wish.keys.as_slice()));
    Keymap::remapped(named).map_err(|refused| {
        // it names one of these
        let wish = &wishes[refused.wish];
        StartError::Keys(wish.refused(&refused.problem, refused.hint))
    })
}

async fn open(config: Config, keys: Keymap, clock: Clock) -> Result<Left, StartError> {
    let words = language::words(config.settings.language, &config.environment);
    let store = opening::ledger(&config.paths.ledger_dir, &words.notices)?;
    let (sandbox, origin, key) = match &config.mode {
        Mode::Sandbox { .. } => {
            let sandbox = sandbox::start(sandbox::Options::new(config.paths.sandbox_service())).await?;
            let origin = Origin::parse(&sandbox.base_url()).map_err(io::Error::other)?;
            let key = sandbox.key().to_owned();
            (Some(sandbox), origin, key)
        }
        Mode::Live { origin, key } => (None, origin.clone(), key.expose().to_owned()),
    };
    let client = Client::new(&origin, &key, Limits::default()).map_err(StartError::Client)?;
    let left = show(config, (words, keys), clock, store, sandbox.as_ref(), client, origin).await;
    if let Some(sandbox) = sandbox {
        sandbox.stop().await;
    }
    left
}

async fn show(
    config: Config,
    (words, keys): (&'static Words, Keymap),
    clock: Clock,
    store: Store,
    sandbox: Option<&Sandbox>,
    client: Client,
    origin: Origin,
) -> Result<Left, StartError> {
    let zone = TimeZone::system();
    let wanted = Wanted {
        mouse: config.settings.mouse,
        ground: asks_for_ground(&config),
    };
    let view = View::new(looks(&config));
    let mut seed = [0; 32];
    SysRng.try_fill_bytes(&mut seed).map_err(io::Error::other)?;
    let mut settings = settings(&config, (words, keys), sandbox.is_some(), &origin, zone.clone());
    // what happened to the ledger outranks what is odd about a setting
    settings
        .notes
        .splice(..0, store.news().iter().map(|news| told(news, &words.notices)));
    let draft = store.load_draft().await.ok().flatten();
    let submits = Submits::default();
    let service = Arc::new(Service {
        submits: submits.clone(),
        store,
        client: RwLock::new(client),
        origin,
        key_source: config.key_source,
        editor: editor::editor(config.environment.clone()),
        browser: desktop::browser(config.environment),
        zone,
        clock,
    });
    terminal::hook_panics();
    let (ear, inputs) = input::listen_to_the_system(clock, submits)?;
    let taken = Taken;
    terminal::take(wanted)?;
    let stage = Tty::new(wanted, ear.listen_to_the_person()?);
    let screen = Screen::default();
    let mut gathered = screen.clone();
    let parts = Parts {
        terminal: Terminal::new(CrosstermBackend::new(screen))?,
        view,
        settings,
        seed,
        draft,
        inputs,
        service,
        present: Box::new(move |bytes| {
            gathered.write_all(bytes)?;
            unless_hung_up(gathered.present(&mut terminal::Wire(rustix::stdio::stdout())))
        }),
        stage: Box::new(stage),
        last_words: Box::new(terminal::say),
    };
    let left = run(parts).await;
    drop(taken);
    Ok(left?)
}

/// The terminal, given back when this is dropped: also where something fails before the loop has it.
struct Taken;

impl Drop for Taken {
    fn drop(&mut self) {
        terminal::give_back();
    }
}

/// A dead terminal takes nothing, and that is no failure of its own: the input tells it, as a wish to end like any other.
fn unless_hung_up(sent: io::Result<()>) -> io::Result<()> {
    let dead = Some(rustix::io::Errno::IO.raw_os_error());
    sent.or_else(|error| {
        if error.raw_os_error() == dead {
            Ok(())
        } else {
            Err(error)
        }
    })
}

fn settings(
    config: &Config,
    (words, keys): (&'static Words, Keymap),
    sandbox: bool,
    origin: &Origin,
    zone: TimeZone,
) -> app::Settings {
    let values = &config.settings;
    let ceiling = if sandbox { SANDBOX_CEILING } else { LIVE_CEILING };
    app::Settings {
        mode: if sandbox {
            app::Mode::Sandbox
        } else {
            app::Mode::Live(origin.host())
        },
        loopback: origin.is_loopback(),
        words,
        zone,
        notify: values.notify,
        keys,
        can_stop: can_stop(),
        engine: engine::Settings {
            pace: Pace {
                first: values.poll_first,
                every: values.poll_every,
                sandbox,
            },
            requests_per_second: values.poll_ceiling.unwrap_or(ceiling),
            in_flight: values.submit_in_flight.into(),
        },
        notes: config.notes.iter().map(ToString::to_string).collect(),
    }
}

/// What is said about the ledger.
fn told(news: &News, words: &Notices) -> String {
    match news {
        News::Rebuilt(rebuilt) => {
            let counts = [
                rebuilt.from_database,
                rebuilt.from_backup,
                rebuilt.from_second_copy,
                rebuilt.missing,
            ];
            let aside = rebuilt.aside.as_ref().and_then(|path| path.file_name());
            (words.ledger_rebuilt)(counts, &aside.unwrap_or_default().to_string_lossy())
        }
        News::Recovered(count) => (words.ledger_recovered)(*count),
        News::ReadOnly => words.ledger_read_only.into(),
        News::WithoutLog(WithoutLog::OnTheNetwork) => words.ledger_on_the_network.into(),
        News::WithoutLog(WithoutLog::NotHere) => words.ledger_without_log.into(),
    }
}
