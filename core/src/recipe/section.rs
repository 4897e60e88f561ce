//! The sections of a recipe and their tags.

/// What a section is about; its tag in bytes. New ones go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub(super) enum Section {
    Rule = 1,
    Precision,
    Schedule,
    Loss,
    Clip,
    Decay,
    Accumulation,
    Batch,
    Epochs,
    Seed,
    Groups,
    Ema,
    Swa,
    EarlyStopping,
}

impl Section {
    const ALL: [Self; 14] = [
        Self::Rule,
        Self::Precision,
        Self::Schedule,
        Self::Loss,
        Self::Clip,
        Self::Decay,
        Self::Accumulation,
        Self::Batch,
        Self::Epochs,
        Self::Seed,
        Self::Groups,
        Self::Ema,
        Self::Swa,
        Self::EarlyStopping,
    ];

    pub(super) fn of(tag: u16) -> Option<Self> {
        // In the order of their tags, from 1.
        Self::ALL.get(usize::from(tag).checked_sub(1)?).copied()
    }

    /// The field of the recipe.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Precision => "precision",
            Self::Schedule => "schedule",
            Self::Loss => "loss",
            Self::Clip => "clip",
            Self::Decay => "decay",
            Self::Accumulation => "accumulation",
            Self::Batch => "batch",
            Self::Epochs => "epochs",
            Self::Seed => "seed",
            Self::Groups => "groups",
            Self::Ema => "ema",
            Self::Swa => "swa",
            Self::EarlyStopping => "early_stopping",
        }
    }
}
