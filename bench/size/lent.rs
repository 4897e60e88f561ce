//! What has the length of the model beside an optimizer, over memory that is lent: averages of parameters,
//! `part_ema_of_parameters.new`, `.push`, `.restore`, `part_swa.…`, `part_vector_ema.…`, and the sum of an accumulation,
//! `part_accumulation.new`, `.step`, `.restore`.

use thalweg::{
    average::{
        ParameterEma, ParameterEmaOptions, ParameterEmaState, Swa, SwaState, VectorEma,
        VectorEmaState,
    },
    gradient::{Accumulate, SkipNonFinite},
    optimizer::{Memory, Momentum, Optimizer},
};

const N: usize = 1024;

/// The functions of one average.
macro_rules! average {
    ($name:literal, $average:ident, $state:ty, |$memory:ident| $new:expr) => {
        #[allow(unsafe_code)] // exported names, all different
        const _: () = {
            type Average = $average<&'static mut [f32]>;

            #[unsafe(export_name = concat!("part_", $name, ".new"))]
            fn new(place: &mut Option<Average>, $memory: &'static mut [f32]) -> bool {
                *place = $new;
                place.is_some()
            }

            #[unsafe(export_name = concat!("part_", $name, ".push"))]
            fn push(average: &mut Average, w: &[f32]) -> bool {
                average.push(w).is_ok()
            }

            #[unsafe(export_name = concat!("part_", $name, ".restore"))]
            fn restore(average: &mut Average, state: $state, value: &[f32]) -> bool {
                average.restore(state, value).is_ok()
            }
        };
    };
}

average!("ema_of_parameters", ParameterEma, ParameterEmaState, |memory| {
    ParameterEma::lend(ParameterEmaOptions::DEFAULT, memory).ok()
});
average!("swa", Swa, SwaState, |memory| Some(Swa::lend(memory)));
average!("vector_ema", VectorEma, VectorEmaState, |memory| VectorEma::lend(0.9, memory).ok());

/// Momentum over the mean of eight micro-batches.
type Accumulating =
    Optimizer<Momentum, &'static mut [f32; N], (SkipNonFinite, Accumulate<&'static mut [f32]>)>;

#[allow(unsafe_code)] // exported names, all different
const _: () = {
    #[unsafe(export_name = "part_accumulation.new")]
    fn new(
        place: &mut Option<Accumulating>,
        memory: &'static mut Memory<Momentum, [f32; N]>,
        sum: &'static mut [f32],
    ) -> bool {
        let chain = (SkipNonFinite::DEFAULT, Accumulate::over(sum, 8));
        *place =
            Optimizer::lend_grouped(Momentum::DEFAULT, chain, thalweg::group::Whole, memory).ok();
        place.is_some()
    }

    #[unsafe(export_name = "part_accumulation.step")]
    fn step(optimizer: &mut Accumulating, w: &mut [f32], g: &[f32], rate: f32) -> bool {
        optimizer.step(w, g, rate).is_ok()
    }

    #[unsafe(export_name = "part_accumulation.flush")]
    fn flush(optimizer: &mut Accumulating, w: &mut [f32], g: &[f32], rate: f32) -> bool {
        optimizer.flush(w, g, rate).is_ok()
    }

    #[unsafe(export_name = "part_accumulation.restore")]
    fn restore(optimizer: &mut Accumulating, waiting: u32, sum: &[f32]) -> bool {
        optimizer.restore_accumulated(waiting, sum).is_ok()
    }
};
