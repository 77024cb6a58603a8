import { Problem } from '../../api/problem.ts';
import { askAuth } from './auth.ts';

export type Passkey = { id: string; name: string | null; createdAt: string };

/** Whether this browser knows passkeys, in the form in which servers write them. */
export const knowsPasskeys =
  typeof PublicKeyCredential !== 'undefined' &&
  'parseRequestOptionsFromJSON' in PublicKeyCredential &&
  'parseCreationOptionsFromJSON' in PublicKeyCredential;

/** @throws Problem, with the code `cancelled` where its user thought better of it */
export async function signInWithPasskey(): Promise<void> {
  const options = await askAuth<PublicKeyCredentialRequestOptionsJSON>(
    '/passkey/generate-authenticate-options',
  );
  const credential = await asked(() =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  );
  await askAuth('/passkey/verify-authentication', { response: credential.toJSON() });
}

/** Makes a passkey on this device. @throws Problem, with the code `cancelled` where its user thought better of it */
export async function addPasskey(name: string): Promise<void> {
  const options = await askAuth<PublicKeyCredentialCreationOptionsJSON>('/passkey/generate-register-options');
  const credential = await asked(() =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  );
  await askAuth('/passkey/verify-registration', { name, response: credential.toJSON() });
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    return (await ask()) as PublicKeyCredential;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    if (name === 'InvalidStateError') {
      throw new Problem(400, 'known', 'This device has a passkey for you already.');
    }
    if (name === 'SecurityError') {
      throw new Problem(
        400,
        'address',
        'Passkeys work under the name of the server only, not under this address.',
      );
    }
    throw new Problem(400, 'cancelled', 'No passkey was given. Try again, or sign in another way.');
  }
}

/** What the browser says it is, for the name of a passkey and for the list of sessions: "Chrome on macOS". */
export function deviceName(agent: string): string {
  const browser = firstOf(agent, [
    ['Edg/', 'Edge'],
    ['OPR/', 'Opera'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ]);
  const system = firstOf(agent, [
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Android', 'Android'],
    ['Mac OS', 'macOS'],
    ['Windows', 'Windows'],
    ['Linux', 'Linux'],
  ]);
  return [browser ?? 'A browser', system].filter(Boolean).join(' on ');
}

function firstOf(text: string, names: readonly (readonly [string, string])[]): string | undefined {
  return names.find(([mark]) => text.includes(mark))?.[1];
}
