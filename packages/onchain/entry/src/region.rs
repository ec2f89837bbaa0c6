//! Memory handed to and taken from the chain.
#![allow(unsafe_code)]

/// As `cosmwasm_std` and the chain's virtual machine lay it out.
#[repr(C)]
pub struct Region {
    offset: u32,
    capacity: u32,
    length: u32,
}

impl Region {
    /// Lends bytes for one call of the chain.
    pub fn lend(bytes: &[u8]) -> Self {
        Self {
            offset: bytes.as_ptr() as u32,
            capacity: bytes.len() as u32,
            length: bytes.len() as u32,
        }
    }

    /// Where it is.
    pub fn place(&self) -> u32 {
        std::ptr::from_ref(self) as u32
    }
}

/// Room for what the chain writes. What is in it is never freed: a call is short.
pub fn room(bytes: usize) -> u32 {
    give(Vec::with_capacity(bytes))
}

/// Gives bytes to the chain.
#[inline(never)]
pub fn give(bytes: Vec<u8>) -> u32 {
    let mut bytes = std::mem::ManuallyDrop::new(bytes);
    let region = Region {
        offset: bytes.as_mut_ptr() as u32,
        capacity: bytes.capacity() as u32,
        length: bytes.len() as u32,
    };
    Box::into_raw(Box::new(region)) as u32
}

/// Takes bytes from the chain; nothing where it gave nothing.
#[inline(never)]
pub fn take(place: u32) -> Option<Vec<u8>> {
    if place == 0 {
        return None;
    }
    // SAFETY: the chain made the region by `allocate`, which boxes it and a vector of its capacity,
    // and gives it away once.
    unsafe {
        let region = Box::from_raw(place as *mut Region);
        let (length, capacity) = (region.length as usize, region.capacity as usize);
        Some(Vec::from_raw_parts(
            region.offset as *mut u8,
            length,
            capacity,
        ))
    }
}
