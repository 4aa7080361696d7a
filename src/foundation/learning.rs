//! Whether a step learns.

/// Whether a step learns: BAMI's LEARNING_ENABLED.
///
/// ```
/// use bami_htm::Learning;
///
/// assert!(Learning::On.is_on());
/// assert_eq!(Learning::from(false), Learning::Off);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Learning {
    /// The step computes its result and leaves everything learned unchanged.
    Off,
    /// The step also learns.
    On,
}

impl Learning {
    /// Whether the step learns.
    #[inline]
    #[must_use]
    pub fn is_on(self) -> bool {
        self == Self::On
    }
}

impl From<bool> for Learning {
    #[inline]
    fn from(on: bool) -> Self {
        if on { Self::On } else { Self::Off }
    }
}
