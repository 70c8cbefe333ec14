//! In which language a question is asked, by its small words: enough to say that a library in another one does not
//! know it.

use crate::questionnaire::words::tokens;

/// A language, or a script, that a text is plainly in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tongue {
    /// By its place in [`SMALL`].
    Latin(usize),
    /// Letters of which most are not Latin, by the block of the first of them.
    Script(u32),
}

/// Small words by language, none of which is a word of another one here.
const SMALL: [&[&str]; 8] = [
    &[
        "the", "is", "are", "you", "your", "do", "does", "of", "and", "with", "for", "how", "what",
        "which", "have", "has", "been", "our", "any", "who", "when", "where", "can", "by", "we",
        "to", "from", "that", "or", "there",
    ],
    &[
        "der", "das", "und", "ist", "sind", "ein", "eine", "einen", "einer", "werden", "wird",
        "sie", "ihr", "ihre", "ihrer", "ihren", "nicht", "mit", "fur", "wie", "welche", "welcher",
        "welches", "gibt", "haben", "auf", "bei", "oder", "von", "zur", "zum", "durch", "konnen",
        "alle", "uber", "werk", "wo", "wer", "wann", "eines", "dem",
    ],
    &[
        "le", "les", "des", "une", "est", "sont", "vous", "votre", "vos", "et", "dans", "avec",
        "pour", "quels", "quelles", "quelle", "comment", "avez", "aux", "du", "sur", "qui", "ou",
        "etes", "vos", "nous", "ils",
    ],
    &[
        "el", "los", "las", "del", "una", "esta", "estan", "como", "con", "para", "sus", "cuenta",
        "tienen", "cual", "cuales", "donde", "quien", "y", "por", "tiene", "son", "ustedes",
        "existe",
    ],
    &[
        "il", "gli", "della", "dei", "delle", "nel", "sono", "come", "quali", "quale", "avete",
        "viene", "vengono", "vostri", "vostra", "vostro", "che", "di", "per", "dati",
    ],
    &[
        "het", "een", "zijn", "wordt", "worden", "uw", "jullie", "niet", "van", "voor", "hoe",
        "welke", "bij", "heeft", "hebben", "gegevens", "wat", "waar",
    ],
    &[
        "os", "dos", "nao", "uma", "voces", "sao", "como", "dados", "possui", "seus", "para",
        "com", "pela",
    ],
    &[
        "czy", "jest", "sa", "jak", "dane", "oraz", "nie", "dla", "sie", "och", "att", "hur", "ar",
        "era", "har", "ni", "og", "er", "hvordan",
    ],
];

impl Tongue {
    /// The language of a text; none where it does not show.
    pub(super) fn of(text: &str) -> Option<Self> {
        let letters = text.chars().filter(|c| c.is_alphabetic());
        let (mut latin, mut others, mut block) = (0_usize, 0_usize, 0);
        for c in letters.take(2000) {
            if u32::from(c) < 0x250 || (0x1e00..0x1f00).contains(&u32::from(c)) {
                latin += 1;
            } else {
                others += 1;
                block = if block == 0 { u32::from(c) >> 8 } else { block };
            }
        }
        if others > latin {
            return Some(Self::Script(block));
        }
        let words = tokens(text);
        let counts = SMALL.iter().map(|small| {
            words.iter().take(200).filter(|word| small.contains(&word.as_str())).count()
        });
        let counts: Vec<usize> = counts.collect();
        let most = counts.iter().max().copied().filter(|most| *most > 0)?;
        let mut best = counts.iter().enumerate().filter(|(_, count)| **count == most);
        let (at, _) = best.next()?;
        best.next().is_none().then_some(Self::Latin(at))
    }
}

#[cfg(test)]
mod tests {
    use super::Tongue;

    #[test]
    fn small_words_show_the_language() {
        let is_english = |text: &str| Tongue::of(text) == Tongue::of("the");
        for text in ["Is data encrypted?", "Do you have a SOC 2 report?", "What is the RTO?"] {
            assert!(is_english(text), "{text}");
        }
        for text in [
            "Werden Kundendaten verschlüsselt?",
            "Les données sont-elles chiffrées au repos ?",
            "¿Están cifrados los datos?",
            "Utilizzate la cifratura dei dati?",
            "データは暗号化されていますか",
            "Шифруются ли данные?",
        ] {
            assert!(Tongue::of(text).is_some() && !is_english(text), "{text}");
        }
        for text in ["SSO?", "MFA", "", "🙂"] {
            assert_eq!(Tongue::of(text), None, "{text}");
        }
    }
}
