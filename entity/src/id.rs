//! The typed ids: a UUID in the database, `bil_0199…` outside, `BilanId` in Rust and `ID` in the GraphQL schema.
//!
//! The prefix is checked while parsing, so the id of a user given for a bilan is refused before any code runs.

use std::{borrow::Cow, fmt, str::FromStr};

use async_graphql::{
    ContextSelectionSet, ID, InputType, InputValueError, InputValueResult, OutputType, Positioned, ServerResult,
    Value as GraphqlValue, parser::types::Field, registry::Registry,
};
use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// Text that is not the id that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId {
    /// What every id of the expected kind begins with.
    pub prefix: &'static str,
}

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected an id that begins with `{}_`", self.prefix)
    }
}

impl std::error::Error for NotAnId {}

/// Reads the outside form: the prefix, an underscore, 32 hexadecimal digits.
fn parse(prefix: &'static str, text: &str) -> Result<Uuid, NotAnId> {
    text.strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .filter(|digits| digits.len() == 32)
        .and_then(|digits| Uuid::try_parse(digits).ok())
        .ok_or(NotAnId { prefix })
}

/// Whether a text has the outside form of an id, of any kind.
pub fn is_an_id(text: &str) -> bool {
    PREFIXES.iter().any(|prefix| parse(prefix, text).is_ok())
}

/// One line per kind of id: its name and what it begins with outside.
macro_rules! ids {
    ($($name:ident $prefix:literal)*) => {
    /// What ids begin with outside.
    const PREFIXES: &[&str] = &[$($prefix),*];

    $(
        #[doc = concat!("Identifier that begins with `", $prefix, "_` outside.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType)]
        pub struct $name(pub Uuid);

        impl $name {
            /// What every id of this kind begins with outside, without the underscore.
            pub const PREFIX: &'static str = $prefix;
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.as_simple())
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse($prefix, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Cow::<'de, str>::deserialize(from)?.parse().map_err(de::Error::custom)
            }
        }

        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl InputType for $name {
            type RawValueType = Self;

            fn type_name() -> Cow<'static, str> {
                <ID as InputType>::type_name()
            }

            fn create_type_info(registry: &mut Registry) -> String {
                <ID as InputType>::create_type_info(registry)
            }

            fn parse(value: Option<GraphqlValue>) -> InputValueResult<Self> {
                match value {
                    Some(GraphqlValue::String(text)) => text.parse().map_err(InputValueError::custom),
                    other => Err(InputValueError::expected_type(other.unwrap_or_default())),
                }
            }

            fn to_value(&self) -> GraphqlValue {
                GraphqlValue::String(self.to_string())
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }
        }

        impl OutputType for $name {
            fn type_name() -> Cow<'static, str> {
                <ID as OutputType>::type_name()
            }

            fn create_type_info(registry: &mut Registry) -> String {
                <ID as OutputType>::create_type_info(registry)
            }

            async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<GraphqlValue> {
                Ok(GraphqlValue::String(self.to_string()))
            }
        }
    )*};
}

ids! {
    FrameworkId "fra"
    FrameworkItemId "itm"
    FrameworkLinkId "lnk"
    EstablishmentId "est"
    SchoolYearId "yea"
    SchoolSubscriptionId "sub"
    SpecialtyId "spe"
    MefId "mef"
    DivisionId "div"
    LearnerGroupId "grp"
    GroupDivisionId "gdv"
    SubjectId "sbj"
    UserId "usr"
    RoleGrantId "rol"
    SessionId "ses"
    DeviceId "dev"
    SecretId "sec"
    SecondFactorId "sfa"
    RecoveryCodeId "rec"
    LearnerId "lea"
    EnrolmentId "enr"
    GroupMemberId "gme"
    GuardianId "gua"
    GuardianLinkId "glk"
    StaffMemberId "stf"
    TeachingId "tea"
    DivisionAssignmentId "das"
    HomeroomId "hom"
    GradingPeriodId "per"
    ChargeId "chg"
    LslPeriodId "lsl"
    CertificationDeadlineId "dea"
    BilanId "bil"
    BilanLevelId "blv"
    BilanVersionId "bve"
    ImportRunId "imp"
    ImportFileId "fil"
    ImportLineId "lin"
    ImportUndoId "und"
    StoredFileId "sto"
    StorageFileId "doc"
    SchoolImageId "img"
    JournalEntryId "jou"
    AuditLineId "aud"
    ReadLineId "rea"
    LogMarkId "mrk"
    JobId "job"
    TicketId "tic"
    TicketMessageId "tms"
    TicketFileId "tfi"
    IdleLimitId "idl"
    InspectorWindowId "win"
    WindowSpecialtyId "wsp"
    ChosenSpecialtyId "chs"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back_from_its_outside_form() {
        let id = BilanId(Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001));
        assert_eq!(id.to_string(), "bil_01990000000070008000000000000001");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(serde_json::from_value::<BilanId>(serde_json::json!(id)).ok(), Some(id));
    }

    #[test]
    fn the_id_of_something_else_is_refused() {
        for text in ["usr_01990000000070008000000000000001", "bil_0199", "bil", "", "01990000000070008000000000000001"]
        {
            assert_eq!(text.parse::<BilanId>(), Err(NotAnId { prefix: "bil" }), "{text}");
        }
    }

    #[test]
    fn an_id_of_any_kind_is_told_from_rubbish() {
        let digits = "01990000000070008000000000000001";
        assert!(is_an_id(&format!("bil_{digits}")) && is_an_id(&format!("job_{digits}")));
        for text in [&format!("xyz_{digits}"), &format!("bil_{digits}\0"), &format!("bil-{digits}"), "bil_", "\0", ""] {
            assert!(!is_an_id(text), "{text:?}");
        }
    }
}
