//! The order that money depends on: first the disk, then the wire.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc;
use std::thread;

use seedance_tui::job::{Origin, Status};

use crate::support::dashboard::{Dashboard, Options};
use crate::support::home::Home;

/// Copies the ledger's files when the first byte of a POST is there, before it reads on, and answers nothing.
pub fn copy_at_first_byte(mut stream: TcpStream, from: &Path, to: &Path) -> Option<Vec<u8>> {
    let mut first = [0];
    stream.read_exact(&mut first).ok()?;
    if first != *b"P" {
        let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return None;
    }
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
    let mut request = vec![];
    let mut some = [0; 4096];
    while !request.ends_with(b"}") {
        let count = stream.read(&mut some).unwrap();
        request.extend_from_slice(&some[..count]);
    }
    Some(request)
}

#[test]
fn the_intent_is_on_disk_when_the_first_byte_of_the_post_arrives() {
    let home = Home::new();
    let copied = Home::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = Origin::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let (from, to) = (home.ledger(), copied.ledger());
    let (sender, posts) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            if let Some(request) = copy_at_first_byte(stream.unwrap(), &from, &to) {
                sender.send(request).unwrap();
                return;
            }
        }
    });
    let dashboard = Dashboard::start(Options::live(&home, origin));
    dashboard.submit("first the disk");
    let request = String::from_utf8(posts.recv_timeout(crate::support::dashboard::PATIENCE).unwrap()).unwrap();
    dashboard.wait_for_job("first the disk", "unknown");
    dashboard.quit();

    let found = copied.jobs().remove(0);
    assert_eq!(found.job.status, Status::Sending);
    assert_eq!(found.job.request.prompt, "first the disk");
    let [intent] = &found.intents[..] else {
        panic!("{:?}", found.intents)
    };
    let (_, body) = request.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, intent.body, "what was recorded is what was sent");
    assert!(body.contains(&intent.token.to_string()), "{body}");
}
