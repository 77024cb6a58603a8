/**
 * What of the schema an export does not carry, with the reason. All else that has an `organization_id` is carried, so that a new
 * table or column is without a word said here.
 */

export const tablesLeftOut: Record<string, string> = {
  schema_migrations: 'is about the database',
  secrets: "are the server's own keys",
  event_readers: 'is how far this database has told its events',
  rate_windows: 'is how often callers called this database lately',
  users: 'are the people who sign in here',
  user_sessions: 'are the people who sign in here',
  user_accounts: 'are the people who sign in here',
  user_verifications: 'are the people who sign in here',
  user_passkeys: 'are the people who sign in here',
  team_members: 'are the people who sign in here',
  team_invitations: 'are the people who sign in here',
  audit_chains: 'is made anew from the seals',
  idempotency_keys: 'are answers kept for a day, to be repeated to who was answered here',
  customer_counts: 'is counted anew as customers come in',
  discount_redemption_counts: 'is counted anew as redemptions come in',
};

/**
 * Numbers that a database gives, by which rows are in order. An export has the rows in that order, and an import numbers them
 * anew.
 */
export const orderColumns: Record<string, string> = {
  events: 'sequence',
  audit_log: 'sequence',
  customer_balance_entries: 'sequence',
  webhook_messages: 'position',
};

/** Of these the imported rows are numbered so that the last is 0: below all that is written here. */
export const historyTables: readonly string[] = ['events', 'audit_log'];

/** The columns, as `table.column`, that are of this database alone. */
export const columnsLeftOut: Record<string, string> = {
  'webhook_endpoints.told_after': 'is a number of an event',
  'webhook_endpoints.leased_until': 'is who sends just now',
  'webhook_endpoints.lease_id': 'is who sends just now',
  'erasures.leased_until': 'is who erases just now',
  'customer_merges.merged_at': 'is when requests to this database were under way',
  'customer_merges.follow_at': 'is when this database looks after it next',
};

/** Where rendered PDFs are: each goes as a file of its own. */
export const documentTables: Record<string, { subject: string; kind: string | null }> = {
  documents: { subject: 'invoice_id', kind: null },
  credit_note_documents: { subject: 'credit_note_id', kind: 'credit_note' },
};

/** Columns of bytes that go as they are: nothing can be read of them. */
export const plainByteColumns: readonly string[] = [
  'organization_logos.content',
  'api_keys.token_hash',
  'customer_sessions.token_hash',
  'login_codes.code_hash',
  'email_changes.token_hash',
  'customer_seats.invitation_token_hash',
  'audit_log.content_digest',
  'audit_seals.row_ids',
  'audit_seals.row_hashes',
  'audit_seals.previous_hash',
  'audit_seals.hash',
];
