//! The colours, defined once for light and for dark backgrounds.

/// A colour of the palette, named after its hue or its use.
///
/// The seven hues can be told apart with each of the three kinds of colour blindness, and stand out
/// from the background with a contrast of at least 3 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// The background.
    Paper,
    /// The background of a box on the page.
    Panel,
    /// Text.
    Ink,
    /// Less important text.
    Dim,
    /// Grid lines and borders inside a table.
    Faint,
    /// Axes and the borders of controls.
    Line,
    /// The background of the current item.
    Mark,
    /// The first hue: values and what is active.
    Blue,
    /// The second hue: predictions, detections and thresholds.
    Orange,
    /// The third hue: what is right.
    Green,
    /// The fourth hue: bursting.
    Pink,
    /// The fifth hue: known anomalies and windows.
    Amber,
    /// The sixth hue.
    Sky,
    /// The seventh hue: scores.
    Grey,
}

/// A colour with its CSS variable, and its values on light and on dark backgrounds.
struct Entry {
    variable: &'static str,
    light: &'static str,
    dark: &'static str,
}

const fn entry(variable: &'static str, light: &'static str, dark: &'static str) -> Entry {
    Entry { variable, light, dark }
}

/// In the order of [`Colour`].
const ENTRIES: [Entry; 14] = [
    entry("var(--paper)", "#ffffff", "#14171b"),
    entry("var(--panel)", "#f4f5f7", "#1d2127"),
    entry("var(--ink)", "#16191d", "#eef1f4"),
    entry("var(--dim)", "#4d5661", "#b3bcc6"),
    entry("var(--faint)", "#d5dae0", "#353c45"),
    entry("var(--line)", "#7b8794", "#8f9aa6"),
    entry("var(--mark)", "#ffe9a8", "#5a4a12"),
    entry("var(--blue)", "#083d8c", "#4a8fd6"),
    entry("var(--orange)", "#b5520c", "#e8883a"),
    entry("var(--green)", "#1f7061", "#63eec0"),
    entry("var(--pink)", "#821049", "#f7408f"),
    entry("var(--amber)", "#c58818", "#f5cf55"),
    entry("var(--sky)", "#2196d3", "#35b8ff"),
    entry("var(--grey)", "#767b82", "#b0b6bc"),
];

impl Colour {
    /// The hues, in the order in which the series of a chart use them.
    pub const HUES: [Self; 7] =
        [Self::Blue, Self::Orange, Self::Green, Self::Pink, Self::Amber, Self::Sky, Self::Grey];

    /// The hue of the series with this index.
    #[must_use]
    pub const fn of_series(index: usize) -> Self {
        Self::HUES[index % Self::HUES.len()]
    }
}

/// How the colours of a drawing are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Palette {
    /// As fixed values for a light background.
    #[default]
    Light,
    /// As fixed values for a dark background.
    Dark,
    /// As CSS variables: the page around the drawing sets their values, see [`variables`].
    Variables,
}

impl Palette {
    /// The colour as SVG and CSS write it.
    #[must_use]
    pub const fn paint(self, colour: Colour) -> &'static str {
        let entry = &ENTRIES[colour as usize];
        match self {
            Self::Light => entry.light,
            Self::Dark => entry.dark,
            Self::Variables => entry.variable,
        }
    }
}

/// The CSS variables of the palette: light or dark as the reader's system prefers, unless the
/// attribute `data-theme` of the root element is `light` or `dark`.
#[must_use]
pub fn variables() -> String {
    let set = |paint: fn(&Entry) -> &'static str| -> String {
        let one = |entry: &Entry| {
            let name = entry.variable.trim_start_matches("var(").trim_end_matches(')');
            format!(" {name}: {};", paint(entry))
        };
        ENTRIES.iter().map(one).collect()
    };
    let (light, dark) = (set(|entry| entry.light), set(|entry| entry.dark));
    format!(
        ":root {{ color-scheme: light dark;{light} }}\n\
         @media (prefers-color-scheme: dark) {{ :root:not([data-theme=\"light\"]) {{{dark} }} }}\n\
         :root[data-theme=\"light\"] {{ color-scheme: light; }}\n\
         :root[data-theme=\"dark\"] {{ color-scheme: dark;{dark} }}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Red, green and blue as linear light from 0 to 1.
    fn linear(paint: &str) -> [f64; 3] {
        [1, 3, 5].map(|at| {
            let part = f64::from(u8::from_str_radix(&paint[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn product(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
        matrix.map(|row| row.iter().zip(vector).map(|(a, b)| a * b).sum())
    }

    /// The contrast of WCAG 2, from 1 to 21.
    fn contrast(one: &str, other: &str) -> f64 {
        let luminance = |paint| product(&[[0.2126, 0.7152, 0.0722]; 3], linear(paint))[0] + 0.05;
        let (one, other) = (luminance(one), luminance(other));
        one.max(other) / one.min(other)
    }

    /// OKLab, in which equal distances look about equally large.
    fn perceived(rgb: [f64; 3]) -> [f64; 3] {
        let cones = [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ];
        let lab = [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ];
        product(&lab, product(&cones, rgb.map(|part| part.clamp(0.0, 1.0))).map(f64::cbrt))
    }

    /// What people with normal vision, protanopia, deuteranopia and tritanopia see (Machado and
    /// others, 2009).
    const VISION: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ],
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ],
    ];

    #[test]
    fn colour_blind_readers_can_tell_the_hues_apart() {
        for palette in [Palette::Light, Palette::Dark] {
            for vision in &VISION {
                let seen = Colour::HUES.map(|colour| {
                    (colour, perceived(product(vision, linear(palette.paint(colour)))))
                });
                for (index, (one, lab)) in seen.iter().enumerate() {
                    for (other, other_lab) in &seen[..index] {
                        let squares = lab.iter().zip(other_lab).map(|(a, b)| (a - b).powi(2));
                        let distance = squares.sum::<f64>().sqrt();
                        assert!(distance > 0.06, "{palette:?} {one:?} {other:?}: {distance}");
                    }
                }
            }
        }
    }

    #[test]
    fn colours_stand_out_from_their_background() {
        for palette in [Palette::Light, Palette::Dark] {
            let on = |one, other| contrast(palette.paint(one), palette.paint(other));
            for paper in [Colour::Paper, Colour::Panel] {
                for text in [Colour::Ink, Colour::Dim, Colour::Orange] {
                    assert!(on(text, paper) >= 4.5, "{palette:?} {text:?} {}", on(text, paper));
                }
            }
            assert!(on(Colour::Ink, Colour::Mark) >= 4.5);
            for colour in Colour::HUES.into_iter().chain([Colour::Line]) {
                assert!(on(colour, Colour::Paper) >= 3.0, "{palette:?} {colour:?}");
            }
        }
    }

    #[test]
    fn the_page_sets_every_variable_for_light_and_dark() {
        let css = variables();
        for colour in Colour::HUES {
            for palette in [Palette::Light, Palette::Dark] {
                let name = Palette::Variables.paint(colour);
                let name = name.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')'));
                assert!(css.contains(&format!(" {}: {};", name.unwrap(), palette.paint(colour))));
            }
        }
    }
}
