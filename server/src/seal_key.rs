//! The key that secrets are sealed with at rest: from a file, a command or the environment.

use domain::{Entropy, Secret};
use std::{
    fmt::Write as _,
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};
use tokio::{io::AsyncReadExt, process::Command, time::timeout};
use zeroize::Zeroizing;

/// How long the command may take, since it may ask a person or a network.
const COMMAND_DEADLINE: Duration = Duration::from_mins(1);

/// More is no list of keys.
const MAX_BYTES: u64 = 64 * 1024;

/// Where the sealing key comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeySource {
    /// `--key-file`: a file that must be there.
    File(PathBuf),
    /// `--key-command`: what a command prints.
    Command(String),
    /// `PASSERELLE_KEY`: the key itself.
    Text(Secret),
    /// Of `--demo`: a file that is made when it is not there.
    OwnFile(PathBuf),
}

/// The sealing keys. `storage::seal::Sealer` takes them.
pub struct SealKeys {
    /// Seals.
    pub current: Zeroizing<[u8; 32]>,
    /// Open what was sealed before.
    pub older: Vec<Zeroizing<[u8; 32]>>,
}

impl std::fmt::Debug for SealKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealKeys(… and {} older)", self.older.len())
    }
}

/// Why there is no sealing key. Nothing of a key is ever in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealKeyError {
    /// The file cannot be read.
    #[error(
        "the key file {path} cannot be read ({why}); make one with `openssl rand -hex 32 > {path}`, readable by Passerelle alone"
    )]
    File {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// The demo's own file cannot be made.
    #[error("the key file {path} cannot be made ({why}); give a folder with --data that Passerelle may write to")]
    OwnFile {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// The command brings no key.
    #[error("the command of --key-command {0}; it must print the key and exit with 0")]
    Command(String),
    /// What was given is no key.
    #[error(
        "line {line} of {source_name} is no key; a key is 32 random bytes as 64 hexadecimal digits or as base64, the current key first, older ones below"
    )]
    NoKey {
        /// Which line.
        line: usize,
        /// Where.
        source_name: String,
    },
    /// Nothing was given.
    #[error("{0} holds no key; put 32 random bytes there, as `openssl rand -hex 32` prints them")]
    Empty(String),
}

/// Fetches the keys. Entropy is for a demo that has no key yet.
pub async fn load(source: &KeySource, entropy: &dyn Entropy) -> Result<SealKeys, SealKeyError> {
    match source {
        KeySource::File(path) => {
            let failure =
                |error: &io::Error| SealKeyError::File { path: path.display().to_string(), why: error.to_string() };
            let text = read(path).map_err(|error| failure(&error))?;
            parse(&text, &format!("the key file {}", path.display()))
        }
        KeySource::OwnFile(path) => {
            let failure =
                |error: &io::Error| SealKeyError::OwnFile { path: path.display().to_string(), why: error.to_string() };
            let text = match read(path) {
                // Empty: the machine went down while it was made, and nothing was sealed yet.
                Ok(text) if text.trim().is_empty() => make(path, entropy).map_err(|error| failure(&error))?,
                Ok(text) => text,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    make(path, entropy).map_err(|error| failure(&error))?
                }
                Err(error) => return Err(failure(&error)),
            };
            parse(&text, &format!("the key file {}", path.display()))
        }
        KeySource::Command(command) => parse(&run(command).await?, "what the command of --key-command prints"),
        KeySource::Text(text) => parse(text.expose(), "PASSERELLE_KEY"),
    }
}

/// One key per line (or separated by blanks or commas, for the environment); `#` begins a remark.
fn parse(text: &str, source_name: &str) -> Result<SealKeys, SealKeyError> {
    let mut keys = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let words = line.split('#').next().unwrap_or_default();
        for word in words.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
            let failure = || SealKeyError::NoKey { line: index + 1, source_name: source_name.to_owned() };
            keys.push(key(word).ok_or_else(failure)?);
        }
    }
    let mut keys = keys.into_iter();
    let current = keys.next().ok_or_else(|| SealKeyError::Empty(source_name.to_owned()))?;
    Ok(SealKeys { current, older: keys.collect() })
}

fn key(word: &str) -> Option<Zeroizing<[u8; 32]>> {
    use base64ct::{Base64, Base64Unpadded, Base64UrlUnpadded, Encoding};
    let mut key = Zeroizing::new([0_u8; 32]);
    let length = match word.len() {
        64 => {
            for (octet, digits) in key.iter_mut().zip(word.as_bytes().as_chunks::<2>().0) {
                let digit = |digit: u8| char::from(digit).to_digit(16);
                *octet = u8::try_from(digit(digits[0])? << 4 | digit(digits[1])?).ok()?;
            }
            32
        }
        44 => Base64::decode(word, &mut *key).ok()?.len(),
        43 => {
            let standard = Base64Unpadded::decode(word, &mut *key).ok().map(<[u8]>::len);
            standard.or_else(|| Base64UrlUnpadded::decode(word, &mut *key).ok().map(<[u8]>::len))?
        }
        _ => return None,
    };
    // All the same: somebody's placeholder.
    let placeholder = key.iter().all(|octet| *octet == key[0]);
    (length == 32 && !placeholder).then_some(key)
}

