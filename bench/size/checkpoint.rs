//! A checkpoint of parameters and Adam, guarded and clipped, in memory: `part_checkpoint.save`, `part_checkpoint.load`.

use thalweg::{
    checkpoint::{self, Buffer, Bytes, Identity},
    gradient::{ClipByGlobalNorm, SkipNonFinite},
    optimizer::{Adam, Optimizer},
};

const N: usize = 1024;

type Training<'m> =
    ([f32; N], Optimizer<Adam, &'m mut [f32; N], (SkipNonFinite, ClipByGlobalNorm)>, u32);

#[allow(unsafe_code)] // exported names, all different
const _: () = {
    #[unsafe(export_name = "part_checkpoint.save")]
    fn save(training: &Training<'static>, identity: Identity, bytes: &mut [u8]) -> bool {
        checkpoint::save(training, identity, &mut Buffer::new(bytes)).is_ok()
    }

    #[unsafe(export_name = "part_checkpoint.load")]
    fn load(training: &mut Training<'static>, identity: Identity, bytes: &[u8]) -> bool {
        checkpoint::load(training, identity, &mut Bytes::new(bytes)).is_ok()
    }
};
