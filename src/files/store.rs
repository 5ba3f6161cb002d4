//! Where the bytes are: a folder beside the database, or a bucket that speaks the language of S3.
//!
//! Written under a temporary name, synced, renamed, and the folder synced, before the row commits (security 8.1). A file is
//! called by its school and its identifier, which tells when it was made: what has no row after a day is swept by that.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use entity::id::{EstablishmentId, StoredFileId};
use futures::TryStreamExt as _;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt as _, RetryConfig};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::incoming::disk;
use crate::config::Config;
use crate::error::{Error, Result};

/// The store of files, and the turns of those whose pictures are drawn anew.
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    /// The folder, when it is one.
    folder: Option<PathBuf>,
    /// Folder of what is being received, whose room is looked at too.
    data: PathBuf,
    /// Room that must stay free on their disks, in bytes (security 8.3).
    floor: u64,
    /// Turns for what takes a processor and memory.
    pub(super) turns: Semaphore,
}

impl Store {
    /// Opens what the configuration names; nothing is asked of a bucket yet.
    pub fn open(config: &Config) -> Result<Self> {
        let (objects, folder) = match config.files_url.as_deref().filter(|url| !url.is_empty()) {
            None => {
                let folder = config.data_dir.join("files");
                std::fs::create_dir_all(&folder)
                    .map_err(|error| Error::internal("creating the folder of files", error))?;
                let store = LocalFileSystem::new_with_prefix(&folder).map_err(|error| failed("opening", error))?;
                (Arc::new(store.with_fsync(true)) as Arc<dyn ObjectStore>, Some(folder))
            }
            Some(url) => (bucket(config, url)?, None),
        };
        Ok(Self {
            objects,
            folder,
            data: config.data_dir.clone(),
            floor: config.limits.files_free_mib << 20,
            turns: Semaphore::new(config.limits.images_at_once.max(1)),
        })
    }

    /// Keeps and removes a file in the bucket, when there is one: a wrong name or key is told at the start, not to who sends
    /// the first file. The folder was tried when it was opened.
    pub async fn try_out(&self) -> Result<()> {
        if self.folder.is_some() {
            return Ok(());
        }
        let trial = Path::from("essai");
        let failed = |error| self.failed("trying out the store: keeping", error);
        self.objects.put(&trial, Bytes::from_static(b"essai").into()).await.map_err(failed)?;
        self.objects.delete(&trial).await.map_err(failed)
    }

    /// Refuses when the disk has too little room left for more files.
    pub fn has_room(&self) -> Result<()> {
        for folder in std::iter::once(&self.data).chain(&self.folder) {
            let disk = rustix::fs::statvfs(folder).map_err(|error| Error::internal("measuring the disk", error))?;
            if disk.f_bavail.saturating_mul(disk.f_frsize) < self.floor {
                return Err(Error::StorageFull);
            }
        }
        Ok(())
    }

    /// Keeps the bytes of a file; they are there for good when this answers.
    pub async fn put(&self, school: EstablishmentId, id: StoredFileId, content: Vec<u8>) -> Result<()> {
        self.objects.put(&place(school, id), content.into()).await.map_err(|error| self.failed("keeping", error))?;
        Ok(())
    }

    /// The bytes of a file.
    pub async fn get(&self, school: EstablishmentId, id: StoredFileId) -> Result<Bytes> {
        let reading = |error| self.failed("reading", error);
        self.objects.get(&place(school, id)).await.map_err(reading)?.bytes().await.map_err(reading)
    }

    /// The files of a school that are there, whether a row tells of them or not.
    pub async fn all(&self, school: EstablishmentId) -> Result<Vec<StoredFileId>> {
        let listed: Vec<_> = self
            .objects
            .list(Some(&Path::from(school.to_string())))
            .try_collect()
            .await
            .map_err(|error| self.failed("listing", error))?;
        Ok(listed.into_iter().filter_map(|found| found.location.filename()?.parse().ok()).collect())
    }

    /// Removes the bytes of a file; what is gone already is fine.
    pub async fn remove(&self, school: EstablishmentId, id: StoredFileId) -> Result<()> {
        match self.objects.delete(&place(school, id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failed("removing", error)),
        }
    }

