//! The person's own editor: it gets a text in a file that only the person can read, and the terminal, and the text comes back.

use std::fs::{self, File, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

use crate::app::NoText;
use crate::app::field::LIMIT;
use crate::config::{Environment, SECRET_VARIABLES};
use crate::job::Noted;

/// Has the person edit a text, or tells why none came back.
pub type Editor = Box<dyn Fn(String) -> BoxFuture<'static, Result<String, NoText>> + Send + Sync>;

/// No field takes more, however its line ends are counted, so no more is read.
const READ: u64 = 2 * LIMIT as u64 + 4;

/// The editor that this environment names.
pub(super) fn editor(environment: Environment) -> Editor {
    let environment = Arc::new(environment);
    Box::new(move |text| {
        let environment = Arc::clone(&environment);
        Box::pin(async move { edit(&text, &environment).await })
    })
}

/// Runs it, never through a shell and never with a secret.
async fn edit(text: &str, environment: &Environment) -> Result<String, NoText> {
    let named = ["VISUAL", "EDITOR"].iter().find_map(|name| environment.get(name));
    let line = named.ok_or(NoText::NoEditor)?;
    let words = line.to_str().and_then(shlex::split).filter(|words| !words.is_empty());
    let Some((program, arguments)) = words.as_deref().and_then(<[String]>::split_first) else {
        let text = Noted::NoCommand.text();
        return Err(NoText::Fault(format!("{text}: {}", line.to_string_lossy())));
    };
    let fault = |error: io::Error| NoText::Fault(error.to_string());
    let folder = tempfile::Builder::new()
        .prefix("seedance-tui-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir()
        .map_err(fault)?;
    let path = folder.path().join("prompt.txt");
    let mut file = File::options();
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    let mut file = file.write(true).create_new(true).open(&path).map_err(fault)?;
    // every editor ends a file with a line's end; it is taken off again
    io::Write::write_all(&mut file, format!("{text}\n").as_bytes()).map_err(fault)?;
    drop(file);
    let mut command = Command::new(program);
    command.args(arguments).arg(&path);
    for secret in SECRET_VARIABLES {
        command.env_remove(secret);
    }
    command
        .stdin(Stdio::inherit())
        .stdout(Stdio::inherit())
        .stderr(Stdio::inherit());
    let started = command
        .spawn()
        .map_err(|error| NoText::Fault(format!("{program}: {error}")))?;
    let status = Running(started).0.wait().await.map_err(fault)?;
    if !status.success() {
        return Err(NoText::Ended(status.to_string()));
    }
    let read = read(&path).map_err(fault);
    fs::remove_file(&path).map_err(fault)?;
    read
}

fn read(path: &std::path::Path) -> io::Result<String> {
    let mut bytes = vec![];
    File::open(path)?.take(READ).read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    let end = text
        .strip_suffix('\n')
        .map(|text| text.strip_suffix('\r').unwrap_or(text));
    Ok(end.unwrap_or(&text).to_owned())
}

/// An editor that runs. When the program is left under it, it is asked to end: it puts the terminal right by itself.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // none once it has ended
        if let Some(pid) = self
            .0
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw)
        {
            let _ = kill_process(pid, Signal::TERM);
        }
    }
}
