//! Every change of the schema of the database, in order.
