/** Opens checkouts above a merchant's page. It stands on pages of others: no framework, no style sheet, nothing global but its name. */

type EventName = 'loaded' | 'confirmed' | 'success' | 'close';
type Options = { theme?: 'light' | 'dark'; onLoaded?(): void };
type Told = { type: string; event: EventName; successURL?: string; redirect?: boolean };

const messageType = 'FLORIN_CHECKOUT';
/** How long a frame may say nothing before the checkout is opened in its place. */
const silenceMilliseconds = 8_000;

const veilStyle: Partial<CSSStyleDeclaration> = {
  position: 'fixed',
  inset: '0',
  zIndex: '2147483647',
  background: 'rgba(0, 0, 0, 0.5)',
  display: 'grid',
  placeItems: 'center',
};
const frameStyle: Partial<CSSStyleDeclaration> = {
  position: 'absolute',
  inset: '0',
  width: '100%',
  height: '100%',
  border: '0',
  colorScheme: 'auto',
  opacity: '0',
};
/** Where there is room, the page stays to be seen around it. */
const roomyFrameStyle: Partial<CSSStyleDeclaration> = {
  inset: '4vh 0',
  width: 'min(1120px, 94vw)',
  height: '92vh',
  margin: '0 auto',
  borderRadius: '14px',
};
const closeStyle: Partial<CSSStyleDeclaration> = {
  position: 'absolute',
  top: '12px',
  right: '12px',
  width: '44px',
  height: '44px',
  border: '0',
  borderRadius: '8px',
  background: 'transparent',
  color: '#fff',
  font: '24px/1 system-ui, sans-serif',
  cursor: 'pointer',
};

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  style: Partial<CSSStyleDeclaration>,
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  Object.assign(made.style, style);
  return made;
}

/** Turns while nothing is there to be seen yet. */
function spinner(): HTMLElement {
  const turning = element('div', {
    width: '32px',
    height: '32px',
    border: '3px solid rgba(255, 255, 255, 0.35)',
    borderTopColor: '#fff',
    borderRadius: '50%',
  });
  turning.setAttribute('role', 'progressbar');
  turning.setAttribute('aria-label', document.title);
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) {
    turning.animate([{ transform: 'none' }, { transform: 'rotate(1turn)' }], {
      duration: 900,
      iterations: Infinity,
    });
  }
  return turning;
}

/**
 * One checkout above the page. Listeners hear `loaded`, `confirmed`, `success` and `close`; one that calls `preventDefault`
 * keeps the script from doing what it would: closing, or going to the address of success.
 */
class EmbedCheckout extends EventTarget {
  readonly #origin: string;
  readonly #address: string;
  readonly #veil = element('div', veilStyle);
  readonly #frame = element('iframe', frameStyle);
  /** What had the focus before, and what of the page is out of reach meanwhile. */
  readonly #before = document.activeElement;
  readonly #behind: Element[] = [];
  readonly #overflow = document.documentElement.style.overflow;
  readonly #ready: Promise<void>;
  #isClosable = true;
  #isOpen = true;

