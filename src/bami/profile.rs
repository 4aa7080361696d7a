//! The two profiles, each of which chooses all defaults at once.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A set of defaults. A profile expands to switches, which are parameters like any other: a
/// parameter that is set by hand takes precedence. Vectors, snapshots and traces contain switches,
/// never a profile.
///
/// ```
/// use bami_htm::Profile;
/// use bami_htm::temporal_memory::TemporalMemoryParameters;
///
/// let profile: Profile = "book".parse()?;
/// let parameters = TemporalMemoryParameters::of(profile).with_cells_per_column(8);
/// assert_eq!(parameters.activation_threshold, 15);
/// assert_eq!(TemporalMemoryParameters::default(), TemporalMemoryParameters::of(Profile::Practical));
/// # Ok::<(), bami_htm::UnknownProfile>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
pub enum Profile {
    /// The most literal reading of every line and every statement of the book.
    Book,
    /// The settings for a stream that runs for a long time.
    #[default]
    Practical,
}

impl Profile {
    /// Both profiles.
    pub const ALL: [Self; 2] = [Self::Book, Self::Practical];

    /// The name: `book` or `practical`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Practical => "practical",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Profile {
    type Err = UnknownProfile;

    fn from_str(name: &str) -> Result<Self, UnknownProfile> {
        let found = Self::ALL.into_iter().find(|profile| profile.name() == name);
        found.ok_or_else(|| UnknownProfile { name: name.to_owned() })
    }
}

/// A name that no profile has.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there is no profile {name:?}; the profiles are \"book\" and \"practical\"")]
#[non_exhaustive]
pub struct UnknownProfile {
    /// The name.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_read_by_its_name() {
        for profile in Profile::ALL {
            assert_eq!(profile.to_string().parse(), Ok(profile));
        }
        let error = "Book".parse::<Profile>().unwrap_err();
        assert!(error.to_string().contains("\"Book\""), "{error}");
        assert_eq!(Profile::default(), Profile::Practical);
    }
}
