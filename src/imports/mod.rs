//! SIECLE and STSWEB: read, preview, apply, undo (`R29`–`R40`).

pub mod files;