  private constructor(url: string, { theme, onLoaded }: Options) {
    super();
    const address = new URL(url, location.href);
    this.#address = address.href;
    // A link of the merchant's own leads to the server's pages: from where it says.
    this.#origin = address.origin;
    address.searchParams.set('embed', 'true');
    address.searchParams.set('embed_origin', location.origin);
    if (theme) address.searchParams.set('theme', theme);
    this.#ready = new Promise((resolve) => {
      const once = { once: true };
      this.addEventListener('loaded', () => onLoaded?.(), once);
      this.addEventListener('loaded', () => resolve(), once);
      this.addEventListener('close', () => resolve(), once);
    });
    this.#show(address.href);
  }

  /** Opens a checkout, by its own address or by its link's. Answers once it is to be seen, or closed before. */
  static async create(url: string, options: Options | 'light' | 'dark' = {}): Promise<EmbedCheckout> {
    const opened = new EmbedCheckout(url, typeof options === 'string' ? { theme: options } : options);
    await opened.#ready;
    return opened;
  }

  /** Has links and buttons that name a checkout open it above the page. */
  static init(): void {
    document.addEventListener('click', (event) => {
      const { target, ctrlKey, metaKey, shiftKey } = event;
      if (event.defaultPrevented || ctrlKey || metaKey || shiftKey || event.button !== 0) return;
      const opener = (target as Element).closest?.<HTMLElement>(
        '[data-florin-checkout], [data-polar-checkout]',
      );
      if (!opener) return;
      const { florinCheckout, polarCheckout, florinCheckoutTheme, polarCheckoutTheme } = opener.dataset;
      const url = florinCheckout || polarCheckout || opener.getAttribute('href');
      if (!url) return;
      event.preventDefault();
      void EmbedCheckout.create(url, (florinCheckoutTheme ?? polarCheckoutTheme) as 'light' | undefined);
    });
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#veil.remove();
    for (const one of this.#behind) one.removeAttribute('inert');
    document.documentElement.style.overflow = this.#overflow;
    removeEventListener('message', this.#hear);
    removeEventListener('keydown', this.#press, true);
    if (this.#before instanceof HTMLElement) this.#before.focus();
  }

  #show(address: string): void {
    const veil = this.#veil;
    veil.setAttribute('role', 'dialog');
    veil.setAttribute('aria-modal', 'true');
    veil.setAttribute('aria-label', 'Checkout');
    const close = element('button', closeStyle);
    close.type = 'button';
    close.textContent = '×';
    close.setAttribute('aria-label', 'Close');
    close.onclick = () => this.#tell({ type: messageType, event: 'close' });
    const frame = this.#frame;
    frame.title = 'Checkout';
    if (matchMedia('(min-width: 64rem) and (min-height: 40rem)').matches) {
      Object.assign(frame.style, roomyFrameStyle);
    }
    frame.allow = 'payment *; publickey-credentials-get *';
    frame.src = address;
    frame.onload = () => setTimeout(() => this.#giveUp(), silenceMilliseconds);
    const waiting = spinner();
    veil.append(waiting, close, frame);
    this.addEventListener(
      'loaded',
      () => {
        waiting.remove();
        close.remove();
        frame.style.opacity = '1';
        frame.focus();
      },
      { once: true },
    );
    // Out of reach of keys and of whoever hears the page, so that the focus stays with the checkout.
    for (const one of document.body.children) {
      if (one.hasAttribute('inert')) continue;
      one.setAttribute('inert', '');
      this.#behind.push(one);
    }
    document.documentElement.style.overflow = 'hidden';
    document.body.append(veil);
    close.focus();
    addEventListener('message', this.#hear);
    addEventListener('keydown', this.#press, true);
  }

  /** The checkout may not be shown here, or is not there: then it is opened as a page. */
  #giveUp(): void {
    if (this.#isOpen && this.#frame.style.opacity === '0') location.assign(this.#address);
  }

  readonly #press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#tell({ type: messageType, event: 'close' });
  };

  readonly #hear = ({ source, origin, data }: MessageEvent<Told | null>): void => {
    if (source !== this.#frame.contentWindow || origin !== this.#origin) return;
    if (data?.type === messageType) this.#tell(data);
  };

  #tell(told: Told): void {
    const { event, successURL, redirect } = told;
    if (event === 'close' && !this.#isClosable) return;
    // While it is being paid nobody closes it. A payment that failed shows the form again.
    if (event !== 'close') this.#isClosable = event !== 'confirmed';
    const goesOn = this.dispatchEvent(new CustomEvent(event, { detail: told, cancelable: true }));
    if (!goesOn) return;
    if (event === 'close') this.close();
    if (event === 'success' && redirect && successURL && /^https?:/.test(successURL))
      location.assign(successURL);
  }
}

declare global {
  interface Window {
    Florin: { EmbedCheckout: typeof EmbedCheckout };
  }
}

// Loaded twice it stays what it was.
if (!window.Florin) {
  window.Florin = { EmbedCheckout };
  EmbedCheckout.init();
}

export {};
