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
use crate::config::{Config, ConfigError, KeySource, KeyWish, Mode, Note, path_unless_key};
use crate::engine;
use crate::job::{Failure, Origin, Pace};
use crate::sandbox::{self, Sandbox};
use crate::store::{News, OpenError, Store, WithoutLog};
use crate::ui::View;
use crate::words::{Notices, Words};

/// Why the dashboard, or a command, could not do what was asked.
#[derive(Debug)]
pub enum StartError {
    /// The keys that are wanted cannot be had.
    Keys(ConfigError),
    /// The ledger cannot be opened: without it nothing is sent.
    Ledger(OpenError),
    /// The ledger does not take what is written.
    NotWritten(Failure),
    /// The sandbox did not start.
    Sandbox(sandbox::StartError),
    /// The key or the address cannot be used.
    Client(Failure),
    /// The system gives no more threads.
    Threads(io::Error),
    /// The terminal says that it can only print, line after line.
    Dumb,
    /// The terminal or the operating system.
    System(io::Error),
}

impl StartError {
    /// What is wrong.
    pub fn problem(&self, words: &Words) -> String {
        let start = &words.start;
        match self {
            Self::Keys(error) => (start.config)(error),
            Self::Ledger(error) => (start.ledger)(error),
            Self::Sandbox(sandbox::StartError::NotLoopback(address)) => {
                (start.sandbox_not_loopback)(&address.to_string())
            }
            Self::Sandbox(sandbox::StartError::Listen { address, source }) => {
                (start.sandbox_cannot_listen)(&address.to_string(), source)
            }
            Self::Sandbox(sandbox::StartError::Folder { dir, source }) => {
                (start.sandbox_folder)(&dir.to_string_lossy(), source)
            }
            Self::Client(failure) | Self::NotWritten(failure) => (words.reason)(failure),
            Self::Threads(error) => (start.threads)(error),
            Self::Dumb => start.dumb.into(),
            Self::System(error) => (start.system)(error),
        }
    }

    /// What the person can do about it.
    pub fn hint(&self, words: &Words) -> Cow<'static, str> {
        let start = &words.start;
        let hint = match self {
            Self::Keys(error) => return (start.config_hint)(error).into(),
            Self::Ledger(error) => return (start.ledger_hint)(error).into(),
            Self::NotWritten(failure) => (words.failure_advice)(failure.kind),
            Self::Sandbox(sandbox::StartError::NotLoopback(_) | sandbox::StartError::Listen { .. }) => {
                start.listen_hint
            }
            Self::Sandbox(sandbox::StartError::Folder { .. }) => start.sandbox_hint,
            Self::Client(_) => start.client_hint,
            Self::Threads(_) => start.threads_hint,
            Self::Dumb => start.dumb_hint,
            Self::System(_) => start.system_hint,
        };
        hint.into()
    }

    /// The configuration is at fault, not a passing state of the system.
    pub fn is_configuration(&self) -> bool {
        match self {
            Self::Keys(_) | Self::Ledger(_) | Self::Sandbox(_) | Self::Client(_) | Self::Dumb => true,
            Self::NotWritten(_) | Self::Threads(_) | Self::System(_) => false,
        }
    }
}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl From<OpenError> for StartError {
    fn from(error: OpenError) -> Self {
        Self::Ledger(error)
    }
}

impl From<sandbox::StartError> for StartError {
    fn from(error: sandbox::StartError) -> Self {
        Self::Sandbox(error)
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
        StartError::Keys(wish.refused(refused.problem))
    })
}

async fn open(config: Config, keys: Keymap, clock: Clock) -> Result<Left, StartError> {
    let words = language::words(config.settings.language, &config.environment);
    let store = opening::ledger(&config.paths.ledger_dir, &words.notices)?;
    let (sandbox, origin, key) = match &config.mode {
        Mode::Sandbox { .. } => {
            let sandbox = sandbox::start(sandbox::Options::new(config.paths.sandbox_service())).await?;
            // an address of this machine is always one
            let origin =
                Origin::parse(&sandbox.base_url()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
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
        api_key: match config.key_source {
            KeySource::Environment(_) => app::ApiKey::Fixed,
            KeySource::Nowhere | KeySource::File(_) | KeySource::Command(_) => app::ApiKey::ReadAnew,
        },
        loopback: origin.is_loopback(),
        words,
        zone,
        notify: values.notify,
        theme: looks(config).theme,
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
        notes: config.notes.iter().map(|note| noted(note, &words.notices)).collect(),
    }
}

/// What is said about the configuration.
fn noted(note: &Note, words: &Notices) -> String {
    match note {
        Note::KeyFileOpen { path, mode } => (words.key_file_open)(&path_unless_key(path), *mode),
        Note::BaseUrlUnused { origin } => (words.base_url_unused)(&origin.to_string()),
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
