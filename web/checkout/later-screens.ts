import { type ComponentType, lazy } from 'react';

const confirmation = () => import('./confirmation-screen.tsx');
const authentication = () => import('./authenticate-screen.tsx');
const closed = () => import('./closed-screen.tsx');

/** One of the screens of a file that is loaded when it is first shown. */
function later<File, Name extends keyof File>(load: () => Promise<File>, name: Name) {
  type Props = File[Name] extends ComponentType<infer P> ? P : never;
  return lazy(async () => ({ default: (await load())[name] as ComponentType<Props> }));
}

export const ProcessingScreen = later(confirmation, 'ProcessingScreen');
export const SuccessScreen = later(confirmation, 'SuccessScreen');
export const AuthenticateScreen = later(authentication, 'AuthenticateScreen');
export const ExpiredScreen = later(closed, 'ExpiredScreen');
export const UnavailableScreen = later(closed, 'UnavailableScreen');
export const ArchivedScreen = later(closed, 'ArchivedScreen');
export const NotReadyScreen = later(closed, 'NotReadyScreen');
export const BrokenScreen = later(closed, 'BrokenScreen');
export const UnreachableScreen = later(closed, 'UnreachableScreen');

/** Has at hand, while the form is filled in, what may come after it: who has paid sees that, whatever the network does then. */
export function loadLaterScreens(): void {
  for (const load of [confirmation, authentication, closed]) load().catch(() => {});
}
