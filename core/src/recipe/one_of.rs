//! What an enum of optimizers, or of their steps, hands on to the one that it is.

/// The functions of an enum whose variants all have them.
#[doc(hidden)]
#[macro_export]
macro_rules! one_of {
    (checkpoint $($variant:ident)+) => {
        fn length(&self) -> u32 {
            match self {
                $(Self::$variant(it) => $crate::checkpoint::Checkpoint::length(it),)+
            }
        }

        fn save(
            &self,
            to: &mut $crate::checkpoint::Saver<'_>,
        ) -> ::core::result::Result<(), $crate::checkpoint::CheckpointError> {
            match self {
                $(Self::$variant(it) => $crate::checkpoint::Checkpoint::save(it, to),)+
            }
        }

        fn load(
            &mut self,
            from: &mut $crate::checkpoint::Loader<'_>,
        ) -> ::core::result::Result<(), $crate::checkpoint::CheckpointError> {
            match self {
                $(Self::$variant(it) => $crate::checkpoint::Checkpoint::load(it, from),)+
            }
        }
    };
    (parts $($variant:ident)+) => {
        /// Shows or moves about `n` parameters; whether the step is done.
        pub fn advance(&mut self, n: usize) -> bool {
            match self {
                $(Self::$variant(it) => it.advance(n),)+
            }
        }

        /// Whether nothing is left to do.
        pub fn is_done(&self) -> bool {
            match self {
                $(Self::$variant(it) => it.is_done(),)+
            }
        }

        /// The parameters as they are now.
        pub fn parameters(&self) -> &[f32] {
            match self {
                $(Self::$variant(it) => it.parameters(),)+
            }
        }

        /// What is left, in one go; what became of the step.
        pub fn finish(self) -> $crate::optimizer::Outcome {
            match self {
                $(Self::$variant(it) => it.finish(),)+
            }
        }
    };
    (largest $($type:ty),+) => {{
        let mut largest = 0;
        $(
            let length = <$type as $crate::checkpoint::MaxLength>::MAX_LENGTH;
            if length > largest {
                largest = length;
            }
        )+
        largest
    }};
}
