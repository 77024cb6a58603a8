/** A colour as three parts of 0 to 255. */
type Colour = readonly [number, number, number];

const white: Colour = [255, 255, 255];
const black: Colour = [0, 0, 0];
/** Dark enough on every colour that white is not readable on. */
const darkInk = '#111214';

/** What text and buttons of a scheme stand on, as theme.css has it; the one that is hardest to read on first. */
const grounds = {
  light: { surface: '#ffffff', all: ['#efefed', '#f7f7f6', '#ffffff'], ink: black },
  dark: { surface: '#16181b', all: ['#22252a', '#1c1f23', '#0e0f11'], ink: white },
} as const;

/** WCAG AA: of text, to what is behind it. */
const readable = 4.5;
/** How far a button must stand out from the page; its text makes it known, so this is little. */
const visible = { light: 1.25, dark: 1.6 };
const softShare = 0.12;

export type BrandTokens = { accent: string; ink: string; text: string; soft: string };

/** `#rrggbb`, or `#rgb`; undefined for any other text. */
function parseColour(text: string): Colour | undefined {
  const long = /^#[0-9a-f]{3}$/i.test(text) ? text.replace(/[0-9a-f]/gi, '$&$&') : text;
  if (!/^#[0-9a-f]{6}$/i.test(long)) return undefined;
  const part = (from: number) => Number.parseInt(long.slice(from, from + 2), 16);
  return [part(1), part(3), part(5)];
}

const colourOf = (text: string): Colour => parseColour(text) ?? black;

function hexOf(colour: Colour): string {
  return `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** WCAG: how light a colour is to the eye, 0 to 1. */
function luminanceOf(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG: 1 for the same colour, 21 for black on white. */
export function contrastOf(one: string, other: string): number {
  const [lighter, darker] = [luminanceOf(colourOf(one)), luminanceOf(colourOf(other))].sort(
    (a, b) => b - a,
  ) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function mix(colour: Colour, other: Colour, share: number): Colour {
  return colour.map((part, index) => part + ((other[index] ?? 0) - part) * share) as unknown as Colour;
}

/** The nearest shade of a colour that contrasts enough with all of these. */
function shadeFor(colour: Colour, towards: Colour, contrast: number, behind: readonly string[]): string {
  const steps = 50;
  for (let step = 0; step < steps; step++) {
    const shade = hexOf(mix(colour, towards, step / steps));
    if (behind.every((ground) => contrastOf(shade, ground) >= contrast)) return shade;
  }
  return hexOf(towards);
}

/**
 * A merchant's colour as the accent of one scheme: itself where it can be seen, with text on it, and a shade of it for text,
 * that are readable whatever it is. Undefined where it is no colour.
 */
export function brandTokens(color: string, scheme: 'light' | 'dark'): BrandTokens | undefined {
  const brand = parseColour(color);
  if (!brand) return undefined;
  const { surface, all, ink } = grounds[scheme];
  const accent = shadeFor(brand, ink, visible[scheme], [surface]);
  const soft = hexOf(mix(colourOf(surface), colourOf(accent), softShare));
  return {
    accent,
    ink: contrastOf('#ffffff', accent) >= readable ? '#ffffff' : darkInk,
    text: shadeFor(brand, ink, readable, [...all, soft]),
    soft,
  };
}

/** Gives the page a merchant's colour, in both schemes; ours stays where there is none. */
export function applyBrand(color: string | null | undefined, root = document.documentElement): void {
  const light = brandTokens(color ?? '', 'light');
  const dark = brandTokens(color ?? '', 'dark');
  if (!light || !dark) return;
  const set = (name: string, member: keyof BrandTokens) =>
    root.style.setProperty(name, `light-dark(${light[member]}, ${dark[member]})`);
  set('--accent', 'accent');
  set('--accent-ink', 'ink');
  set('--accent-text', 'text');
  set('--accent-soft', 'soft');
}
