//! The three files of a made-up school, in the shape of the official ones.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Code of the school.
pub const UAI: &str = "0999001W";
/// Names of the files: staff, learners, guardians.
pub const FILES: [&str; 3] = ["sts_emp_0999001W_2025.xml", "ElevesSansAdresses.xml", "ResponsablesAvecAdresses.xml"];

/// Writes the three files of a made-up school; answers their bytes.
pub fn write_school(folder: &Path, learners: usize) -> u64 {
    let divisions = learners.div_ceil(25);
    let open = |name: &str| BufWriter::new(File::create(folder.join(name)).expect("a file"));
    let mut file = open(FILES[0]);
    write_staff(&mut file, divisions).expect("the staff file");
    drop(file);
    let mut file = open(FILES[1]);
    write_learners(&mut file, learners).expect("the learners file");
    drop(file);
    let mut file = open(FILES[2]);
    write_guardians(&mut file, learners).expect("the guardians file");
    drop(file);
    FILES.iter().map(|name| folder.join(name).metadata().expect("a file").len()).sum()
}

const HEAD: &str = "<PARAMETRES>\n<UAJ>0999001W</UAJ>\n<ANNEE_SCOLAIRE>2025</ANNEE_SCOLAIRE>\n\
                    <DATE_EXPORT>12/09/2025</DATE_EXPORT>\n<HORODATAGE>12/09/2025 18:42:07</HORODATAGE>\n</PARAMETRES>\n";
const LAST: [&str; 7] = ["BOUAZZA", "CR\u{c9}PIN", "TERRIER", "NO\u{cb}L", "DE LA TOUR", "GARNIER", "LEF\u{c8}VRE"];
const FIRST: [&str; 9] =
    ["C\u{e9}lia", "Jean", "In\u{e8}s", "Mathis", "Zo\u{e9}", "Ugo", "L\u{e9}a", "Paul", "Aminata"];
const MEF: [&str; 4] = ["24725520310", "24725520320", "24731213330", "24125524210"];

/// Text whose characters are all below 256, as ISO-8859-15 bytes.
fn put(out: &mut impl Write, text: &str) -> std::io::Result<()> {
    let bytes: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
    out.write_all(&bytes)
}

fn name(k: usize) -> (String, &'static str) {
    (format!("{} {}", LAST[k % LAST.len()], LAST[(k / 7) % LAST.len()]), FIRST[(k / 3) % FIRST.len()])
}

fn write_staff(out: &mut impl Write, divisions: usize) -> std::io::Result<()> {
    put(out, "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<STS_EDT>\n<PARAMETRES>\n<UAJ CODE=\"0999001W\"/>\n")?;
    put(
        out,
        "<ANNEE_SCOLAIRE ANNEE=\"2025\"/>\n</PARAMETRES>\n<NOMENCLATURES>\n<MATIERES>\n<MATIERE CODE=\"071100\">\n",
    )?;
    put(
        out,
        "<LIBELLE_LONG>ENS. PRO.</LIBELLE_LONG>\n</MATIERE>\n</MATIERES>\n</NOMENCLATURES>\n<DONNEES>\n<INDIVIDUS>\n",
    )?;
    for k in 0..divisions * 2 {
        let (last, first) = name(k);
        put(out, &format!("<INDIVIDU ID=\"{}\" TYPE=\"epp\">\n<SEXE>1</SEXE>\n<CIVILITE>1</CIVILITE>\n", 4_000 + k))?;
        put(
            out,
            &format!(
                "<NOM_USAGE>{last}</NOM_USAGE>\n<PRENOM>{first}</PRENOM>\n<DATE_NAISSANCE>1975-03-02</DATE_NAISSANCE>\n"
            ),
        )?;
        put(out, "<FONCTION>ENS</FONCTION>\n</INDIVIDU>\n")?;
    }
    put(out, "</INDIVIDUS>\n<STRUCTURE>\n<DIVISIONS>\n")?;
    for d in 0..divisions {
        put(out, &format!("<DIVISION CODE=\"D{d}\">\n<LIBELLE_LONG>DIVISION {d}</LIBELLE_LONG>\n<SERVICES>\n"))?;
        for k in 0..6 {
            let teacher = 4_000 + (d * 2 + k) % (divisions * 2);
            put(out, &format!("<SERVICE CODE_MATIERE=\"{:06}\" CODE_MOD_COURS=\"CG\">\n<ENSEIGNANTS>\n", 71_100 + k))?;
            put(out, &format!("<ENSEIGNANT TYPE=\"epp\" ID=\"{teacher}\"/>\n</ENSEIGNANTS>\n</SERVICE>\n"))?;
        }
        put(out, "</SERVICES>\n</DIVISION>\n")?;
    }
    put(out, "</DIVISIONS>\n<GROUPES>\n")?;
    for d in 0..divisions * 2 {
        put(
            out,
            &format!(
                "<GROUPE CODE=\"G{d}\">\n<DIVISIONS_APPARTENANCE>\n<DIVISION_APPARTENANCE CODE=\"D{}\"/>\n",
                d / 2
            ),
        )?;
        put(out, "</DIVISIONS_APPARTENANCE>\n<SERVICES/>\n</GROUPE>\n")?;
    }
    put(out, "</GROUPES>\n</STRUCTURE>\n</DONNEES>\n</STS_EDT>\n")
}

