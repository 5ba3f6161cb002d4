//! The schema: every domain's part, in the order of the folders.

use super::node::NodeQuery;
use crate::accounts::graphql::{
    AccountMutation, AccountQuery, AssignmentMutation, DiplomaMutation, LookalikeQuery, MergingMutation,
    OwnAccountMutation, SecondFactorMutation, UserMutation, UserQuery, WindowMutation, WindowQuery,
};
use crate::bilans::graphql::{BilanMutation, BilanQuery, BilanSubscription};
use crate::console::graphql::{ConsoleQuery, ConsoleSubscription};
use crate::establishments::graphql::EstablishmentQuery;
use crate::establishments::images::graphql::SchoolImageMutation;
use crate::establishments::settings::graphql::{SettingsMutation, SettingsQuery};
use crate::frameworks::graphql::FrameworkQuery;
use crate::help::graphql::{HelpMutation, HelpQuery, TicketMutation, TicketQuery, TicketSubscription};
use crate::imports::graphql::{ImportMutation, ImportQuery, ImportSubscription};
use crate::periods::graphql::{PeriodMutation, PeriodQuery, PeriodSubscription};
use crate::storage::graphql::{StorageMutation, StorageQuery};
use crate::upkeep::graphql::{JobMutation, JobQuery, LogQuery};
use async_graphql::{MergedObject, MergedSubscription};

/// What can be asked.
#[derive(MergedObject, Default)]
pub struct Query(
    EstablishmentQuery,
    SettingsQuery,
    AccountQuery,
    UserQuery,
    LookalikeQuery,
    WindowQuery,
    ImportQuery,
    FrameworkQuery,
    PeriodQuery,
    BilanQuery,
    StorageQuery,
    ConsoleQuery,
    LogQuery,
    JobQuery,
    HelpQuery,
    TicketQuery,
    NodeQuery,
);

/// What can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(
    SettingsMutation,
    SchoolImageMutation,
    AccountMutation,
    OwnAccountMutation,
    DiplomaMutation,
    SecondFactorMutation,
    UserMutation,
    AssignmentMutation,
    MergingMutation,
    WindowMutation,
    ImportMutation,
    PeriodMutation,
    BilanMutation,
    StorageMutation,
    HelpMutation,
    TicketMutation,
    JobMutation,
);

/// What can be followed.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    ImportSubscription,
    PeriodSubscription,
    BilanSubscription,
    ConsoleSubscription,
    TicketSubscription,
);

/// The contract of the service.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Builds it. The library's own limits stay on as a second wall behind the document gate (security 6).
pub fn schema() -> Schema {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .limit_depth(20)
        .limit_complexity(2_000)
        .limit_recursive_depth(32)
        .limit_directives(2)
        .disable_suggestions()
        .finish()
}

/// The contract as text: what `schema.graphql` holds.
pub fn sdl() -> String {
    schema().sdl()
}
