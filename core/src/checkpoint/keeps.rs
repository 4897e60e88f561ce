//! How a type is written in a checkpoint that keeps nothing, or one small state.

/// [`Checkpoint`](super::Checkpoint) for types that keep nothing between steps: no section.
macro_rules! keeps_nothing {
    ($($([$($bounds:tt)*])? for $type:ty;)*) => {$(
        impl$(<$($bounds)*>)? $crate::checkpoint::Checkpoint for $type {
            fn length(&self) -> u32 {
                0
            }

            fn save(
                &self,
                _: &mut $crate::checkpoint::Saver<'_>,
            ) -> Result<(), $crate::checkpoint::CheckpointError> {
                Ok(())
            }

            fn load(
                &mut self,
                _: &mut $crate::checkpoint::Loader<'_>,
            ) -> Result<(), $crate::checkpoint::CheckpointError> {
                Ok(())
            }
        }

        impl$(<$($bounds)*>)? $crate::checkpoint::MaxLength for $type {
            const MAX_LENGTH: u32 = 0;
        }
    )*};
}
pub(crate) use keeps_nothing;

/// [`Checkpoint`](super::Checkpoint) for a type that can be copied, by its `state` and what it `restore`s.
macro_rules! keeps_state {
    ($type:ty, $state:ty, $tag:literal, $name:literal) => {
        impl $type {
            const TAG: $crate::checkpoint::Tag = $crate::checkpoint::Tag::of($tag, $name);
        }

        impl $crate::checkpoint::Checkpoint for $type {
            fn length(&self) -> u32 {
                <Self as $crate::checkpoint::MaxLength>::MAX_LENGTH
            }

            fn save(
                &self,
                to: &mut $crate::checkpoint::Saver<'_>,
            ) -> Result<(), $crate::checkpoint::CheckpointError> {
                use $crate::checkpoint::Plain;
                to.section(Self::TAG, <$state>::BYTES)?;
                self.state().put(to)
            }

            fn load(
                &mut self,
                from: &mut $crate::checkpoint::Loader<'_>,
            ) -> Result<(), $crate::checkpoint::CheckpointError> {
                use $crate::checkpoint::Plain;
                from.section(Self::TAG, <$state>::BYTES)?;
                let (state, mut restored) = (<$state>::get(from)?, *self);
                restored.restore(state).map_err(|error| from.refuse(error))?;
                if from.commits() {
                    *self = restored;
                }
                Ok(())
            }
        }

        impl $crate::checkpoint::MaxLength for $type {
            const MAX_LENGTH: u32 =
                $crate::checkpoint::Saver::HEAD + <$state as $crate::checkpoint::Plain>::BYTES;
        }
    };
}
pub(crate) use keeps_state;
