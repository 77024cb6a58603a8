import { type Clock, wallClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { Mode, Scope } from '../../platform/scope.ts';
import { readToken, signingSecret, signToken } from '../../platform/signed-url.ts';
import { type DocumentKey, type StoredDocument, selectDocument } from './documents.sql.ts';
import type { DocumentKind } from './pdf/index.ts';

/** Long enough to click on, too short to pass around. */
const linkMilliseconds = 10 * 60_000;

/** Where documents are served, below the server's public address. */
export const documentsPath = '/documents';

/** An address from which anybody can fetch the PDF for ten minutes. The PDF must be there. */
export async function documentLink(
  scope: Scope,
  publicUrl: string,
  subjectId: string,
  kind: DocumentKind,
): Promise<string> {
  const secret = await signingSecret(scope.database);
  // A link is a credential: whoever opens it has no scope, and no clock but the wall's.
  const expiresAt = new Date(wallClock.now().getTime() + linkMilliseconds);
  const content = [kind, scope.mode, scope.organizationId, subjectId].join(' ');
  return `${publicUrl}${documentsPath}/${signToken(secret, content, expiresAt)}`;
}

/** The PDF that a link's token stands for, or undefined where the link is forged or over. */
export async function openDocumentLink(
  database: Database,
  clock: Clock,
  token: string,
): Promise<StoredDocument | undefined> {
  const content = readToken(await signingSecret(database), token, clock.now());
  return content === undefined ? undefined : selectDocument(database, documentKey(content));
}

/** Only what we signed ourselves comes here, so its parts are what they should be. */
function documentKey(content: string): DocumentKey {
  const [kind, mode, organizationId = '', subjectId = ''] = content.split(' ');
  return { kind: kind as DocumentKind, mode: mode as Mode, organizationId, subjectId };
}
