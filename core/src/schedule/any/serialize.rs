//! `Serialize` and `Deserialize`: a sequence of nodes, of which only a valid schedule is read.

use super::{AnySchedule, Node};
use crate::config::Unchecked;
use heapless::Vec;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

impl<const N: usize> Serialize for AnySchedule<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.nodes())
    }
}

impl<'de, const N: usize> Deserialize<'de> for AnySchedule<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let nodes = Vec::<Unchecked<Node>, N>::deserialize(deserializer)?;
        Self::from_nodes(nodes.iter().map(|Unchecked(node)| *node)).map_err(D::Error::custom)
    }
}
