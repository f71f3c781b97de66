//! Where randomness comes from.

/// A source of random bytes. The server's is the operating system; a test's is seeded.
pub trait Entropy: Send + Sync {
    /// Fills the whole buffer.
    fn fill(&self, buffer: &mut [u8]);
}

impl dyn Entropy + '_ {
    /// So many random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut buffer = [0_u8; N];
        self.fill(&mut buffer);
        buffer
    }
}
