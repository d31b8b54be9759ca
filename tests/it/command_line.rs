//! The real binary without a terminal: what it prints where, its exit codes, and that it creates nothing it need not.

#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The program in an environment of its own, with no input.
fn program(home: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_seedance-tui"));
    command
        .env_clear()
        .env("HOME", home.path())
        .current_dir(home.path())
        .stdin(Stdio::null());
    command
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn is_empty(folder: &Path) -> bool {
    folder.read_dir().unwrap().next().is_none()
}

#[test]
fn paths_are_printed_and_not_created() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, err) = said(&program(&home).arg("paths").output().unwrap());
    let at = home.path().display();
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert_eq!(
        out,
        format!(
            "config  {at}/.config/seedance-tui/config.toml\ndata    {at}/.local/share/seedance-tui\n\
             ledger  {at}/.local/share/seedance-tui/sandbox/jobs.db\nlogs    {at}/.local/state/seedance-tui\n"
        )
    );
    assert!(is_empty(home.path()));
}

#[test]
fn without_a_terminal_the_dashboard_gives_help_on_stderr() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, err) = said(&program(&home).output().unwrap());
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.starts_with("The dashboard needs a terminal") && err.contains("Usage: seedance-tui"),
        "{err}"
    );
    assert!(is_empty(home.path()));
}

#[test]
fn mistakes_end_with_2_and_words_on_stderr() {
    let home = tempfile::tempdir().unwrap();
    let start = |arguments: &[&str], variables: &[(&str, &str)]| {
        said(
            &program(&home)
                .args(arguments)
                .envs(variables.iter().copied())
                .output()
                .unwrap(),
        )
    };
    for (arguments, variables, words) in [
        (&["--no-such-flag"][..], &[][..], "unexpected argument '--no-such-flag'"),
        (&["--api-key", "sd2_x"], &[], "unexpected argument '--api-key'"),
        (
            &["--base-url", "http://evil.example"],
            &[],
            "error: base_url (--base-url): plain http://",
        ),
        (
            &["paths", "--config", "nowhere.toml"],
            &[],
            "nowhere.toml: No such file",
        ),
        (
            &[],
            &[("SEEDANCE_API_KEY", "sd2_a\nsd2_b")],
            "error: SEEDANCE_API_KEY: the key holds a line break\nhint: A key is one line of visible ASCII characters (sd2_live_...); copy it again, whole and alone.\n",
        ),
        (
            &[],
            &[("SEEDANCE_TUI_POLL_FRIST", "1s")],
            "Did you mean `SEEDANCE_TUI_POLL_FIRST`?",
        ),
        (&["sandbox", "--listen", "0.0.0.0:0"], &[], "this machine alone"),
        (&["sd2_a"], &[], "unrecognized subcommand '***"),
        (&["--api-key=sd2_a"], &[], "unexpected argument"),
        (&["sandbox", "--fault", "sd2_a"], &[], "invalid value '***"),
        (
            &["paths", "--data-dir", "sd2_a"],
            &[],
            "data_dir (--data-dir): `***` is not",
        ),
    ] {
        let (code, out, err) = start(arguments, variables);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(
            err.contains(words) && !err.contains("sd2_a") && !err.contains("sd2_b"),
            "{arguments:?}: {err}"
        );
    }
    assert!(is_empty(home.path()));
}

