//! The use-cases: drive a journey, administer a tenant, redeem a code. Ports as traits.

pub mod ports;
