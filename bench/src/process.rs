//! What the kernel counts for a process and those that it started: CPU time and memory (proc(5)).

use anyhow::{Context, Result};
use std::{fs, time::Duration};

/// Clock ticks of `/proc/PID/stat`, per second. Fixed at 100 for user space on Linux.
const TICKS: u64 = 100;

/// A process with its descendants.
#[derive(Debug, Clone, Copy)]
pub struct Watched(pub u32);

impl Watched {
    /// CPU time so far, in user mode and in the kernel.
    pub fn cpu(self) -> Result<Duration> {
        let mut ticks = 0;
        for pid in self.family()? {
            ticks += ticks_of(pid).unwrap_or(0);
        }
        Ok(Duration::from_millis(ticks * 1000 / TICKS))
    }

    /// Resident memory now, in bytes.
    pub fn resident(self) -> Result<u64> {
        let mut kibibytes = 0;
        for pid in self.family()? {
            let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
            kibibytes += line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0);
        }
        Ok(kibibytes * 1024)
    }

    fn family(self) -> Result<Vec<u32>> {
        let mut parents = Vec::new();
        for entry in fs::read_dir("/proc").context("/proc cannot be read: processes are measured on Linux only")? {
            let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            parents.extend(parent_of(pid).map(|parent| (pid, parent)));
        }
        let mut family = vec![self.0];
        let mut next = 0;
        while let Some(&member) = family.get(next) {
            family.extend(parents.iter().filter(|(_, parent)| *parent == member).map(|(pid, _)| *pid));
            next += 1;
        }
        Ok(family)
    }
}

/// The fields of `/proc/PID/stat` after the name, which may itself hold blanks and brackets: state, parent, ….
fn fields(pid: u32) -> Option<Vec<u64>> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = stat.rsplit_once(')')?;
    Some(rest.split_whitespace().map(|field| field.parse().unwrap_or(0)).collect())
}

fn parent_of(pid: u32) -> Option<u32> {
    u32::try_from(*fields(pid)?.get(1)?).ok()
}

fn ticks_of(pid: u32) -> Option<u64> {
    let fields = fields(pid)?;
    Some(fields.get(11)? + fields.get(12)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory_and_its_child_counts() {
        let mut child = std::process::Command::new("sleep").arg("5").spawn().unwrap();
        let watched = Watched(std::process::id());
        assert!(watched.family().unwrap().contains(&child.id()));
        assert!(watched.resident().unwrap() > 1 << 20);
        assert!(watched.cpu().is_ok());
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
