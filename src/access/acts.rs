//! What a person may do, and on whose rows.

use super::{Cells, Task};

/// A cell of a table of rights: `-` is nothing.
macro_rules! cell {
    (-) => {
        None
    };
    ($scope:ident) => {
        Some($crate::access::Scope::$scope)
    };
}
pub(super) use cell;

macro_rules! acts {
    ($($(#[$doc:meta])* $act:ident $operation:literal
        [$admin:tt $head:tt $ddftp:tt $teacher:tt $tutor:tt $learner:tt $inspector:tt $nobody:tt])*) => {
        /// Something an actor may do; each mutation has its own, with the same name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, async_graphql::Enum)]
        pub enum Act {
            $($(#[$doc])* $act,)*
        }

        impl Act {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$act),*];

            /// Operation of `permissions.yaml` that it carries out.
            pub fn operation(self) -> &'static str {
                match self {
                    $(Self::$act => $operation,)*
                }
            }

            /// Its line of the table.
            pub fn cells(self) -> Cells {
                match self {
                    $(Self::$act => [cell!($admin), cell!($head), cell!($ddftp), cell!($teacher),
                                     cell!($tutor), cell!($learner), cell!($inspector), cell!($nobody)],)*
                }
            }

            /// Name in the audit log.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$act => stringify!($act),)*
                }
            }
        }
    };
}

