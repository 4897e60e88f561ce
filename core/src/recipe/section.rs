//! The sections of a recipe and their tags.

macro_rules! sections {
    ($($tag:literal $section:ident $field:literal;)*) => {
        /// What a section is about; its tag in bytes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u16)]
        pub(super) enum Section {
            $($section = $tag,)*
        }

        impl Section {
            pub(super) const fn of(tag: u16) -> Option<Self> {
                match tag {
                    $($tag => Some(Self::$section),)*
                    _ => None,
                }
            }

            /// The field of the recipe.
            pub(super) const fn name(self) -> &'static str {
                match self {
                    $(Self::$section => $field,)*
                }
            }

            /// One of a set of sections.
            pub(super) const fn bit(self) -> u32 {
                1 << self as u32
            }
        }
    };
}

// New ones go to the end.
sections! {
    1 Rule "rule";
    2 Precision "precision";
    3 Schedule "schedule";
    4 Loss "loss";
    5 Clip "clip";
    6 Decay "decay";
    7 Accumulation "accumulation";
    8 Batch "batch";
    9 Epochs "epochs";
    10 Seed "seed";
    11 Groups "groups";
    12 Ema "ema";
    13 Swa "swa";
    14 EarlyStopping "early_stopping";
    15 Trained "trained";
    16 Unfreezing "unfreezing";
    17 L2Sp "l2_sp";
    18 Wise "wise";
    19 Lora "lora";
    20 Replay "replay";
}
