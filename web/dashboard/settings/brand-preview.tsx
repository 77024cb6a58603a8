import { brandTokens, contrastOf } from '../../ui/brand.ts';
import { Notice } from '../../ui/states.tsx';

type Scheme = 'light' | 'dark';

const grounds: Record<Scheme, { canvas: string; surface: string; line: string; ink: string; soft: string }> =
  {
    light: { canvas: '#f7f7f6', surface: '#ffffff', line: '#e4e4e1', ink: '#17181a', soft: '#5c5e62' },
    dark: { canvas: '#0e0f11', surface: '#16181b', line: '#2a2d33', ink: '#f1f2f3', soft: '#a7abb3' },
  };
/** What stands where no colour is chosen, as theme.css has it. */
const own: Record<Scheme, { accent: string; ink: string; text: string }> = {
  light: { accent: '#0b6e5c', ink: '#ffffff', text: '#0b6e5c' },
  dark: { accent: '#45c7a6', ink: '#06251d', text: '#45c7a6' },
};

const schemes: readonly Scheme[] = ['light', 'dark'];

/** How a colour looks on the checkout's button, on light and on dark pages, and what becomes of one that cannot be seen. */
export function BrandPreview({ color, name }: { color: string; name: string }) {
  const isColor = brandTokens(color, 'light') !== undefined;
  const shifted = schemes.filter((scheme) => {
    const tokens = brandTokens(color, scheme);
    return tokens && tokens.accent.toLowerCase() !== color.toLowerCase();
  });
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
        {schemes.map((scheme) => (
          <Sample key={scheme} scheme={scheme} color={color} name={name} />
        ))}
      </div>
      {isColor && shifted.length > 0 && (
        <Notice tone="warn">
          {`On ${shifted.join(' and ')} pages this color is hard to tell from the background. There the button takes the nearest shade that can.`}
        </Notice>
      )}
    </div>
  );
}

function Sample({ scheme, color, name }: { scheme: Scheme; color: string; name: string }) {
  const ground = grounds[scheme];
  const { accent, ink, text } = brandTokens(color, scheme) ?? own[scheme];
  return (
    <figure
      aria-label={`On a ${scheme} page`}
      className="flex min-w-0 flex-col gap-3 rounded-lg border p-4"
      style={{ background: ground.canvas, borderColor: ground.line, colorScheme: scheme }}
    >
      <div
        className="flex min-w-0 flex-col gap-3 rounded-lg border p-4"
        style={{ background: ground.surface, borderColor: ground.line }}
      >
        <span className="flex items-baseline justify-between gap-3 text-sm" style={{ color: ground.ink }}>
          <span className="min-w-0 truncate font-medium">{name}</span>
          <span className="whitespace-nowrap tabular-nums">$29.00</span>
        </span>
        <span
          className="grid h-11 place-items-center rounded-lg font-medium"
          style={{ background: accent, color: ink }}
        >
          Pay $29.00
        </span>
        <span className="text-center text-xs underline underline-offset-4" style={{ color: text }}>
          Add a discount code
        </span>
      </div>
      <figcaption className="text-xs" style={{ color: ground.soft }}>
        {scheme === 'light' ? 'Light' : 'Dark'} · text on the button {contrastOf(ink, accent).toFixed(1)} : 1
      </figcaption>
    </figure>
  );
}
