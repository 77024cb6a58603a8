import { useEffect, useRef } from 'react';
import { isCountry } from '../../../src/platform/country.ts';
import { useSession } from '../session-context.tsx';
import { addressChange } from './draft.ts';
import type { FormState } from './form-state.ts';

/** Begins with the country that the browser is set to, so that the total is right from the start. */
export function useCountryOfBuyer({ draft, set }: FormState): void {
  const { checkout, change } = useSession();
  const isGuessed = useRef(false);
  const isAsked = checkout.billing_address_fields.country !== 'disabled';
  useEffect(() => {
    if (isGuessed.current || !isAsked || draft.country !== '') return;
    isGuessed.current = true;
    const country = countryOfBrowser();
    const address = country && addressChange({ ...draft, country });
    if (!country || !address) return;
    set({ country });
    change(address);
  }, [isAsked, draft, set, change]);
}

function countryOfBrowser(): string | undefined {
  for (const tag of navigator.languages) {
    const region = new Intl.Locale(tag).region;
    if (region && isCountry(region)) return region;
  }
  return undefined;
}
