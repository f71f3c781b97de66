//! A mail server on loopback: as much of SMTP (RFC 5321) as a client without TLS speaks, and the letters it took.

use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A letter.
#[derive(Debug, Clone)]
pub struct Letter {
    pub to: String,
    pub text: String,
}

/// The server, for as long as it is kept.
pub struct Mailbox {
    pub port: u16,
    letters: Arc<Mutex<Vec<Letter>>>,
    serving: JoinHandle<()>,
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Mailbox {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let letters = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&letters);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take(stream, Arc::clone(&kept)));
            }
        });
        Self { port, letters, serving }
    }

    pub fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }

    /// The code in the newest letter to somebody.
    pub fn code(&self, to: &str) -> String {
        let letters = self.letters();
        let letter = letters.iter().rev().find(|letter| letter.to.eq_ignore_ascii_case(to));
        let letter = letter.unwrap_or_else(|| panic!("no letter to {to}: {letters:?}"));
        let code = letter.text.lines().map(str::trim).find(|line| line.len() == 6 && line.parse::<u32>().is_ok());
        code.unwrap_or_else(|| panic!("no code in {letter:?}")).to_owned()
    }
}

async fn take(stream: TcpStream, letters: Arc<Mutex<Vec<Letter>>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let (mut to, mut text, mut in_data) = (String::new(), String::new(), false);
    write.write_all(b"220 mailbox.test\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        if in_data {
            if line == "." {
                in_data = false;
                let letter = Letter { to: std::mem::take(&mut to), text: std::mem::take(&mut text) };
                letters.lock().unwrap().push(letter);
            } else {
                text.push_str(line.strip_prefix('.').unwrap_or(&line));
                text.push('\n');
                continue;
            }
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "RCPT" => {
                to = line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).unwrap().0.to_owned();
                "250 taken"
            }
            "DATA" => {
                in_data = true;
                "354 go on"
            }
            "QUIT" => "221 bye",
            _ => "250 fine",
        };
        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() || verb == "QUIT" {
            return;
        }
    }
}
