import createClient, { type Middleware } from 'openapi-fetch';
import type { paths as FlorinPaths } from './generated/florin.ts';
import type { paths as PolarPaths } from './generated/polar.ts';

/** The contract of Polar's that the pages are written for. */
const contract = '2026-10';

/** What goes with every call: who calls, and for what. */
let credentials: () => Record<string, string> = () => ({});

/** The portal's session token, or the dashboard's organization and mode. A page sets it once. */
export function callWith(headers: () => Record<string, string>): void {
  credentials = headers;
}

const asCaller: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(credentials())) request.headers.set(name, value);
    return request;
  },
};

export const polar = createClient<PolarPaths>({
  baseUrl: globalThis.location?.origin,
  headers: { 'Polar-Version': contract },
});
export const florin = createClient<FlorinPaths>({ baseUrl: globalThis.location?.origin });
polar.use(asCaller);
florin.use(asCaller);