fn write_learners(out: &mut impl Write, learners: usize) -> std::io::Result<()> {
    put(out, "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<BEE_ELEVES VERSION=\"3.0\">\n")?;
    put(out, HEAD)?;
    put(out, "<DONNEES>\n<ELEVES>\n")?;
    for k in 0..learners {
        let (last, first) = name(k);
        put(
            out,
            &format!(
                "<ELEVE ELEVE_ID=\"{}\" ELENOET=\"{k}\">\n<ID_NATIONAL>{:09}AB</ID_NATIONAL>\n",
                1_200_000 + k,
                990_000_000 + k
            ),
        )?;
        put(
            out,
            &format!("<ELENOET>{k}</ELENOET>\n<NOM_DE_FAMILLE>{last}</NOM_DE_FAMILLE>\n<PRENOM>{first}</PRENOM>\n"),
        )?;
        put(out, &format!("<DATE_NAISS>{:02}/{:02}/{}</DATE_NAISS>\n", k % 28 + 1, k % 12 + 1, 2007 + k % 4))?;
        put(
            out,
            "<DOUBLEMENT>0</DOUBLEMENT>\n<CODE_PAYS>100</CODE_PAYS>\n<ACCEPTE_SMS>0</ACCEPTE_SMS>\n<DATE_MODIFICATION>27/07/2025</DATE_MODIFICATION>\n",
        )?;
        put(
            out,
            &format!(
                "<MEL>eleve{k}@courriel.example</MEL>\n<CODE_REGIME>0</CODE_REGIME>\n<DATE_ENTREE>01/09/2025</DATE_ENTREE>\n<VILLE_NAISS></VILLE_NAISS>\n"
            ),
        )?;
        put(
            out,
            &format!(
                "<CODE_SEXE>{}</CODE_SEXE>\n<CODE_PAYS_NAT>100</CODE_PAYS_NAT>\n<CODE_STATUT>ST</CODE_STATUT>\n",
                k % 2 + 1
            ),
        )?;
        put(
            out,
            &format!(
                "<CODE_MEF>{}</CODE_MEF>\n<CODE_DEPARTEMENT_NAISS>059</CODE_DEPARTEMENT_NAISS>\n",
                MEF[(k / 25) % MEF.len()]
            ),
        )?;
        put(
            out,
            "<ADHESION_TRANSPORT>0</ADHESION_TRANSPORT>\n<CODE_PROVENANCE>2</CODE_PROVENANCE>\n<SCOLARITE_AN_DERNIER>\n<CODE_MEF>10310019110</CODE_MEF>\n",
        )?;
        put(
            out,
            "<CODE_STRUCTURE>3EME4</CODE_STRUCTURE>\n<CODE_RNE>0999105J</CODE_RNE>\n<SIGLE>CLG</SIGLE>\n<DENOM_PRINC>COLLEGE</DENOM_PRINC>\n",
        )?;
        put(
            out,
            "<MEL>ce.0999105j@etab.example</MEL>\n<LL_COMMUNE_INSEE>ROUBAIX</LL_COMMUNE_INSEE>\n</SCOLARITE_AN_DERNIER>\n</ELEVE>\n",
        )?;
    }
    put(out, "</ELEVES>\n<OPTIONS></OPTIONS>\n<STRUCTURES>\n")?;
    for k in 0..learners {
        let division = k / 25;
        put(
            out,
            &format!(
                "<STRUCTURES_ELEVE ELEVE_ID=\"{}\">\n<STRUCTURE>\n<CODE_STRUCTURE>G{}</CODE_STRUCTURE>\n",
                1_200_000 + k,
                division * 2 + k % 2
            ),
        )?;
        put(
            out,
            &format!(
                "<TYPE_STRUCTURE>G</TYPE_STRUCTURE>\n</STRUCTURE>\n<STRUCTURE>\n<CODE_STRUCTURE>D{division}</CODE_STRUCTURE>\n"
            ),
        )?;
        put(out, "<TYPE_STRUCTURE>D</TYPE_STRUCTURE>\n</STRUCTURE>\n</STRUCTURES_ELEVE>\n")?;
    }
    put(out, "</STRUCTURES>\n<BOURSES/>\n</DONNEES>\n</BEE_ELEVES>\n")
}