#[test]
fn a_thai_locale_is_told_in_thai_what_is_wrong_and_where() {
    let home = tempfile::tempdir().unwrap();
    let at = home.path().display().to_string();
    let file = |name: &str, text: &str| {
        std::fs::write(home.path().join(name), text).unwrap();
    };
    file("key.toml", "\napi_key = \"sd2_live_x\"");
    file("bad.toml", "poll.first = \"soon\"");
    file("quiet.toml", "ui.theme = \"terminal\"");
    file("english.toml", "ui.language = \"en\"\napi_key_file = \"no-such-key\"");
    let start = |arguments: &[&str]| {
        let mut command = program(&home);
        said(&command.args(arguments).env("LANG", "th_TH.UTF-8").output().unwrap())
    };
    let missing = "No such file or directory (os error 2)";
    for (arguments, code, words) in [
        (
            &["paths", "--config", "bad.toml"][..],
            2,
            format!(
                "ข้อผิดพลาด: poll.first ({at}/bad.toml บรรทัด 1): ใช้ค่า `soon` ไม่ได้\nคำแนะนำ: poll.first รับ `auto` หรือช่วงเวลา เช่น \
                 `500ms`, `20s` หรือ `1m`\n"
            ),
        ),
        (
            &["paths", "--config", "nowhere.toml"],
            2,
            format!("ข้อผิดพลาด: อ่านไฟล์การตั้งค่า {at}/nowhere.toml ไม่ได้: ไม่พบไฟล์หรือโฟลเดอร์ ({missing})\nคำแนะนำ: ตรวจพาธ"),
        ),
        (
            &["paths", "--config", "key.toml"],
            2,
            format!("ข้อผิดพลาด: {at}/key.toml บรรทัด 2: ห้ามใส่คีย์ของ API ในไฟล์นี้\nคำแนะนำ: เก็บคีย์ในไฟล์แยก"),
        ),
        (
            &["--config", "quiet.toml", "--api-key-file", "no-such-key"],
            2,
            format!("ข้อผิดพลาด: ไฟล์คีย์ {at}/no-such-key: อ่านไม่ได้: ไม่พบไฟล์หรือโฟลเดอร์ ({missing})\nคำแนะนำ: ระบุไฟล์"),
        ),
        (
            &["fill", "--jobs", "1", "--data-dir", "key.toml"],
            1,
            format!("ข้อผิดพลาด: เปิดทะเบียนงานไม่ได้: เขียนใน {at}/key.toml/sandbox ไม่ได้: มีบางส่วนของพาธที่ไม่ใช่โฟลเดอร์ ("),
        ),
        (&[], 2, "แดชบอร์ดต้องใช้เทอร์มินัล".to_owned()),
        // settings outrank the locale as soon as they are read
        (
            &["--config", "english.toml"],
            2,
            format!("error: key file {at}/no-such-key: cannot be read: {missing}\nhint: Name a file"),
        ),
    ] {
        let (ended, out, err) = start(arguments);
        assert_eq!((ended, out.as_str()), (Some(code), ""), "{arguments:?}");
        assert!(err.starts_with(&words), "{arguments:?}: {err}\n{words}");
        assert!(!err.contains("sd2_live_x"), "{err}");
    }
    let (_, _, err) = start(&["--config", "\u{1b}[31m\u{202e}"]);
    assert!(
        err.starts_with("ข้อผิดพลาด: ") && !err.contains(['\u{1b}', '\u{202e}']),
        "{err:?}"
    );
    let (code, out, _) = start(&["fill", "--jobs", "2"]);
    assert_eq!(code, Some(0));
    assert!(out.starts_with("2 งาน ยังไม่จบ 0 งาน ใน "), "{out}");
}

/// Three words of English in a row, not of what is typed as it is.
fn sentence(text: &str) -> Option<String> {
    let is_word = |word: &&str| {
        word.len() > 1
            && word
                .chars()
                .all(|letter| letter.is_ascii_alphabetic() || letter == '\'')
    };
    let lines = text.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let rows: Vec<_> = lines.collect();
    let found = rows
        .iter()
        .flat_map(|words| words.windows(3))
        .find(|words| words.iter().all(is_word));
    found.map(|words| words.join(" "))
}

