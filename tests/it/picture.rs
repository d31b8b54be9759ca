//! Makes the README's picture from the real program on its sandbox: `cargo test --release --test it picture -- --ignored`.

use std::fs;
use std::path::Path;
use std::time::Duration;

use seedance_tui::words::width::width;
use termlens::{Key, Screen, Terminal};

/// Longer than the quiet that a key that pays wants around it.
const QUIET: Duration = Duration::from_millis(120);

/// What the picture shows, oldest first. The last two are still at work when it is taken.
const PROMPTS: &[&str] = &[
    "Macro of a bee on lavender, slow motion",
    "A neon street in the rain, 35 mm [moderation]",
    "Drone shot over terraced fields at dawn",
    "一条穿过秋天森林的河流",
    "A paper boat in a gutter after a storm [stick]",
    "ผู้หญิงคนหนึ่งเดินผ่านตลาดน้ำยามเช้า น้ำใส แสงอ่อน",
];

#[test]
#[ignore = "writes assets/screens; run it when the screen has changed"]
fn the_dashboard() -> termlens::Result<()> {
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut terminal = Terminal::builder()
        .size(120, 36)
        .env_clear()
        .env("TERM", "xterm-256color")
        .env("HOME", home.path())
        .timeout(Duration::from_secs(30))
        .spawn(env!("CARGO_BIN_EXE_seedance-tui"))?;
    terminal.wait_until(|screen| screen.contains("No jobs yet"))?;
    let (done, at_work) = PROMPTS.split_at(4);
    for (nth, prompt) in (1..).zip(done) {
        send(&mut terminal, prompt, nth)?;
    }
    terminal.wait_until(|screen| count(screen, "succeeded") == 3)?;
    for (nth, prompt) in (5..).zip(at_work) {
        send(&mut terminal, prompt, nth)?;
    }
    terminal.wait_until(|screen| count(screen, "processing") == 2)?;
    terminal.send(Key::Esc)?;
    terminal.wait_until(|screen| screen.contains("R run again"))?;
    terminal.send(Key::Char('g'))?;
    for _ in 0..4 {
        terminal.send(Key::Down)?;
    }
    terminal.send(Key::Enter)?;
    terminal.wait_until(|screen| screen.contains("what to do"))?;
    let screen = terminal.wait_stable(Duration::from_millis(300))?;
    let to = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/screens/dashboard.svg");
    fs::write(to, on_the_grid(&screen.to_svg())).expect("the picture can be written");
    terminal.send(Key::Ctrl('c'))?;
    terminal.wait_exit()?;
    Ok(())
}

fn send(terminal: &mut Terminal, prompt: &str, nth: usize) -> termlens::Result<()> {
    terminal.send_str(prompt)?;
    let start: String = prompt.chars().take(6).collect();
    terminal.wait_until(|screen| screen.contains(&start))?;
    terminal.wait_idle(QUIET)?;
    terminal.send_after(QUIET, Key::Ctrl('s'))?;
    terminal.wait_until(|screen| screen.contains(&format!("–{nth} of {nth}")))
}

/// Ties each run of text to its cells, so that the picture is aligned whatever font shows it.
fn on_the_grid(svg: &str) -> String {
    /// Units of the picture that a cell is wide.
    const CELL: usize = 9;
    let tied = |line: &str| -> Option<String> {
        let (tag, rest) = line.strip_prefix("<text ")?.split_once('>')?;
        let (text, end) = rest.rsplit_once("</text>")?;
        let plain = text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
        let length = width(&plain) * CELL;
        Some(format!(
            r#"<text {tag} textLength="{length}" lengthAdjust="spacingAndGlyphs">{text}</text>{end}"#
        ))
    };
    svg.lines()
        .map(|line| tied(line).unwrap_or_else(|| line.to_owned()) + "\n")
        .collect()
}

fn count(screen: &Screen, word: &str) -> usize {
    screen.to_string().matches(word).count()
}