/// Five guardians for three learners.
fn write_guardians(out: &mut impl Write, learners: usize) -> std::io::Result<()> {
    let persons = learners * 5 / 3;
    put(out, "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<BEE_RESPONSABLES VERSION=\"2.1\">\n")?;
    put(out, HEAD)?;
    put(out, "<DONNEES>\n<PERSONNES>\n")?;
    for k in 0..persons {
        let (last, first) = name(k);
        put(
            out,
            &format!(
                "<PERSONNE PERSONNE_ID=\"{}\">\n<LC_CIVILITE>MME</LC_CIVILITE>\n<LL_CIVILITE>MADAME</LL_CIVILITE>\n",
                500_000 + k
            ),
        )?;
        put(
            out,
            &format!(
                "<NOM_DE_FAMILLE>{last}</NOM_DE_FAMILLE>\n<PRENOM>{first}</PRENOM>\n<TEL_PORTABLE>+3363998{:04}</TEL_PORTABLE>\n",
                k % 10_000
            ),
        )?;
        put(
            out,
            &format!(
                "<ACCEPTE_SMS>0</ACCEPTE_SMS>\n<MEL>parent{k}@courriel.example</MEL>\n<ADRESSE_ID>{}</ADRESSE_ID>\n",
                1_000_000 + k
            ),
        )?;
        put(out, "<CODE_PROFESSION>22</CODE_PROFESSION>\n</PERSONNE>\n")?;
    }
    put(out, "</PERSONNES>\n<RESPONSABLES>\n")?;
    for k in 0..persons {
        put(
            out,
            &format!(
                "<RESPONSABLE_ELEVE>\n<ELEVE_ID>{}</ELEVE_ID>\n<PERSONNE_ID>{}</PERSONNE_ID>\n",
                1_200_000 + k * 3 / 5,
                500_000 + k
            ),
        )?;
        put(
            out,
            "<NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE>\n<CODE_PARENTE>10</CODE_PARENTE>\n<PAIE_FRAIS_SCOLAIRES>1</PAIE_FRAIS_SCOLAIRES>\n",
        )?;
        put(
            out,
            "<HEBERGE_ELEVE>true</HEBERGE_ELEVE>\n<A_CONTACTER_EN_PRIORITE>true</A_CONTACTER_EN_PRIORITE>\n</RESPONSABLE_ELEVE>\n",
        )?;
    }
    put(out, "</RESPONSABLES>\n<ADRESSES>\n")?;
    for k in 0..persons {
        put(
            out,
            &format!(
                "<ADRESSE ADRESSE_ID=\"{}\">\n<LIGNE1_ADRESSE>{k} RUE DU CANAL</LIGNE1_ADRESSE>\n<CODE_POSTAL>59100</CODE_POSTAL>\n",
                1_000_000 + k
            ),
        )?;
        put(out, "<LIBELLE_POSTAL>ROUBAIX</LIBELLE_POSTAL>\n</ADRESSE>\n")?;
    }
    put(out, "</ADRESSES>\n</DONNEES>\n</BEE_RESPONSABLES>\n")
}