#[test]
fn help_and_mistakes_of_the_command_line_are_in_the_person_s_language() {
    let home = tempfile::tempdir().unwrap();
    let start = |arguments: &str, variable: (&str, &str)| {
        let mut command = program(&home);
        command.args(arguments.split_whitespace()).env(variable.0, variable.1);
        said(&command.output().unwrap())
    };
    let lang = ("LANG", "th_TH.UTF-8");
    for arguments in [
        "--help",
        "-h",
        "sandbox --help",
        "sandbox -h",
        "paths --help",
        "fill --help",
        "fill -h",
    ] {
        let (code, out, err) = start(arguments, lang);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments}");
        assert!(out.contains("\nวิธีใช้: seedance-tui"), "{arguments}: {out}");
        assert_eq!(sentence(&out), None, "{arguments}: {out}");
        let english = start(arguments, ("LANG", "en_GB.UTF-8")).1;
        assert!(
            english.contains("\nUsage: seedance-tui") && sentence(&english).is_some(),
            "{english}"
        );
        assert_eq!(
            start(arguments, ("SEEDANCE_TUI_UI_LANGUAGE", "th")).1,
            out,
            "{arguments}"
        );
    }
    assert_eq!(start("--version", lang), start("--version", ("LANG", "C")));
    for (arguments, words) in [
        (
            "--no-such-flag",
            "ข้อผิดพลาด: ไม่รู้จัก '--no-such-flag'\n\nวิธีใช้: seedance-tui [ตัวเลือก] [คำสั่ง]\n\nดูข้อมูล",
        ),
        ("--data-di x", "\n  คำแนะนำ: มีตัวเลือกที่คล้ายกัน: '--data-dir'\n"),
        ("path", "ไม่มีคำสั่ง 'path'\n\n  คำแนะนำ: มีคำสั่งที่คล้ายกัน: 'paths'\n"),
        ("--listen 1 sandbox", "คำแนะนำ: มี 'sandbox --listen' ให้ใช้"),
        ("paths extra", "วิธีใช้: seedance-tui paths [ตัวเลือก]\n"),
        ("--config", "ต้องระบุค่าให้ '--config <ไฟล์>'\n"),
        ("--config a --config b", "ระบุ '--config <ไฟล์>' ได้เพียงครั้งเดียว\n"),
        ("--sandbox=x", "'--sandbox' ไม่รับค่า แต่ระบุมาเป็น 'x'\n"),
        ("fill", "ยังไม่ได้ระบุตัวเลือกที่จำเป็น:\n  --jobs <N>\n"),
        ("fill --jobs x", "'--jobs <N>' ใช้ค่า 'x' ไม่ได้: ต้องเป็นจำนวนเต็ม"),
        ("fill --jobs 99999999999999999999", "ไม่ได้: ตัวเลขใหญ่เกินไป\n"),
        ("sandbox --listen 0.0.0.0:1", "แซนด์บ็อกซ์รับเฉพาะที่อยู่ในเครื่องนี้"),
        ("sandbox --listen x", "เขียนแบบ 127.0.0.1:8787"),
        (
            "sandbox --fault nope",
            "ไม่มีความผิดปกติชื่อ `nope` ที่มีคือ:\n  submit-401       คีย์ถูกปฏิเสธ\n",
        ),
        ("sandbox --fault poll-503=often", "จำนวนครั้งต้องเป็นตัวเลข"),
        ("sandbox --pace 2s", "คั่นด้วย , เช่น `2s,4200ms`"),
        ("sd2_live_x", "ไม่มีคำสั่ง '***"),
    ] {
        let (code, out, err) = start(arguments, lang);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments}");
        assert!(
            err.starts_with("ข้อผิดพลาด: ") && err.contains(words),
            "{arguments}: {err}"
        );
        assert!(
            sentence(&err).is_none() && !err.contains("sd2_live_x"),
            "{arguments}: {err}"
        );
        let english = start(arguments, ("LANG", "C"));
        assert!(
            english.0 == Some(2) && english.2.starts_with("error: "),
            "{}",
            english.2
        );
    }
    let (code, _, err) = start("", lang);
    assert_eq!((code, sentence(&err)), (Some(2), None), "{err}");
    assert!(is_empty(home.path()));
}

