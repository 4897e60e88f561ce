//! What is kept beside an optimizer in memory that is lent, of a length known at run time: `part_average.lend`,
//! `part_average.push`, `part_average.restore`, and the same of `part_swa` and `part_accumulate`.

use thalweg::{
    Error,
    average::{ParameterEma, ParameterEmaOptions, Swa, SwaState},
    gradient::{Accumulate, SkipNonFinite},
    group::Whole,
    optimizer::{Memory, Momentum, Optimizer, Outcome},
};

/// Parameters of a network that is not small.
const N: usize = 2437;

type Average = ParameterEma<&'static mut [f32]>;
type Chain = (SkipNonFinite, Accumulate<&'static mut [f32]>);
type Accumulating = Optimizer<Momentum, &'static mut [f32; N], Chain>;

#[allow(unsafe_code)] // exported names, all different
const _: () = {
    #[unsafe(export_name = "part_average.lend")]
    fn lend(place: &mut Option<Average>, memory: &'static mut [f32]) -> bool {
        *place = ParameterEma::lend(ParameterEmaOptions::DEFAULT, memory).ok();
        place.is_some()
    }

    #[unsafe(export_name = "part_average.push")]
    fn push(average: &mut Average, parameters: &[f32]) -> bool {
        average.push(parameters).is_ok()
    }

    #[unsafe(export_name = "part_average.restore")]
    fn restore(average: &mut Average, other: &Average) -> bool {
        average.restore(other.state(), other.value()).is_ok()
    }

    #[unsafe(export_name = "part_swa.lend")]
    fn lend_swa(place: &mut Option<Swa<&'static mut [f32]>>, memory: &'static mut [f32]) {
        *place = Some(Swa::lend(memory));
    }

    #[unsafe(export_name = "part_swa.push")]
    fn push_swa(average: &mut Swa<&'static mut [f32]>, parameters: &[f32]) -> bool {
        average.push(parameters).is_ok()
    }

    #[unsafe(export_name = "part_swa.restore")]
    fn restore_swa(average: &mut Swa<&'static mut [f32]>, count: u32, value: &[f32]) -> bool {
        average.restore(SwaState { count }, value).is_ok()
    }

    #[unsafe(export_name = "part_accumulate.lend")]
    fn accumulate(
        place: &mut Option<Accumulating>,
        memory: &'static mut Memory<Momentum, [f32; N]>,
        sums: &'static mut [f32],
    ) -> bool {
        let chain = (SkipNonFinite::DEFAULT, Accumulate::over(sums, 8));
        *place = Optimizer::lend_grouped(Momentum::DEFAULT, chain, Whole, memory).ok();
        place.is_some()
    }

    #[unsafe(export_name = "part_accumulate.step")]
    fn step(optimizer: &mut Accumulating, w: &mut [f32], g: &[f32]) -> Result<Outcome, Error> {
        optimizer.step(w, g, 0.1)
    }

    #[unsafe(export_name = "part_accumulate.flush")]
    fn flush(optimizer: &mut Accumulating, w: &mut [f32], g: &[f32]) -> Result<Outcome, Error> {
        optimizer.flush(w, g, 0.1)
    }

    #[unsafe(export_name = "part_accumulate.restore")]
    fn go_on(optimizer: &mut Accumulating, count: u32, sum: &[f32]) -> Result<(), Error> {
        optimizer.restore_accumulated(count, sum)
    }

    #[unsafe(export_name = "memory_average.lent")]
    static mut AVERAGE: [f32; N] = [0.0; N];

    #[unsafe(export_name = "memory_accumulate.lent")]
    static mut MEMORY: Memory<Momentum, [f32; N]> = Memory::ZERO;
};
