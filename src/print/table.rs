//! Tables for a spreadsheet: CSV in UTF-8 with its mark, semicolons as French spreadsheets want, and no cell that one would run
//! (security F10).

use crate::error::{Error, Result};

/// A table being written, taken away at once or piece by piece.
pub struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// A table whose first line is the titles of its columns.
    pub fn new(titles: &[&str]) -> Result<Self> {
        let mut table = Self(writer(b"\xef\xbb\xbf".to_vec()));
        table.line(titles)?;
        Ok(table)
    }

    /// Adds a line, as long as the titles.
    pub fn line<T: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<()> {
        let cells = cells.into_iter().map(|cell| harmless(cell.as_ref()));
        self.0.write_record(cells).map_err(|error| Error::internal("writing a table", error))
    }

    /// What was written since the last time.
    pub fn take(&mut self) -> Result<Vec<u8>> {
        let written = std::mem::replace(&mut self.0, writer(Vec::new()));
        written.into_inner().map_err(|error| Error::internal("writing a table", error))
    }
}

fn writer(begun: Vec<u8>) -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new().delimiter(b';').from_writer(begun)
}

/// A cell that begins as a formula is preceded by an apostrophe.
fn harmless(cell: &str) -> String {
    let risky = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(risky) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Table, harmless};

    #[test]
    fn a_name_is_never_a_formula() {
        for name in ["=HYPERLINK(\"x\")", "+1", "-1+1", "@SUM", "\tx", "＝1"] {
            assert!(harmless(name).starts_with('\''), "{name}");
        }
        assert_eq!(harmless("CRÉPIN-LEROY Anne"), "CRÉPIN-LEROY Anne");
    }

    #[test]
    fn a_table_taken_piece_by_piece_is_one_table() {
        let mut table = Table::new(&["Nom", "Détail"]).expect("a table");
        let mut whole = table.take().expect("its titles");
        table.line(["a;b", "=1"]).expect("a line");
        whole.extend(table.take().expect("its line"));
        assert_eq!(String::from_utf8_lossy(&whole), "\u{feff}Nom;Détail\n\"a;b\";'=1\n");
    }
}