acts! {
    //                       operation                               admin  head   ddftp  teacher    tutor learner inspector nobody
    /// Signing in, or being recognised by a cookie.
    SignIn                   "authentication.sign_in"               [Public Public Public Public     Public Public Public Public]
    /// Counting a try at signing in before its password is looked at.
    CountTry                 "authentication.sign_in"               [Public Public Public Public     Public Public Public Public]
    /// Proving at sign-in, after the password, what the telephone knows.
    ProveSignIn              "authentication.second_step"           [-      -      -      -          -     -      -      Secret]
    /// Asking at sign-in for the key of a telephone, where the school wants one first.
    BeginSecondFactorAtSignIn "authentication.second_step"          [-      -      -      -          -     -      -      Secret]
    /// Setting it up with a first code, and coming in.
    ConfirmSecondFactorAtSignIn "authentication.second_step"        [-    -      -      -          -     -      -      Secret]
    /// Opening an account with its single-use secret.
    ChoosePassword           "authentication.activate"              [-      -      -      -          -     -      -      Secret]
    /// Asking for a letter that lets one back in.
    AskReset                 "authentication.ask_reset"             [-      -      -      -          -     -      -      Public]
    /// Leaving.
    SignOut                  "authentication.sign_out"              [Own    Own    Own    Own        Own   Own    Own    -]
    /// Working under another role of one's own.
    UseRole                  "authentication.use_role"              [Own    Own    Own    Own        Own   Own    Own    -]
    /// Keeping the session open.
    StayConnected            "authentication.stay_connected"        [Own    Own    Own    Own        Own   Own    Own    -]
    /// Changing one's own password.
    ChangePassword           "own_account.change_password"          [Own    Own    Own    Own        Own   Own    Own    -]
    /// Asking for another address for letters.
    ChangeMail               "own_account.change_mail"              [Own    Own    Own    Own        Own   Own    Own    -]
    /// Confirming an address with the link sent to it.
    ConfirmMail              "own_account.confirm_mail"             [-      -      -      -          -     -      -      Secret]
    /// Ending sessions of one's own account.
    RevokeSessions           "own_account.revoke_sessions"          [Own    Own    Own    Own        Own   Own    Own    -]
    /// Choosing the diplomas that one works on.
    ChooseSpecialties        "own_account.choose_specialties"       [-      -      -      Own        -     -      -      -]
    /// Going on under one of them, or under all.
    UseSpecialty             "own_account.choose_specialties"       [-      -      -      Own        -     -      -      -]
    /// Reading the settings of the establishment.
    ReadSettings             "establishment.read"                   [School School School -          -     -      -      -]
    /// Changing who the establishment is: name, town, address, telephone, time zone.
    UpdateEstablishment      "establishment.update"                 [School -      -      -          -     -      -      -]
    /// Choosing how people prove who they are, and for how long they stay signed in.
    SetSecurityOptions       "establishment.set_security_options"   [School -      -      -          -     -      -      -]
    /// Saying who answers for transfers of learners' data, and allowing them.
    SetTransfer              "establishment.set_transfer"           [School School -      -          -     -      -      -]
    /// Listing the learners whom a missing national identifier keeps from a transfer.
    ListBlockedTransfers     "transfers.list_blocked"               [School -      School -          -     -      -      -]
    /// Asking for the key of a telephone, to prove twice who one is.
    BeginSecondFactor        "own_account.second_factor"            [Own    Own    Own    Own        Own   -      Own    -]
    /// Setting it up with a first code.
    ConfirmSecondFactor      "own_account.second_factor"            [Own    Own    Own    Own        Own   -      Own    -]
    /// Making the codes for a lost telephone anew.
    RenewRecoveryCodes       "own_account.second_factor"            [Own    Own    Own    Own        Own   -      Own    -]
    /// Proving only once again who one is.
    RemoveSecondFactor       "own_account.second_factor"            [Own    Own    Own    Own        Own   -      Own    -]
    /// Reading who read one's own file.
    ReadOwnAccessLog         "own_account.read_own_access_log"      [Own    Own    Own    Own        Own   Own    Own    -]
    /// Taking one's own data away.
    ExportOwnData            "own_account.export_own_data"          [Own    Own    Own    Own        Own   Own    Own    -]
    /// Opening the first sign-in again for people or a division.
    OpenActivation           "users.reset_access"                   [School -      School Team       -     -      -      -]
    /// Printing what opens the first sign-in of a division.
    PrintActivationSlips     "users.print_activation_slips"         [School -      School Team       -     -      -      -]
    /// Reading the exact login of a person.
    ReadLogin                "users.read_login"                     [School -      School Team       -     -      -      -]
    /// Listing the accounts of the establishment.
    ListUsers                "users.list_accounts"                  [School School School -          -     -      -      -]
    /// Reading where an account stands: whether it is open, why it was closed, when it was last used.
    ReadUser                 "users.read"                           [School School School Team       -     -      Window -]
    /// Reading a person's address for letters.
    ReadContact              "users.read_contact"                   [School School School Team       -     -      -      -]
    /// Reading a person's birth date.
    ReadBirthDate            "users.read_birth_date"                [School -      -      -          -     -      -      -]
    /// Creating an account by hand, in the establishment or at the command line.
    CreateUser               "users.create"                         [School School -      -          -     -      -      -]
    /// Sending again the letter of an account created by hand whose link was lost or is too old.
    ResendWelcome            "users.create"                         [School School -      -          -     -      -      -]
    /// Closing an account.
    DisableUser              "users.disable"                        [School School -      -          -     -      -      -]
    /// Opening a closed account again.
    RestoreUser              "users.restore"                        [School School -      -          -     -      -      -]
    /// Ending every session of an account.
    EndSessions              "users.end_sessions"                   [School School -      -          -     -      -      -]
    /// Taking away what an account proves twice with: telephone and codes are lost.
    ResetSecondFactor        "users.reset_second_factor"            [School -      -      -          -     -      -      -]
    /// Giving an account one more role.
    GrantRole                "users.assign_role"                    [School -      -      -          -     -      -      -]
    /// Taking a role back.
    RevokeRole               "users.assign_role"                    [School -      -      -          -     -      -      -]
    /// Merging an account made by hand into the imported one of the same person.
    MergeUsers               "users.merge"                          [School -      -      -          -     -      -      -]
    /// Giving divisions of this school year to a teacher, beside what the files say.
    AssignDivisions          "users.assign_divisions"               [School -      School -          -     -      -      -]
    /// Taking back a division that was given by hand.
    UnassignDivision         "users.assign_divisions"               [School -      School -          -     -      -      -]
    /// Opening the learners of some diplomas to an inspector, between two days.
    OpenInspectorAccess      "users.open_inspector_access"          [-      School -      -          -     -      -      -]
    /// Closing an inspector's access before its last day.
    CloseInspectorAccess     "users.close_inspector_access"         [School School -      -          -     -      -      -]
    /// Following the school's counts.
    ReadConsole              "console.read_indicators"              [School School School -          -     -      -      -]
    /// Reading the names behind a count.
    ReadConsoleDetail        "console.read_detail"                  [-      School School -          -     -      -      -]
    /// Sending files and seeing what they would change.
    StartImport              "imports.preview"                      [School -      School -          -     -      -      -]
    /// Typing a learner outside SIECLE, as an import of one line.
    AddLearner               "imports.preview"                      [School -      School -          -     -      -      -]
    /// Deciding a doubtful line of an import.
    DecideImportLine         "imports.decide_line"                  [School -      School -          -     -      -      -]
    /// Applying an import.
    ApplyImport              "imports.run"                          [School -      School -          -     -      -      -]
    /// Taking the last import back.
    UndoImport               "imports.undo_last"                    [School -      -      -          -     -      -      -]
    /// Attaching a training code to a diploma by hand.
    AttachMef                "specialties.attach_mef"               [-      -      School -          -     -      -      -]
    /// Setting grading periods for the first time.
    SaveGradingPeriods       "periods.create"                       [-      -      School -          -     -      -      -]
    /// Changing the dates of grading periods.
    UpdateGradingPeriods     "periods.update"                       [-      -      School -          -     -      -      -]
    /// Copying last year's grading periods.
    CopyGradingPeriods       "periods.create"                       [-      -      School -          -     -      -      -]
    /// Moving grading periods to the bin.
    DeleteGradingPeriods     "periods.delete"                       [-      -      School -          -     -      -      -]
    /// Taking grading periods back from the bin.
    RestoreGradingPeriods    "periods.restore"                      [-      -      School -          -     -      -      -]
    /// Setting the rhythm and dates of the school record.
    SaveLslPeriods           "periods.set_lsl_periods"              [-      -      School -          -     -      -      -]
    /// Setting a certification deadline.
    SaveCertificationDeadline "periods.set_certification_deadlines" [-      -      School -          -     -      -      -]
    /// Removing a certification deadline.
    DeleteCertificationDeadline "periods.set_certification_deadlines" [-    -      School -          -     -      -      -]
    /// Beginning a bilan.
    CreateBilan              "bilans.create"                        [-      -      -      Team       -     -      -      -]
    /// Writing in a bilan.
    SaveBilan                "bilans.update"                        [-      -      -      AuthorTeam -     -      -      -]
    /// Freezing a bilan and showing it to the learner.
    ValidateBilan            "bilans.validate"                      [-      -      -      Team       -     -      -      -]
    /// Opening a validated bilan again, with a reason.
    ReopenBilan              "bilans.validate"                      [-      -      -      Team       -     -      -      -]
    /// Moving a draft to the bin.
    DeleteBilan              "bilans.delete"                        [-      -      -      Author     -     -      -      -]
    /// Taking a draft back from the bin.
    RestoreBilan             "bilans.restore"                       [-      -      -      Author     -     -      -      -]
    /// Naming the teachers in charge of bilans.
    NameTeachersInCharge     "bilans.name_teachers_in_charge"       [-      -      School -          -     -      -      -]
    /// Setting the school's logo or stamp.
    SetSchoolImage           "establishment.update_logo_and_stamp"  [School -      -      -          -     -      -      -]
    /// Moving the school's logo or stamp to the bin.
    DeleteSchoolImage        "establishment.update_logo_and_stamp"  [School -      -      -          -     -      -      -]
    /// Taking a logo or stamp back from the bin, in the place of the one that stands.
    RestoreSchoolImage       "establishment.update_logo_and_stamp"  [School -      -      -          -     -      -      -]
    /// Taking away a file of a record one reads.
    DownloadFile             "files.download"                       [FileOfRecord FileOfRecord FileOfRecord FileOfRecord FileOfRecord FileOfRecord FileOfRecord -]
    /// Putting a file in a space of the storage.
    StoreFile                "storage.add"                          [-      -      StaffSpaces TeacherSpaces - Own -     -]
    /// Naming a file of the storage otherwise.
    RenameStorageFile        "storage.update"                       [-      -      StaffSpaces TeacherSpaces - Own -     -]
    /// Moving a file of the storage to the bin.
    DeleteStorageFile        "storage.delete"                       [-      -      StaffSpaces TeacherSpaces - Own -     -]
    /// Taking a file of the storage back from the bin.
    RestoreStorageFile       "storage.restore"                      [-      -      StaffSpaces TeacherSpaces - Own -     -]
    /// Reading what people did in the school.
    ReadJournal              "journal.read"                         [-      School School -          -     -      -      -]
    /// Reading what was done in the school.
    ReadAuditLog             "audit_log.read"                       [School School -      -          -     -      -      -]
    /// Reading who read which file in the school.
    ReadReadingLog           "audit_log.read_reads"                 [-      School -      -          -     -      -      -]
    /// Following the chains of the logs.
    VerifyLogs               "audit_log.verify"                     [School School -      -          -     -      -      -]
    /// Taking a log of the school away as a table.
    ExportLogs               "audit_log.export"                     [-      School -      -          -     -      -      -]
    /// Reading every article of help; those that help to come in are open to all.
    ReadHelp                 "help.read_articles"                   [Public Public Public Public     Public Public Public -]
    /// Counting that an article of help was read, without a name.
    CountHelpReading         "help.count_reading"                   [Own    Own    Own    Own        Own   Own    Own    -]
    /// Saying whether an article of help helped, without a name.
    RateHelpArticle          "help.count_reading"                   [Own    Own    Own    Own        Own   Own    Own    -]
    /// Writing to the assistance.
    CreateTicket             "tickets.create"                       [Own    Own    Own    Own        Own   Own    Own    -]
    /// Going on with what was asked: its author, or who answers.
    ReplyTicket              "tickets.reply"                        [TicketSchool Ticket Ticket Ticket Ticket Ticket Ticket -]
    /// Joining a file to what one asks of the assistance.
    AttachTicketFile         "tickets.attach_file"                  [Ticket Ticket Ticket Ticket     Ticket Ticket Ticket -]
    /// Saying that nothing more is needed.
    CloseTicket              "tickets.close"                        [Ticket Ticket Ticket Ticket     Ticket Ticket Ticket -]
    /// Creating an establishment.
    CreateEstablishment      "operations.create_establishment"      [-      -      -      -          -     -      -      -]
    /// Loading a framework.
    LoadFramework            "operations.load_framework"            [-      -      -      -          -     -      -      -]
    /// Reading what work of the service went wrong.
    ReadJobs                 "operations.read_jobs"                 [School -      -      -          -     -      -      -]
    /// Asking for work that went wrong to be done again.
    RetryJobs                "operations.retry_jobs"                [School -      -      -          -     -      -      -]
    /// Doing queued work.
    RunJob                   "operations.run_jobs"                  [-      -      -      -          -     -      -      -]
    /// Removing for good what has been in the bin for too long.
    EmptyBin                 "operations.empty_bin"                 [-      -      -      -          -     -      -      -]
    /// Keeping the log of who read which file.
    LogReads                 "audit_log.write"                      [-      -      -      -          -     -      -      -]
    /// Sealing the logs, and removing what is kept no longer.
    KeepLogs                 "audit_log.keep"                       [-      -      -      -          -     -      -      -]
}

