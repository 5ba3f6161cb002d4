//! What files are sent for, and what each purpose asks: who may send one, how large, of which kinds; and the records that own them.

use entity::id::{SchoolImageId, StorageFileId, TicketFileId};
use entity::stored_file::{self, FilePurpose};
use uuid::Uuid;

use crate::access::Act;
use crate::config::Limits;

/// What a purpose asks of a file.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Act that whoever sends one must be able to do.
    pub act: Act,
    /// Most bytes, as sent.
    pub bytes: u64,
    /// Which kinds are taken, and how they are kept.
    pub takes: Takes,
}

/// Which kinds of file are taken, and how they are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Every kind that is known; pictures keep their format.
    Everything,
    /// Pictures alone, kept as PNG.
    SchoolImage,
}

/// What a purpose asks.
pub fn rules(purpose: FilePurpose, limits: &Limits) -> Rules {
    match purpose {
        FilePurpose::Logo | FilePurpose::Stamp => {
            Rules { act: Act::SetSchoolImage, bytes: limits.school_image_bytes, takes: Takes::SchoolImage }
        }
        FilePurpose::Storage => Rules { act: Act::StoreFile, bytes: limits.file_bytes, takes: Takes::Everything },
        FilePurpose::Ticket => Rules { act: Act::AttachTicketFile, bytes: limits.file_bytes, takes: Takes::Everything },
    }
}

/// The purpose that `POST /files?purpose=…` names.
pub fn from_word(word: &str) -> Option<FilePurpose> {
    match word {
        "logo" => Some(FilePurpose::Logo),
        "stamp" => Some(FilePurpose::Stamp),
        "storage" => Some(FilePurpose::Storage),
        "ticket" => Some(FilePurpose::Ticket),
        _ => None,
    }
}

/// The record that a file is attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileOf {
    /// The school's logo.
    Logo(SchoolImageId),
    /// The school's stamp.
    Stamp(SchoolImageId),
    /// A file of the storage.
    Storage(StorageFileId),
    /// The file of a ticket.
    Ticket(TicketFileId),
}

impl FileOf {
    /// What a file must have been sent for, and the record's identifier.
    pub(super) fn parts(self) -> (FilePurpose, Uuid) {
        match self {
            Self::Logo(id) => (FilePurpose::Logo, id.into()),
            Self::Stamp(id) => (FilePurpose::Stamp, id.into()),
            Self::Storage(id) => (FilePurpose::Storage, id.into()),
            Self::Ticket(id) => (FilePurpose::Ticket, id.into()),
        }
    }

    /// The record of a file; none until it is attached.
    pub(super) fn of(file: &stored_file::Model) -> Option<Self> {
        let record = file.record_id?;
        Some(match file.purpose {
            FilePurpose::Logo => Self::Logo(record.into()),
            FilePurpose::Stamp => Self::Stamp(record.into()),
            FilePurpose::Storage => Self::Storage(record.into()),
            FilePurpose::Ticket => Self::Ticket(record.into()),
        })
    }
}