fn read(path: &Path) -> io::Result<Zeroizing<String>> {
    use io::Read as _;
    let mut text = Zeroizing::new(String::new());
    fs::File::open(path)?.take(MAX_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

/// A new key in a file that only its owner reads.
fn make(path: &Path, entropy: &dyn Entropy) -> io::Result<Zeroizing<String>> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let key: Zeroizing<[u8; 32]> = Zeroizing::new(entropy.bytes());
    let mut text = Zeroizing::new(String::from(
        "# Passerelle's sealing key. Secrets in the database open with it alone: keep it, and keep it to yourself.\n",
    ));
    for octet in &*key {
        write!(text, "{octet:02x}").map_err(io::Error::other)?;
    }
    text.push('\n');
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(text)
}

async fn run(command: &str) -> Result<Zeroizing<String>, SealKeyError> {
    let failure = |why: &str| SealKeyError::Command(why.to_owned());
    let (shell, option) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut child = Command::new(shell)
        .args([option, command])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        // Its own words about what went wrong reach the person who started it.
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()
        .map_err(|_| failure("could not be started"))?;
    let mut text = Zeroizing::new(String::new());
    let finish = async {
        if let Some(stdout) = child.stdout.take() {
            stdout.take(MAX_BYTES).read_to_string(&mut text).await.map_err(|_| failure("prints what is no text"))?;
        }
        child.wait().await.map_err(|_| failure("did not end"))
    };
    let status = timeout(COMMAND_DEADLINE, finish).await.map_err(|_| failure("did not end within a minute"))??;
    match status.code() {
        Some(0) => Ok(text),
        Some(code) => Err(failure(&format!("failed with exit code {code}"))),
        None => Err(failure("was ended by a signal")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemEntropy;
    use std::fs;

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";
    const BASE64: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const OTHER: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";

    async fn text(text: &str) -> Result<SealKeys, SealKeyError> {
        load(&KeySource::Text(Secret::new(text)), &SystemEntropy).await
    }

    #[tokio::test]
    async fn every_spelling_of_a_key_is_the_same_key() {
        let expected: [u8; 32] = std::array::from_fn(|index| u8::try_from(index).unwrap());
        let url = "-_8CAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
        for word in [HEX, BASE64, BASE64.trim_end_matches('='), &format!("\n  {HEX} # mine\n\n")] {
            assert_eq!(*text(word).await.unwrap().current, expected, "{word}");
        }
        let standard = text(&url.replace('-', "+").replace('_', "/")).await.unwrap();
        assert_eq!(*text(url).await.unwrap().current, *standard.current);
    }

    #[tokio::test]
    async fn the_first_key_is_current_and_the_others_follow() {
        for words in
            [format!("# new\n{OTHER}\n# of last year\n{HEX}\n"), format!("{OTHER},{HEX}"), format!("{OTHER} {BASE64}")]
        {
            let keys = text(&words).await.unwrap();
            assert_eq!(keys.current[0], 0xff);
            assert_eq!(keys.older.iter().map(|key| key[31]).collect::<Vec<_>>(), [31]);
        }
    }

    #[tokio::test]
    async fn what_is_no_key_is_refused_by_line_and_not_shown() {
        for word in
            ["canary", &HEX[1..], &format!("{HEX}00"), &HEX.replace('0', "g"), &"0".repeat(64), &BASE64[2..], "é"]
        {
            let error = text(&format!("# remark\n{word}")).await.unwrap_err();
            assert_eq!(error, SealKeyError::NoKey { line: 2, source_name: "PASSERELLE_KEY".into() }, "{word}");
            assert!(!error.to_string().contains(word));
        }
        for nothing in ["", "\n", "# only a remark"] {
            assert_eq!(text(nothing).await.unwrap_err(), SealKeyError::Empty("PASSERELLE_KEY".into()));
        }
        assert!(!format!("{:?}", text(HEX).await).contains("1f"));
        assert!(!format!("{:?}", KeySource::Text(Secret::new(HEX))).contains(HEX));
    }

    #[tokio::test]
    async fn a_file_must_be_there_and_hold_a_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let missing = load(&KeySource::File(path.clone()), &SystemEntropy).await.unwrap_err().to_string();
        assert!(missing.contains("openssl rand -hex 32") && !path.exists(), "{missing}");
        fs::write(&path, format!("{HEX}\n")).unwrap();
        assert_eq!(load(&KeySource::File(path.clone()), &SystemEntropy).await.unwrap().current[31], 31);
        fs::write(&path, [0xff; 32]).unwrap();
        assert!(load(&KeySource::File(path), &SystemEntropy).await.is_err());
    }

    #[tokio::test]
    async fn the_demo_makes_its_own_file_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/passerelle.key");
        let source = KeySource::OwnFile(path.clone());
        let made = load(&source, &SystemEntropy).await.unwrap();
        let again = load(&source, &SystemEntropy).await.unwrap();
        assert_eq!((*made.current, made.older.len()), (*again.current, 0));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        // As a plain file it is as good.
        assert_eq!(*load(&KeySource::File(path.clone()), &SystemEntropy).await.unwrap().current, *made.current);
        fs::write(&path, "").unwrap();
        assert_ne!(*load(&source, &SystemEntropy).await.unwrap().current, *made.current);
        fs::write(&path, "spoiled").unwrap();
        assert!(load(&source, &SystemEntropy).await.is_err(), "never replaced while something is in it");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_command_prints_the_key_or_says_why_not() {
        let run = async |command: &str| load(&KeySource::Command(command.into()), &SystemEntropy).await;
        assert_eq!(run(&format!("printf %s {HEX}")).await.unwrap().current[31], 31);
        assert_eq!(run(&format!("echo {OTHER}; echo {HEX}")).await.unwrap().older.len(), 1);
        let failed = run(&format!("echo {HEX}; exit 3")).await.unwrap_err().to_string();
        assert!(failed.contains("exit code 3") && !failed.contains(HEX), "{failed}");
        assert!(matches!(run("true").await, Err(SealKeyError::Empty(_))));
        assert!(matches!(run("cat /dev/zero").await, Err(SealKeyError::Command(_) | SealKeyError::NoKey { .. })));
    }
}
