//! The limits of the edge and of what is stored, one setting each (security 3.3, 3.4, 3.5).

use clap::Args;

/// How much one request, one person, one address and one node may ask.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Longest document, in bytes (Q2).
    #[arg(long, env = "GATE_BYTES", default_value_t = 64 * 1024, hide_short_help = true)]
    pub gate_bytes: usize,
    /// Most words in a document (Q2).
    #[arg(long, env = "GATE_TOKENS", default_value_t = 2_000, hide_short_help = true)]
    pub gate_tokens: usize,
    /// Deepest nesting of braces, brackets and parentheses together (Q2).
    #[arg(long, env = "GATE_NESTING", default_value_t = 32, hide_short_help = true)]
    pub gate_nesting: usize,
    /// Most fragments in a document (Q2).
    #[arg(long, env = "GATE_FRAGMENTS", default_value_t = 20, hide_short_help = true)]
    pub gate_fragments: usize,
    /// Most variables of an operation (Q2).
    #[arg(long, env = "GATE_VARIABLES", default_value_t = 50, hide_short_help = true)]
    pub gate_variables: usize,
    /// Deepest nesting of fields, fragments followed (Q3).
    #[arg(long, env = "GATE_DEPTH", default_value_t = 12, hide_short_help = true)]
    pub gate_depth: usize,
    /// Deepest nesting of fields of a document that only reads the schema (Q3).
    #[arg(long, env = "GATE_INTROSPECTION_DEPTH", default_value_t = 20, hide_short_help = true)]
    pub gate_introspection_depth: usize,
    /// Most aliases, fragments followed (Q4).
    #[arg(long, env = "GATE_ALIASES", default_value_t = 30, hide_short_help = true)]
    pub gate_aliases: usize,
    /// Most fields, fragments followed, skipped ones included (Q4).
    #[arg(long, env = "GATE_FIELDS", default_value_t = 500, hide_short_help = true)]
    pub gate_fields: usize,
    /// Most fields at the root of a query (Q4).
    #[arg(long, env = "GATE_ROOT_FIELDS", default_value_t = 10, hide_short_help = true)]
    pub gate_root_fields: usize,
    /// Most fields at the root of a mutation (Q4).
    #[arg(long, env = "GATE_MUTATIONS", default_value_t = 5, hide_short_help = true)]
    pub gate_mutations: usize,
    /// Most directives in a document (Q6).
    #[arg(long, env = "GATE_DIRECTIVES", default_value_t = 30, hide_short_help = true)]
    pub gate_directives: usize,
    /// Most directives at one place (Q6).
    #[arg(long, env = "GATE_DIRECTIVES_HERE", default_value_t = 2, hide_short_help = true)]
    pub gate_directives_here: usize,

    /// Largest body of a request to `/graphql`, in bytes (Q1).
    #[arg(long, env = "BODY_BYTES", default_value_t = 256 * 1024, hide_short_help = true)]
    pub body_bytes: usize,
    /// Deepest nesting of a JSON body (Q2).
    #[arg(long, env = "JSON_NESTING", default_value_t = 32, hide_short_help = true)]
    pub json_nesting: usize,
    /// Time for a whole body to arrive, in seconds (Q16).
    #[arg(long, env = "BODY_SECONDS", default_value_t = 20, hide_short_help = true)]
    pub body_seconds: u64,
    /// Slowest body, in bytes a second after the first five (Q16).
    #[arg(long, env = "BODY_RATE", default_value_t = 1_024, hide_short_help = true)]
    pub body_rate: u64,

    /// Time for the headers of a request, and idle time between two, in seconds (Q16).
    #[arg(long, env = "HEADER_SECONDS", default_value_t = 10, hide_short_help = true)]
    pub header_seconds: u64,
    /// Largest header block, in bytes (Q17).
    #[arg(long, env = "HEADER_BYTES", default_value_t = 32 * 1024, hide_short_help = true)]
    pub header_bytes: usize,
    /// Time a write to a connection may stall, in seconds (Q16).
    #[arg(long, env = "WRITE_SECONDS", default_value_t = 30, hide_short_help = true)]
    pub write_seconds: u64,
    /// Most connections from one address (Q16).
    #[arg(long, env = "CONNECTIONS_PER_ADDRESS", default_value_t = 1_000, hide_short_help = true)]
    pub connections_per_address: usize,
    /// Most connections of the node (Q16).
    #[arg(long, env = "CONNECTIONS", default_value_t = 8_000, hide_short_help = true)]
    pub connections: usize,

    /// Time for a query, in seconds (Q8).
    #[arg(long, env = "QUERY_SECONDS", default_value_t = 5, hide_short_help = true)]
    pub query_seconds: u64,
    /// Time for a mutation, in seconds (Q8).
    #[arg(long, env = "MUTATION_SECONDS", default_value_t = 10, hide_short_help = true)]
    pub mutation_seconds: u64,
    /// Time for a step of an import, or for signing in with the wait before it, in seconds (Q8).
    #[arg(long, env = "LONG_MUTATION_SECONDS", default_value_t = 60, hide_short_help = true)]
    pub long_mutation_seconds: u64,
    /// Requests run at once on the node (Q8).
    #[arg(long, env = "REQUESTS_AT_ONCE", default_value_t = 64, hide_short_help = true)]
    pub requests_at_once: usize,
    /// Requests run at once for one person (Q8).
    #[arg(long, env = "REQUESTS_PER_USER", default_value_t = 8, hide_short_help = true)]
    pub requests_per_user: usize,
    /// Requests that may wait for their turn; the next is told to come back (Q8).
    #[arg(long, env = "REQUESTS_WAITING", default_value_t = 128, hide_short_help = true)]
    pub requests_waiting: usize,

    /// Requests a minute for one person (Q9).
    #[arg(long, env = "RATE_PER_USER", default_value_t = 300, hide_short_help = true)]
    pub rate_per_user: u32,
    /// Requests at once for one person, before the rate applies (Q9).
    #[arg(long, env = "RATE_BURST", default_value_t = 60, hide_short_help = true)]
    pub rate_burst: u32,
    /// Requests a minute from one address (Q9).
    #[arg(long, env = "RATE_PER_ADDRESS", default_value_t = 1_200, hide_short_help = true)]
    pub rate_per_address: u32,
    /// Heavy operations an hour for one person (Q9).
    #[arg(long, env = "RATE_HEAVY", default_value_t = 10, hide_short_help = true)]
    pub rate_heavy: u32,

    /// Largest file that a person sends, in bytes (F7).
    #[arg(long, env = "FILE_BYTES", default_value_t = 6 * 1024 * 1024, hide_short_help = true)]
    pub file_bytes: u64,
    /// Largest logo or stamp, in bytes (F8).
    #[arg(long, env = "SCHOOL_IMAGE_BYTES", default_value_t = 2 * 1024 * 1024, hide_short_help = true)]
    pub school_image_bytes: u64,
    /// Longest side of a picture, in pixels (F8).
    #[arg(long, env = "IMAGE_SIDE", default_value_t = 4_096, hide_short_help = true)]
    pub image_side: u32,
    /// Most pixels of a picture (F8).
    #[arg(long, env = "IMAGE_PIXELS", default_value_t = 16_000_000, hide_short_help = true)]
    pub image_pixels: u64,
    /// Pictures decoded at once (F8).
    #[arg(long, env = "IMAGES_AT_ONCE", default_value_t = 2, hide_short_help = true)]
    pub images_at_once: usize,
    /// Files of a learner, in MiB (F7).
    #[arg(long, env = "FILES_LEARNER_MIB", default_value_t = 200, hide_short_help = true)]
    pub files_learner_mib: u64,
    /// Files of an adult, in MiB (F7).
    #[arg(long, env = "FILES_ADULT_MIB", default_value_t = 1_024, hide_short_help = true)]
    pub files_adult_mib: u64,
    /// Files that a division or the staff share, in MiB (F7).
    #[arg(long, env = "FILES_SHARED_MIB", default_value_t = 2_048, hide_short_help = true)]
    pub files_shared_mib: u64,
    /// Files of a school, the bin included, in MiB (F7).
    #[arg(long, env = "FILES_SCHOOL_MIB", default_value_t = 20_480, hide_short_help = true)]
    pub files_school_mib: u64,
    /// Files of one person that may wait for a record.
    #[arg(long, env = "FILES_WAITING", default_value_t = 40, hide_short_help = true)]
    pub files_waiting: u64,
    /// Room that stays free on the disk, in MiB: below it nothing more is received (8.3).
    #[arg(long, env = "FILES_FREE_MIB", default_value_t = 1_024, hide_short_help = true)]
    pub files_free_mib: u64,

    /// Memory for answers kept until their school changes, in bytes.
    #[arg(long, env = "CACHE_BYTES", default_value_t = 16 * 1024 * 1024, hide_short_help = true)]
    pub cache_bytes: usize,

    /// Time for the first message of a socket, in seconds (W2).
    #[arg(long, env = "SOCKET_INIT_SECONDS", default_value_t = 5, hide_short_help = true)]
    pub socket_init_seconds: u64,
    /// Time between two heartbeats of a socket or an event stream, in seconds.
    #[arg(long, env = "HEARTBEAT_SECONDS", default_value_t = 15, hide_short_help = true)]
    pub heartbeat_seconds: u64,
    /// Time for the answer to a heartbeat, in seconds (W2).
    #[arg(long, env = "PONG_SECONDS", default_value_t = 20, hide_short_help = true)]
    pub pong_seconds: u64,
    /// Largest message of a socket, in bytes (W4).
    #[arg(long, env = "SOCKET_MESSAGE_BYTES", default_value_t = 64 * 1024, hide_short_help = true)]
    pub socket_message_bytes: usize,
    /// Messages a second that a socket may send for five seconds (W4).
    #[arg(long, env = "SOCKET_MESSAGES", default_value_t = 100, hide_short_help = true)]
    pub socket_messages: u32,
    /// Subscriptions of one socket (W4).
    #[arg(long, env = "SOCKET_SUBSCRIPTIONS", default_value_t = 50, hide_short_help = true)]
    pub socket_subscriptions: usize,
    /// Sockets and event streams of one person (W4).
    #[arg(long, env = "SOCKETS_PER_USER", default_value_t = 20, hide_short_help = true)]
    pub sockets_per_user: usize,
    /// Sockets and event streams of the node (W4).
    #[arg(long, env = "SOCKETS", default_value_t = 5_000, hide_short_help = true)]
    pub sockets: usize,
    /// Frames that may wait for a slow reader (W7).
    #[arg(long, env = "SOCKET_QUEUE", default_value_t = 256, hide_short_help = true)]
    pub socket_queue: usize,
    /// Bytes that may wait for a slow reader (W7).
    #[arg(long, env = "SOCKET_QUEUE_BYTES", default_value_t = 1024 * 1024, hide_short_help = true)]
    pub socket_queue_bytes: usize,
    /// Days that the logs of what was done and of who read which file are kept (security 7).
    #[arg(long, env = "LOG_DAYS", default_value_t = 365, hide_short_help = true)]
    pub log_days: i64,
    /// Days after which addresses in the reading log are cut to their network (security 7).
    #[arg(long, env = "ADDRESS_DAYS", default_value_t = 30, hide_short_help = true)]
    pub address_days: i64,
    /// Time between two looks at whether those who watch still may, in seconds (A12).
    #[arg(long, env = "STANDING_SECONDS", default_value_t = 4, hide_short_help = true)]
    pub standing_seconds: u64,
}