#[test]
fn what_was_typed_cannot_steer_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    for arguments in [["--config", "\u{1b}[31m\u{202e}"], ["--base-url", "http://\u{9b}31m"]] {
        let (_, _, err) = said(&program(&home).args(arguments).output().unwrap());
        assert!(!err.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{err:?}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error_and_a_full_disk_is() {
    let home = tempfile::tempdir().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let (code, _, err) = said(&program(&home).arg("--help").stdout(writer).output().unwrap());
    assert_eq!((code, err.as_str()), (Some(0), ""));
    if let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") {
        let (code, _, err) = said(&program(&home).arg("paths").stdout(full).output().unwrap());
        assert_eq!(code, Some(1));
        assert!(err.starts_with("error: cannot write to stdout: "), "{err}");
    }
}

/// What the sandbox says of itself, until it is told to end.
fn account_of_sandbox(arguments: &[&str], lang: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let mut child = program(&home)
        .arg("sandbox")
        .args(arguments)
        .env("LANG", lang)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut export = |name: &str| {
        let line = lines.next().unwrap();
        line.strip_prefix(&format!("export {name}="))
            .unwrap_or_else(|| panic!("{line}"))
            .to_owned()
    };
    let (base_url, key) = (export("SEEDANCE_BASE_URL"), export("SEEDANCE_API_KEY"));
    assert!(
        base_url.starts_with("http://127.0.0.1:") && key.starts_with("sd2_sandbox_"),
        "{base_url} {key}"
    );
    std::net::TcpStream::connect(base_url.trim_start_matches("http://")).unwrap();

    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let mut banner = String::new();
    child.stderr.take().unwrap().read_to_string(&mut banner).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    banner
}

#[test]
fn the_sandbox_serves_until_it_is_told_to_end() {
    let banner = account_of_sandbox(&[], "C");
    assert!(banner.contains("ASSUMED"), "{banner}");
}

#[test]
fn the_sandbox_says_point_by_point_in_thai_what_it_assumes() {
    let faults = ["--fault", "stuck", "--fault", "answer-lost=1"];
    let [english, thai] = ["C", "th_TH.UTF-8"].map(|lang| account_of_sandbox(&faults, lang));
    let points = |text: &str| text.lines().filter(|line| line.starts_with("- ")).count();
    assert_eq!(points(&english), points(&thai), "{thai}");
    let words = |text: &str| -> Vec<String> {
        let lines = text
            .lines()
            .filter_map(|line| line.strip_prefix("  [")?.split_once(']'));
        lines.map(|(word, _)| word.to_owned()).collect()
    };
    assert_eq!(words(&english), words(&thai));
    assert!(words(&thai).len() > 4 && thai.contains("stuck,answer-lost=1"), "{thai}");
    assert!(
        sentence(&english).is_some() && sentence(&thai.replace("Seedance 2.0 Open API", "")).is_none(),
        "{thai}"
    );
}

#[test]
fn fill_adds_made_up_jobs_to_a_ledger_of_this_machine_and_to_no_other() {
    let home = tempfile::tempdir().unwrap();
    let fill = |words: &str| {
        let mut command = program(&home);
        command.args(["fill", "--jobs", "40"]).args(words.split_whitespace());
        said(&command.output().unwrap())
    };
    for elsewhere in [
        "--base-url https://www.seedance2.ink",
        "--base-url https://10.0.0.7:8443",
    ] {
        let (code, out, err) = fill(elsewhere);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{elsewhere}");
        assert!(err.contains("a service on this machine"), "{err}");
    }
    let mut keyed = program(&home);
    keyed
        .args(["fill", "--jobs", "1"])
        .env("SEEDANCE_API_KEY", "sd2_live_x");
    assert_eq!(
        said(&keyed.output().unwrap()).0,
        Some(2),
        "a key and no address is the service"
    );
    assert!(is_empty(home.path()));

    for (words, folder) in [
        ("--live 2 --base-url http://127.0.0.1:18080", "127.0.0.1_18080"),
        ("--live 2 --sandbox", "sandbox"),
    ] {
        let (code, out, err) = fill(words);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{words}");
        assert!(out.starts_with("42 jobs, 2 of them live"), "{out}");
        let ledger = home
            .path()
            .join(".local/share/seedance-tui")
            .join(folder)
            .join("jobs.db");
        let db = rusqlite::Connection::open(&ledger).unwrap();
        let found: (i64, i64, String) = db
            .query_row(
                "SELECT count(*), sum(open), (SELECT remote_id FROM jobs WHERE open = 1 ORDER BY key DESC LIMIT 1) FROM jobs",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .unwrap();
        assert_eq!(found, (42, 2, "req_fill_0000042".to_owned()));
        // the same once more goes on where that ended
        let (code, _, err) = fill(words);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{words}");
        let found: (i64, i64, String) = db
            .query_row(
                "SELECT count(*), count(DISTINCT remote_id) - count(remote_id), max(remote_id) FROM jobs",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .unwrap();
        assert_eq!(found, (84, 0, "req_fill_0000084".to_owned()));
    }
}
