//! Bytes of terminals, old and new, whole and cut, and what they mean.

use std::time::Duration;

use crokey::key;
use proptest::prelude::*;

use super::*;

/// All that these bytes mean, when they come at once and nothing more does.
fn heard(bytes: &[u8]) -> Vec<Input> {
    let mut decoder = Decoder::default();
    let mut out = vec![];
    decoder.take(bytes, true, &mut out);
    while decoder.patience().is_some() {
        decoder.give_up(&mut out);
    }
    out
}

fn keys(keys: &[KeyCombination]) -> Vec<Input> {
    keys.iter().map(|key| Input::Message(Message::Key(*key))).collect()
}

fn pasted(text: &str) -> Input {
    Input::Message(Message::Paste(text.into()))
}

#[test]
fn each_spelling_of_a_key_is_known() {
    let each: &[(&[u8], KeyCombination)] = &[
        (b"a", key!(a)),
        (b"A", KeyCombination::one_key(KeyCode::Char('A'), KeyModifiers::SHIFT)),
        (
            "ก".as_bytes(),
            KeyCombination::one_key(KeyCode::Char('ก'), KeyModifiers::NONE),
        ),
        (
            "🙂".as_bytes(),
            KeyCombination::one_key(KeyCode::Char('🙂'), KeyModifiers::NONE),
        ),
        (b"\r", key!(enter)),
        (b"\n", key!(ctrl - j)),
        (b"\t", key!(tab)),
        (b"\x7f", key!(backspace)),
        (b"\x08", key!(ctrl - h)),
        (b"\x00", key!(ctrl - space)),
        (b"\x13", key!(ctrl - s)),
        (b"\x1a", key!(ctrl - z)),
        (b"\x1b", key!(esc)),
        (b"\x1bx", key!(alt - x)),
        (b"\x1b\r", key!(alt - enter)),
        (b"\x1b\x7f", key!(alt - backspace)),
        (b"\x1b[", KeyCombination::one_key(KeyCode::Char('['), KeyModifiers::ALT)),
        (b"\x1b]", KeyCombination::one_key(KeyCode::Char(']'), KeyModifiers::ALT)),
        (b"\x1b[A", key!(up)),
        (b"\x1bOA", key!(up)),
        (b"\x1b[1;5D", key!(ctrl - left)),
        (b"\x1b[1;2:2C", key!(shift - right)),
        (b"\x1b[H", key!(home)),
        (b"\x1b[7~", key!(home)),
        (b"\x1b[3~", key!(delete)),
        (b"\x1b[3;5~", key!(ctrl - delete)),
        (b"\x1b[6~", key!(pagedown)),
        (b"\x1bOP", key!(f1)),
        (b"\x1b[[A", key!(f1)),
        (b"\x1b[11~", key!(f1)),
        (b"\x1b[24~", key!(f12)),
        (b"\x1b[Z", key!(shift - backtab)),
        (b"\x1b[27u", key!(esc)),
        (b"\x1b[9;2u", key!(shift - backtab)),
        (b"\x1b[13;5u", key!(ctrl - enter)),
        (b"\x1b[115;5u", key!(ctrl - s)),
        (b"\x1b[115;5:1u", key!(ctrl - s)),
        (b"\x1b[57414u", key!(enter)),
        (b"\x1b[57408u", key!('9')),
    ];
    for (bytes, key) in each {
        assert_eq!(heard(bytes), keys(&[*key]), "{:?}", String::from_utf8_lossy(bytes));
    }
    let nothing: &[&[u8]] = &[
        b"\x1b[115;5:3u",
        b"\x1b[?1u",
        b"\x1b[?62;22c",
        b"\x1b[12;40R",
        b"\x1b[0n",
        b"\x1bP>|xterm\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b[<35;4;4M",
        b"\x1b[<0;4;4m",
        b"\xff\xfe",
        b"\x1b[99999999999999999999~",
        b"\x1b[57358u",
        b"\x1b]52;c;aGk=\x07",
    ];
    for bytes in nothing {
        assert_eq!(heard(bytes), [], "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn mouse_and_focus_are_known_and_what_is_behind_them_is_kept() {
    let mouse = |mouse| Input::Message(Message::Mouse(mouse));
    let mut all = vec![
        mouse(Mouse::Press(3, 4)),
        mouse(Mouse::Wheel(3, 9, 9)),
        mouse(Mouse::Wheel(-3, 0, 0)),
        mouse(Mouse::Press(3, 4)),
        mouse(Mouse::Press(0, 1)),
        Input::Message(Message::Watched(false)),
        Input::Message(Message::Watched(true)),
    ];
    all.extend(keys(&[key!(q)]));
    assert_eq!(
        heard(b"\x1b[<0;4;5M\x1b[<65;10;10M\x1b[<64;1;1M\x1b[32;4;5M\x1b[M !\"\x1b[O\x1b[Iq"),
        all
    );
}

#[test]
fn the_colour_of_the_ground_is_no_key() {
    let light = b"a\x1b]11;rgb:ffff/fafa/f0f0\x1b\\b";
    let mut all = keys(&[key!(a)]);
    all.push(Input::Ground(Ground::Light));
    all.extend(keys(&[key!(b)]));
    assert_eq!(heard(light), all);
    assert_eq!(heard(b"\x1b]11;rgb:1e/1e/2e\x07"), [Input::Ground(Ground::Dark)]);
    let long = b"\x1b]11;rgb:fffffff/fffffff/fffffff\x07";
    assert_eq!(
        heard(long),
        [Input::Ground(Ground::Light)],
        "more digits than any terminal sends"
    );
    assert_eq!(
        heard(b"\x1b]11;rgba:0000/0000/0000/ffff\x07"),
        [Input::Ground(Ground::Dark)]
    );
    assert_eq!(heard(b"\x1b]11;nonsense\x07"), []);
}

#[test]
fn a_paste_is_one_thing_whatever_is_in_it() {
    assert_eq!(
        heard(b"\x1b[200~a\rb\x13\x1b[A\x1b[200~\x1b[201\x1b[201~c"),
        [pasted("a\rb\x13\x1b[A\x1b[200~\x1b[201"), keys(&[key!(c)]).remove(0)]
    );
    assert_eq!(
        heard(b"\x1b[200~\xff\xe0\xb8"),
        [pasted("\u{fffd}\u{fffd}")],
        "its end never came"
    );
    assert_eq!(heard(b"\x1b[200~\x1b[201~"), [pasted("")]);
}

#[test]
fn what_is_not_whole_is_waited_for_and_then_given_up() {
    let mut decoder = Decoder::default();
    let mut out = vec![];
    decoder.take(b"\x1b", false, &mut out);
    assert_eq!(
        (out.len(), decoder.patience()),
        (0, Some(PART)),
        "there is more to read"
    );
    decoder.take(b"[B", true, &mut out);
    assert_eq!(
        (std::mem::take(&mut out), decoder.patience()),
        (keys(&[key!(down)]), None)
    );
    decoder.take(b"\x1b[1;", true, &mut out);
    decoder.give_up(&mut out);
    decoder.take(b"x", true, &mut out);
    assert_eq!((std::mem::take(&mut out), decoder.patience()), (keys(&[key!(x)]), None));
    decoder.take(b"\x1b[200~half", true, &mut out);
    assert_eq!((out.len(), decoder.patience()), (0, Some(Duration::from_secs(5))));
}

#[test]
fn a_paste_beyond_measure_is_not_kept_but_known_as_too_long() {
    let mut decoder = Decoder::default();
    let mut out = vec![];
    decoder.take(b"\x1b[200~", false, &mut out);
    for _ in 0..1024 {
        decoder.take(&[b'\r'; 10 * 1024], false, &mut out);
    }
    decoder.take(b"\x1b[201~", true, &mut out);
    assert_eq!(out, [pasted(&"\r".repeat(KEPT))]);
    assert!(decoder.pending.capacity() <= LONGEST, "{}", decoder.pending.capacity());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn in_whatever_parts_it_comes_it_means_the_same(
        parts in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..12),
                prop::sample::select(vec![
                    b"\x1b[200~".to_vec(), b"\x1b[201~".to_vec(), b"\x1b[A".to_vec(), "กำ🙂".into(), b"\x1b]11;?".to_vec(),
                    b"\x1b[<64;3;3M".to_vec(), b"\x1b".to_vec(), b"\x07".to_vec(), b"\x1b\\".to_vec(), b"\x1b[115;5u".to_vec(),
                ]),
            ],
            0..12,
        ),
        cut in any::<prop::sample::Index>(),
    ) {
        let bytes = parts.concat();
        let cut = cut.index(bytes.len() + 1);
        let mut decoder = Decoder::default();
        let mut out = vec![];
        decoder.take(&bytes[..cut], false, &mut out);
        decoder.take(&bytes[cut..], true, &mut out);
        while decoder.patience().is_some() {
            decoder.give_up(&mut out);
        }
        prop_assert_eq!(out, heard(&bytes));
    }
}
