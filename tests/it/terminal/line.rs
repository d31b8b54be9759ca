//! The wire to a terminal, without an emulator: the bytes as the program sends them, the modes they switch, and a line that can be
//! cut.

use std::io::{Read, Write};
use std::sync::mpsc;
use std::thread;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::dashboard::{Home, PATIENCE, PROGRAM};

/// The program on a bare line. Nobody reads it but the test itself, so that dropping it hangs up.
pub struct Line {
    pub child: Box<dyn Child + Send + Sync>,
    reader: Box<dyn Read + Send>,
    writer: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
    pub bytes: Vec<u8>,
    /// How the line was before anything ran on it.
    before: String,
    /// Dropped when the test ends well or not: then the watch is over.
    _watched: mpsc::Sender<()>,
}

impl Line {
    pub fn start(home: &Home, size: (u16, u16)) -> Self {
        Self::run(CommandBuilder::new(PROGRAM), home, size)
    }

    /// A command that runs the program.
    pub fn run(mut command: CommandBuilder, home: &Home, (columns, rows): (u16, u16)) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        command.env_clear();
        for (name, value) in home.variables() {
            command.env(name, value);
        }
        command.cwd(home.path("home"));
        // not later: by then the program may have set it otherwise
        let before = discipline(pair.master.as_ref());
        let child = pair.slave.spawn_command(command).unwrap();
        let (watched, over) = mpsc::channel::<()>();
        let mut killer = child.clone_killer();
        // a read cannot be given a deadline, but the end of the program ends it
        thread::spawn(move || {
            if over.recv_timeout(PATIENCE * 2) == Err(mpsc::RecvTimeoutError::Timeout) {
                let _ = killer.kill();
            }
        });
        Self {
            child,
            reader: pair.master.try_clone_reader().unwrap(),
            writer: pair.master.take_writer().unwrap(),
            master: pair.master,
            bytes: vec![],
            before,
            _watched: watched,
        }
    }

    /// Reads until this has come.
    #[track_caller]
    pub fn reads(&mut self, text: &str) {
        while !self.bytes.windows(text.len()).any(|part| part == text.as_bytes()) {
            assert!(self.read() > 0, "{text}: {:?}", String::from_utf8_lossy(&self.bytes));
        }
    }

    /// Reads until the second has come behind the first: it may have been there before too.
    #[track_caller]
    pub fn reads_behind(&mut self, first: &str, second: &str) {
        self.reads(first);
        while !self.text().rsplit(first).next().unwrap().contains(second) {
            assert!(self.read() > 0, "{second} behind {first}: {:?}", self.text());
        }
    }

    /// What has come.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Reads until the program is gone.
    pub fn reads_to_the_end(&mut self) -> u32 {
        while self.read() > 0 {}
        self.child.wait().unwrap().exit_code()
    }

    /// Reads all that comes from now on, so that the program never waits for a reader; the bytes come once it is gone.
    pub fn reads_on(&self) -> thread::JoinHandle<Vec<u8>> {
        let mut reader = self.master.try_clone_reader().unwrap();
        thread::spawn(move || {
            let mut bytes = vec![];
            let _ = reader.read_to_end(&mut bytes);
            bytes
        })
    }

    /// Reads what comes next; none where nothing comes any more.
    pub fn reads_some(&mut self) -> Option<usize> {
        Some(self.read()).filter(|count| *count > 0)
    }

    fn read(&mut self) -> usize {
        let mut some = [0; 4096];
        let count = self.reader.read(&mut some).unwrap();
        self.bytes.extend_from_slice(&some[..count]);
        count
    }

    pub fn writes(&mut self, text: &str) {
        self.writes_bytes(text.as_bytes());
    }

    pub fn writes_bytes(&mut self, bytes: &[u8]) {
        self.writer.write_all(bytes).unwrap();
    }

    pub fn resizes(&self, columns: u16, rows: u16) {
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// How the line treats what goes over it is as before the program.
    #[track_caller]
    pub fn is_as_it_was(&self) {
        assert_eq!(discipline(self.master.as_ref()), self.before, "the line");
    }

    pub fn is_raw(&self) -> bool {
        discipline(self.master.as_ref()) != self.before
    }

    /// Cuts the line. The program is left alone with it.
    pub fn cut(self) -> Box<dyn Child + Send + Sync> {
        self.child
    }

    pub fn pid(&self) -> rustix::process::Pid {
        pid(self.child.as_ref())
    }
}

pub fn pid(child: &(dyn Child + Send + Sync)) -> rustix::process::Pid {
    let id = i32::try_from(child.process_id().unwrap()).unwrap();
    rustix::process::Pid::from_raw(id).unwrap()
}

/// What `stty` would print.
fn discipline(line: &dyn MasterPty) -> String {
    format!("{:?}", line.get_termios().unwrap())
}

const fn size(cols: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// What a terminal is left with after these bytes: each private mode that is not as it was, and the keyboard modes pushed.
#[derive(Debug, PartialEq, Eq)]
pub struct Modes {
    /// `?N h` without `?N l`, for modes that are off in a new terminal.
    pub on: Vec<u16>,
    /// `?N l` without `?N h`, for modes that are on in a new terminal: line wrap (7) and the cursor (25).
    pub off: Vec<u16>,
    /// `> flags u` without `< u`.
    pub keyboard: i32,
    /// Everything that was switched on at some time.
    pub ever: Vec<u16>,
}

impl Modes {
    pub fn after(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let mut modes = Self {
            on: vec![],
            off: vec![],
            keyboard: 0,
            ever: vec![],
        };
        for sequence in text.split("\x1b[").skip(1) {
            let Some(end) = sequence.find(|letter: char| ('@'..='~').contains(&letter)) else {
                continue;
            };
            let (parameters, end) = (&sequence[..end], &sequence[end..=end]);
            match (parameters.split_at_checked(1), end) {
                (Some(("?", numbers)), "h" | "l") => {
                    for number in numbers.split(';').map(|number| number.parse().unwrap()) {
                        modes.switch(number, end == "h");
                    }
                }
                (Some((">", _)), "u") => modes.keyboard += 1,
                (Some(("<", count)), "u") => modes.keyboard -= count.parse::<i32>().unwrap_or(1),
                _ => {}
            }
        }
        modes.ever.sort_unstable();
        modes.ever.dedup();
        modes
    }

    fn switch(&mut self, mode: u16, on: bool) {
        if on {
            self.ever.push(mode);
        }
        let natural = matches!(mode, 7 | 25);
        let list = if natural { &mut self.off } else { &mut self.on };
        list.retain(|other| *other != mode);
        if on != natural {
            list.push(mode);
        }
    }
}
