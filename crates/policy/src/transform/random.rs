//! Methods that draw.

use super::{Failure, call::Call, format::Format, method::Random};
use base64ct::{Base64, Encoding};

/// 160 bits, as RFC 4226 §4 recommends.
pub(super) const OTP_BYTES: usize = 20;

pub(super) fn string(call: &mut Call<'_>, random: Random, format: &Format, base64: bool) -> Result<(), Failure> {
    let bytes: [u8; 16] = call.draw()?;
    let drawn = match random {
        Random::Guid => guid(bytes),
        Random::Integer(maximum) => integer(bytes, maximum).to_string(),
    };
    let text = format.fill(&[&drawn], &call.context.expressions);
    let text = if base64 { Base64::encode_string(text.as_bytes()) } else { text };
    call.set_text("outputClaim", text)
}

/// A UUID of version 4.
fn guid(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0F | 0x40;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let number = u128::from_be_bytes(bytes);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        number >> 96,
        number >> 80 & 0xFFFF,
        number >> 64 & 0xFFFF,
        number >> 48 & 0xFFFF,
        number & 0xFFFF_FFFF_FFFF
    )
}

/// From 0 up to and with the maximum; of 2^128 draws, none of the numbers has more than one in 2^96 too many.
fn integer(bytes: [u8; 16], maximum: u32) -> u128 {
    u128::from_be_bytes(bytes) % (u128::from(maximum) + 1)
}

/// In Base32 (RFC 4648 §6), which authenticator applications read.
pub(super) fn otp_secret(call: &mut Call<'_>) -> Result<(), Failure> {
    const ALPHABET: [char; 32] = [
        'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V',
        'W', 'X', 'Y', 'Z', '2', '3', '4', '5', '6', '7',
    ];
    let bytes: [u8; OTP_BYTES] = call.draw()?;
    let secret = bytes
        .chunks(5)
        .flat_map(|chunk| {
            let number = chunk.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
            (0..8).rev().filter_map(move |place| ALPHABET.get((number >> (place * 5) & 31) as usize))
        })
        .collect();
    call.set_text("outputClaim", secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_has_its_version_and_variant() {
        assert_eq!(guid([0xFF; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(guid([0; 16]), "00000000-0000-4000-8000-000000000000");
    }

    #[test]
    fn a_number_reaches_both_ends() {
        assert_eq!(integer([0; 16], 1_000), 0);
        assert_eq!(integer(1_000_u128.to_be_bytes(), 1_000), 1_000);
        assert_eq!(integer(1_001_u128.to_be_bytes(), 1_000), 0);
        assert_eq!(integer([0xFF; 16], 0), 0);
    }
}
