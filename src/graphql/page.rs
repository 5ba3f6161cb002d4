//! Pages of lists: one helper for every connection.

use crate::cx::Slice;
use async_graphql::SimpleObject;

/// How to go on reading a list.
#[derive(Debug, Clone, SimpleObject)]
pub struct PageInfo {
    /// Whether more follow.
    pub has_next_page: bool,
    /// Place to pass as `after` to go on; null when the page is empty.
    pub end_cursor: Option<String>,
}

/// Rows wrapped into what the schema shows, with how to go on.
pub struct Connected<T> {
    /// What the page holds.
    pub nodes: Vec<T>,
    /// How to go on.
    pub page_info: PageInfo,
}

impl<R> Slice<R> {
    /// Wraps each row.
    pub fn wrap<T>(self, wrap: impl FnMut(R) -> T) -> Connected<T> {
        Connected {
            nodes: self.rows.into_iter().map(wrap).collect(),
            page_info: PageInfo { has_next_page: self.has_next, end_cursor: self.end_cursor },
        }
    }
}