    /// What a failure of the store is to who asked: a bucket that does not answer, or refuses, is down for a while.
    fn failed(&self, doing: &str, error: object_store::Error) -> Error {
        if self.folder.is_some() {
            return failed(doing, error);
        }
        tracing::error!(doing, error = format!("{error:?}"), "the bucket of files does not answer as it should");
        Error::Unavailable
    }

    /// Removes what a stop left of files half written before `moment`.
    pub async fn remove_halves(&self, school: EstablishmentId, moment: DateTime<Utc>) -> Result<()> {
        let Some(folder) = self.folder.as_ref().map(|folder| folder.join(school.to_string())) else { return Ok(()) };
        let Ok(mut entries) = tokio::fs::read_dir(&folder).await else { return Ok(()) };
        while let Some(entry) = entries.next_entry().await.map_err(|error| disk(&error))? {
            let name = entry.file_name().to_string_lossy().into_owned();
            // The library writes beside the final name, with a number after a `#`.
            let Some((id, _)) = name.split_once('#') else { continue };
            if id.parse().is_ok_and(|id| made_before(id, moment)) {
                tokio::fs::remove_file(entry.path()).await.map_err(|error| disk(&error))?;
            }
        }
        Ok(())
    }
}

/// Whether a file was received before a moment, by its identifier.
pub(super) fn made_before(id: StoredFileId, moment: DateTime<Utc>) -> bool {
    let made = Uuid::from(id).get_timestamp().map(|stamp| stamp.to_unix());
    made.and_then(|(seconds, nanos)| DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos))
        .is_some_and(|made| made < moment)
}

fn place(school: EstablishmentId, id: StoredFileId) -> Path {
    Path::from_iter([school.to_string(), id.to_string()])
}

/// A bucket told as `s3://bucket` or `s3://bucket/folder`.
fn bucket(config: &Config, url: &str) -> Result<Arc<dyn ObjectStore>> {
    let Some(told) = url.strip_prefix("s3://") else {
        return Err(Error::internal("reading FILES_URL", format!("{url} is not s3://bucket")));
    };
    let (name, folder) = told.split_once('/').unwrap_or((told, ""));
    // Once is enough for the whole process: a second time answers that it is done.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let patience = RetryConfig { max_retries: 2, retry_timeout: Duration::from_secs(10), ..Default::default() };
    let mut builder =
        AmazonS3Builder::new().with_bucket_name(name).with_region(&config.files_region).with_retry(patience);
    if let Some(endpoint) = &config.files_endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    if let (Some(key), Some(secret)) = (&config.files_key, &config.files_secret) {
        builder = builder.with_access_key_id(key).with_secret_access_key(secret);
    }
    let store = builder.build().map_err(|error| failed("opening", error))?;
    Ok(if folder.is_empty() { Arc::new(store) } else { Arc::new(PrefixStore::new(store, folder)) })
}

fn failed(doing: &str, error: object_store::Error) -> Error {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(told) = cause {
        if let Some(io) = told.downcast_ref::<std::io::Error>() {
            return match disk(io) {
                Error::StorageFull => Error::StorageFull,
                _ => Error::internal(format!("{doing} a file"), error),
            };
        }
        cause = told.source();
    }
    Error::internal(format!("{doing} a file"), error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn an_identifier_tells_when_its_file_came() {
        let moment: DateTime<Utc> = "2026-11-16T08:00:00Z".parse().unwrap();
        let id = StoredFileId(crate::cx::dice::id(moment));
        assert!(made_before(id, moment + TimeDelta::milliseconds(1)) && !made_before(id, moment));
    }

    #[test]
    fn a_bucket_is_told_by_its_address_and_nothing_else_is() {
        let of = |url: &str| Store::open(&Config { files_url: Some(url.into()), ..Config::defaults() });
        assert!(of("s3://school-files").is_ok() && of("s3://school-files/etabli").is_ok());
        assert!(of("ftp://school-files").is_err() && of("/srv/files").is_err());
    }
}
