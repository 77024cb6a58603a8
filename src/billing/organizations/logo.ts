import { createHash } from 'node:crypto';
import { transaction } from '../../platform/postgres/database.ts';
import { fail, type Result } from '../../platform/result.ts';
import type { Scope } from '../../platform/scope.ts';
import { deleteLogoRow, replaceLogo } from './logos.sql.ts';
import type { Organization } from './organization.ts';
import { updateOrganization } from './update-organization.ts';

export const logoMediaTypes = ['image/png', 'image/jpeg', 'image/webp'] as const;
export type LogoMediaType = (typeof logoMediaTypes)[number];

export const largestLogoBytes = 512 * 1024;

/** Below this every logo is served, by its organization and hash. */
export const logosPath = '/florin/logos';

const startsWith = (content: Buffer, bytes: readonly number[], at = 0) =>
  bytes.every((byte, index) => content[at + index] === byte);

const ascii = (text: string) => [...Buffer.from(text, 'ascii')];

/** Where an organization's picture is: a logo of ours at this server's address, any other where it is. */
export function avatarUrlAt(
  publicUrl: string,
  { avatarUrl }: Pick<Organization, 'avatarUrl'>,
): string | null {
  return avatarUrl?.startsWith(`${logosPath}/`) ? `${publicUrl}${avatarUrl}` : avatarUrl;
}

/** A picture's address as it is kept: of a logo of ours what `avatarUrlAt` put before it is left out. */
export function keptAvatarUrl(publicUrl: string, url: string): string {
  return url.startsWith(`${publicUrl}${logosPath}/`) ? url.slice(publicUrl.length) : url;
}

/** What a picture is by its first bytes, whatever it is called; undefined where it is none that is taken. */
export function logoMediaType(content: Buffer): LogoMediaType | undefined {
  if (startsWith(content, [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a])) return 'image/png';
  if (startsWith(content, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (startsWith(content, ascii('RIFF')) && startsWith(content, ascii('WEBP'), 8)) return 'image/webp';
  return undefined;
}

/**
 * Gives the scope's organization a picture, and its path as the avatar: which server it is at shows when it is asked for.
 *
 * @returns `not_found`, `logo_too_large`, `logo_not_a_picture`
 */
export async function setLogo(scope: Scope, content: Buffer): Promise<Result<Organization>> {
  if (content.length > largestLogoBytes) {
    return fail({ code: 'logo_too_large', message: 'The picture must be no larger than 512 KB.' });
  }
  const mediaType = logoMediaType(content);
  if (!mediaType) {
    return fail({ code: 'logo_not_a_picture', message: 'The picture must be a PNG, a JPEG or a WebP.' });
  }
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 32);
  const { organizationId } = scope;
  return transaction(scope.database, async (database) => {
    const inside = { ...scope, database };
    const avatarUrl = `${logosPath}/${organizationId}/${hash}`;
    const updated = await updateOrganization(inside, { avatarUrl });
    if (!updated.ok) return updated;
    await replaceLogo(database, { organizationId, hash, mediaType, content, modifiedAt: scope.clock.now() });
    return updated;
  });
}

/**
 * Takes the picture away, and an avatar from elsewhere too.
 *
 * @returns `not_found`
 */
export async function removeLogo(scope: Scope): Promise<Result<Organization>> {
  return transaction(scope.database, async (database) => {
    const updated = await updateOrganization({ ...scope, database }, { avatarUrl: null });
    if (!updated.ok) return updated;
    await deleteLogoRow(database, scope.organizationId);
    return updated;
  });
}
