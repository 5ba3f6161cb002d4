//! Archives: the one export inside, unpacked while counting (security F6). Names of members decide nothing but what to leave out.

use super::{Limits, Reading, Refusal};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use zip::ZipArchive;
use zip::result::ZipError;

/// Bytes copied at a time.
const CHUNK: usize = 64 << 10;

/// Whether the first bytes are those of an archive, whatever the file is called.
pub fn is_archive<R: Read + Seek>(file: &mut R) -> bool {
    let mut head = [0; 4];
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut head));
    let _ = file.seek(SeekFrom::Start(0));
    read.is_ok() && (head == *b"PK\x03\x04" || head == *b"PK\x05\x06")
}

/// Whether a file is the workbook of a spreadsheet (Excel, `LibreOffice`), whatever it is called.
pub fn is_workbook(path: &Path) -> bool {
    let Ok(mut file) = File::open(path) else { return false };
    let mut head = [0; 8];
    let read = file.seek(SeekFrom::Start(0)).and_then(|_| file.read_exact(&mut head));
    let _ = file.seek(SeekFrom::Start(0));
    if read.is_ok() && head == *b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" {
        return true;
    }
    is_archive(&mut file)
        && ZipArchive::new(&file).is_ok_and(|zip| {
            zip.file_names().flatten().any(|name| matches!(&*name, "[Content_Types].xml" | "content.xml"))
        })
}

/// Opens the export stored at `path`, unpacked beside it when it is an archive; the unpacked copy has the extension `xml`.
pub fn open(path: &Path, limits: &Limits) -> Reading<File> {
    let gone = |_| Refusal::whole("Le fichier n’est plus sur le serveur. Déposez-le de nouveau.");
    let mut file = File::open(path).map_err(gone)?;
    if !is_archive(&mut file) {
        return Ok(file);
    }
    let unpacked = path.with_extension("xml");
    let mut target =
        File::options().read(true).write(true).create(true).truncate(true).open(&unpacked).map_err(gone)?;
    unpack(&file, &mut target, limits)?;
    Ok(target)
}

/// Writes the export that `archive` holds into `target` and says how many bytes it has.
pub fn unpack(archive: &File, target: &mut impl Write, limits: &Limits) -> Reading<u64> {
    let whole = archive.metadata().map_err(|_| damaged())?.len();
    let mut zip = ZipArchive::new(archive).map_err(|_| damaged())?;
    if zip.len() > limits.members {
        return Err(Refusal::whole(
            "L’archive contient trop de fichiers. Déposez celle que SIECLE ou STSWEB a donnée.",
        ));
    }
    let index = candidate(&mut zip)?;
    let mut member = zip.by_index(index).map_err(|error| told(&error))?;
    let packed = member.compressed_size().min(whole).max(1);
    let limit = limits.unpacked_bytes.min(packed.saturating_mul(limits.ratio));
    let mut buffer = vec![0; CHUNK];
    let mut written = 0;
    loop {
        let read = member.read(&mut buffer).map_err(|_| damaged())?;
        if read == 0 {
            return Ok(written);
        }
        if written == 0 && buffer.starts_with(b"PK\x03\x04") {
            return Err(nested());
        }
        written += read as u64;
        if written > limit {
            return Err(Refusal::whole(
                "L’archive se déplie sans mesure\u{a0}; elle est refusée. Déposez celle que SIECLE ou STSWEB a donnée.",
            ));
        }
        target
            .write_all(&buffer[..read])
            .map_err(|_| Refusal::whole("Le serveur n’a pas pu déplier l’archive. Réessayez plus tard."))?;
    }
}

/// The only member that can be an export.
fn candidate(zip: &mut ZipArchive<&File>) -> Reading<usize> {
    let mut found = Vec::new();
    for index in 0..zip.len() {
        let member = zip.by_index_data(index).map_err(|error| told(&error))?;
        let Ok(name) = member.name().map(|name| name.replace('\\', "/")) else {
            return Err(damaged());
        };
        if member.is_symlink() || member.enclosed_name().is_none() || name.split('/').any(|part| part == "..") {
            return Err(Refusal::whole(
                "L’archive contient un chemin qui en sort. Déposez celle que SIECLE ou STSWEB a donnée.",
            ));
        }
        if member.encrypted() {
            return Err(Refusal::whole(
                "L’archive est protégée par un mot de passe. Déposez-la telle que SIECLE ou STSWEB l’a donnée.",
            ));
        }
        if member.is_dir() || name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX") {
            continue;
        }
        found.push((index, name.rsplit_once('.').map(|(_, kind)| kind.to_lowercase()).unwrap_or_default()));
    }
    if found.iter().any(|(_, kind)| kind == "zip") {
        return Err(nested());
    }
    let exports: Vec<usize> = found.iter().filter(|(_, kind)| kind == "xml").map(|(index, _)| *index).collect();
    match (exports.as_slice(), found.as_slice()) {
        ([index], _) | ([], [(index, _)]) => Ok(*index),
        ([], _) => {
            Err(Refusal::whole("L’archive ne contient pas d’export XML. Déposez celle que SIECLE ou STSWEB a donnée."))
        }
        _ => Err(Refusal::whole(
            "L’archive contient plusieurs fichiers XML. Déposez chaque export à part, tel que SIECLE ou STSWEB l’a donné.",
        )),
    }
}

fn damaged() -> Refusal {
    Refusal::whole("L’archive est abîmée ou incomplète. Téléchargez-la de nouveau depuis SIECLE ou STSWEB.")
}

fn nested() -> Refusal {
    Refusal::whole("L’archive contient une autre archive. Dépliez-la et déposez celle qui est à l’intérieur.")
}

fn told(error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(_) => Refusal::whole(
            "L’archive est d’une forme inconnue ou protégée par un mot de passe. Déposez-la telle que SIECLE ou STSWEB l’a donnée.",
        ),
        _ => damaged(),
    }
}