impl Act {
    /// Whether the audit log keeps a line of it; the service's own bookkeeping is left out.
    pub fn is_audited(self) -> bool {
        !matches!(
            self,
            Self::RunJob
                | Self::LogReads
                | Self::KeepLogs
                | Self::StayConnected
                | Self::CountTry
                | Self::CountHelpReading
                | Self::RateHelpArticle
        )
    }

    /// Whether the service may do it itself while doing `task`.
    pub fn open_to(self, task: Task) -> bool {
        match task {
            Task::SignIn => matches!(
                self,
                Self::SignIn
                    | Self::CountTry
                    | Self::ProveSignIn
                    | Self::BeginSecondFactorAtSignIn
                    | Self::ConfirmSecondFactorAtSignIn
                    | Self::BeginSecondFactor
                    | Self::ConfirmSecondFactor
                    | Self::RenewRecoveryCodes
                    | Self::RemoveSecondFactor
                    | Self::ChoosePassword
                    | Self::AskReset
                    | Self::ChangePassword
                    | Self::ChangeMail
                    | Self::ConfirmMail
                    | Self::RevokeSessions
                    | Self::SignOut
                    | Self::UseRole
                    | Self::StayConnected
            ),
            Task::RunJobs => {
                matches!(self, Self::RunJob | Self::LogReads | Self::KeepLogs | Self::SignOut | Self::EmptyBin)
            }
            Task::Import => matches!(self, Self::StartImport | Self::ApplyImport | Self::RunJob),
            Task::CommandLine => matches!(
                self,
                Self::CreateEstablishment
                    | Self::CreateUser
                    | Self::LoadFramework
                    | Self::OpenActivation
                    | Self::ResetSecondFactor
                    | Self::RunJob
            ),
            Task::Seed => matches!(
                self,
                Self::CreateEstablishment | Self::CreateUser | Self::LoadFramework | Self::OpenActivation
            ),
            Task::Live | Task::Standing | Task::Verification | Task::Files | Task::OwnData => false,
        }
    }
}
