//! The groups of a recipe: up to a number of them that its type says.

use crate::{
    Error,
    group::Group,
    words::{WordReader, WordWriter, Words, words},
};
use heapless::Vec;

words! { struct Group { length, columns, learning_rate, weight_decay, bias_weight_decay, frozen } }

/// Up to `G` groups; none stands for one of all parameters.
///
/// ```
/// use thalweg::{group::Group, recipe::GroupList};
/// let frozen = Group { frozen: true, ..Group::dense(24, 24) };
/// let groups = GroupList::<4>::from_slice(&[frozen, Group::dense(24, 7)])?;
/// assert_eq!(groups.as_slice().len(), 2);
/// # Ok::<(), thalweg::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct GroupList<const G: usize = 8> {
    groups: Vec<Group, G>,
}

impl<const G: usize> GroupList<G> {
    /// One group of all parameters.
    pub const NONE: Self = Self { groups: Vec::new() };

    /// These groups, in order.
    ///
    /// # Errors
    /// More than `G`.
    pub fn from_slice(groups: &[Group]) -> Result<Self, Error> {
        let room = Error::Capacity { what: "groups", needed: groups.len(), room: G };
        Ok(Self { groups: Vec::from_slice(groups).map_err(|_| room)? })
    }

    /// The groups, in order.
    pub fn as_slice(&self) -> &[Group] {
        // Where there is room for none, what looks at one takes no flash.
        if G == 0 { &[] } else { &self.groups }
    }
}

/// How many, then each.
impl<const G: usize> Words for GroupList<G> {
    fn write(&self, to: &mut WordWriter<'_>) {
        self.groups.len().write(to);
        self.groups.iter().for_each(|group| group.write(to));
    }

    fn read(from: &mut WordReader<'_>) -> Self {
        let mut groups = Vec::new();
        let count = from.count(G);
        for _ in 0..if G == 0 { 0 } else { count } {
            // There are no more than there is room for.
            let _never_full = groups.push(Group::read(from));
        }
        Self { groups }
    }
}
